import { overlap } from "../address/address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";

/** The hop by which an entry point is recognized; `undefined` if none can be. */
export interface VisibleHop {
  /** The entry point's place among all. */
  readonly index: number;
  readonly hop: ParsedHop | undefined;
}

type Lists = readonly (readonly VisibleHop[])[];

/**
 * Hops by their proofs. One more is compared only with those that no other proof tells from it:
 * thousands with proofs of their own are compared in linear time.
 */
export class VisibleHops {
  readonly #all: VisibleHop[] = [];
  readonly #identities = new ByProof();
  readonly #secrets = new ByProof();

  add(one: VisibleHop): void {
    this.#all.push(one);
    this.#identities.add(one, one.hop?.identity);
    this.#secrets.add(one, secretOf(one));
  }

  /** The first that the walk could not tell from this one. */
  firstAlike(one: VisibleHop): VisibleHop | undefined {
    const byIdentity = this.#identities.alike(one.hop?.identity) ?? [this.#all];
    const bySecret = this.#secrets.alike(secretOf(one)) ?? [this.#all];
    const fewest = countOf(byIdentity) < countOf(bySecret) ? byIdentity : bySecret;
    const alike = fewest.flatMap((list) => list.find((other) => !areDistinct(one, other)) ?? []);
    return alike.toSorted((left, right) => left.index - right.index)[0];
  }
}

/** Hops by one kind of proof. */
class ByProof {
  readonly #without: VisibleHop[] = [];
  readonly #with = new Map<string, VisibleHop[]>();

  add(one: VisibleHop, names: readonly string[] | undefined): void {
    if (names === undefined) this.#without.push(one);
    for (const name of names ?? []) {
      const others = this.#with.get(name);
      if (others === undefined) this.#with.set(name, [one]);
      else others.push(one);
    }
  }

  /** Those that a proof by these names does not tell from others; `undefined` without a proof. */
  alike(names: readonly string[] | undefined): Lists | undefined {
    return names && [this.#without, ...names.map((name) => this.#with.get(name) ?? [])];
  }
}

function secretOf({ hop }: VisibleHop): readonly string[] | undefined {
  return hop?.secret && [hop.secret.header];
}

function countOf(lists: Lists): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/** The cheapest comparison comes first. */
function areDistinct({ hop: a }: VisibleHop, { hop: b }: VisibleHop): boolean {
  return (
    (a?.secret !== undefined && b?.secret !== undefined && a.secret.header !== b.secret.header) ||
    (a?.identity !== undefined &&
      b?.identity?.some((uri) => a.identity?.includes(uri)) === false) ||
    (a?.address !== undefined && b?.address !== undefined && !overlap(a.address, b.address))
  );
}
