import type { AddressSet, LiveSource, LiveView } from "../address/address-set.ts";
import type { CompiledPath } from "./compile-path.ts";
import { isOld } from "./live-findings.ts";

/**
 * The live lists of one path. The path uses a new version of a list if it violates no rule.
 * Otherwise the last good version stays in use. Other paths are not affected.
 */
export class LiveLists {
  readonly #path: CompiledPath;
  readonly #views: readonly LiveView[];
  readonly #sources: readonly LiveSource[];
  #generations: number;
  /** How many versions were refused. */
  refused = 0;
  readonly #refused = new WeakSet<AddressSet>();
  /** How many lists are stale, when that was last asked. */
  #stale = 0;

  /** The live lists of a path, or `undefined` if it has none. */
  static of(path: CompiledPath): LiveLists | undefined {
    const views: LiveView[] = [];
    for (const { address } of path.hops) if (address !== undefined) views.push(...address.live);
    return views.length === 0 ? undefined : new LiveLists(path, views);
  }

  private constructor(path: CompiledPath, views: readonly LiveView[]) {
    this.#path = path;
    this.#views = views;
    this.#sources = [...new Set(this.#views.map(({ source }) => source))];
    this.#generations = this.#sum();
  }

  /**
   * Uses the newest version of each list that the rules allow.
   *
   * @returns whether any list has changed
   */
  refresh(): boolean {
    const sum = this.#sum();
    if (sum === this.#generations) return false;
    this.#generations = sum;
    let pending = this.#sources.filter((source) => this.#isBehind(source));
    if (!this.#advance(pending)) {
      // One by one, and again after a success: one list may fit only with another.
      for (let before = Infinity; pending.length < before;) {
        before = pending.length;
        pending = pending.filter((source) => !this.#advance([source]));
      }
      for (const { current } of pending) this.#count(current);
    }
    return true;
  }

  /** Whether another number of lists is stale than when this was last asked. Requests never ask. */
  hasAged(): boolean {
    const before = this.#stale;
    this.#stale = this.#sources.filter((source) => isOld(source)).length;
    return this.#stale !== before;
  }

  #count(refused: AddressSet): void {
    if (!this.#refused.has(refused)) this.refused++;
    this.#refused.add(refused);
  }

  #sum(): number {
    let sum = 0;
    for (const source of this.#sources) sum += source.generation;
    return sum;
  }

  #isBehind(source: LiveSource): boolean {
    return this.#views.some((view) => view.source === source && view.current !== source.current);
  }

  /** Advances the lists, or none of them if that violates a rule: then it returns false. */
  #advance(sources: readonly LiveSource[]): boolean {
    const views = this.#views.filter(({ source }) => sources.includes(source));
    const before = new Map<LiveView, AddressSet>(views.map((view) => [view, view.current]));
    for (const view of views) view.current = view.source.current;
    try {
      this.#path.check();
      return true;
    } catch {
      for (const [view, current] of before) view.current = current;
      return false;
    }
  }
}
