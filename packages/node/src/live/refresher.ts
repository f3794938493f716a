import type { LiveAddresses } from "@client-ip/core";
import { warnOfLiveList, warnOfStore } from "../warnings/live-list.ts";
import { DocumentError } from "./document-error.ts";
import type { Reading } from "./reader.ts";
import { afterFailure, afterSuccess, REAL, type Schedule } from "./schedule.ts";
import type { Plan } from "./source.ts";
import { readStore, writeStore } from "./store.ts";

/** The shortest time that the answer of a name server is used, in milliseconds. */
const MIN_LIFETIME = 30_000;

/** A clock may be wrong, but not by more milliseconds. */
const MAX_AHEAD = 86_400_000;

/** Milliseconds before the first refresh. A program that only checks its path has ended then. */
const FIRST = 100;

/** What happened to a live list so far. */
export interface LiveListStats {
  /** How often a refresh began. */
  readonly refreshes: number;
  /** How many brought another list, which is in use. */
  readonly updates: number;
  /** How many said that the list is still the same. */
  readonly unchanged: number;
  /** How many failed, or brought a list that was refused. */
  readonly failures: number;
  /** How many of the last ones failed in a row. */
  readonly failuresInARow: number;
  /** When the last one succeeded. */
  readonly lastSuccess: Date | undefined;
  /** Why the last one that failed did. */
  readonly lastError: Error | undefined;
}

/** Keeps one live list fresh. It stops when no part of the program holds the list any more. */
export class Refresher {
  readonly #list: WeakRef<LiveAddresses>;
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  #stats: LiveListStats = {
    refreshes: 0,
    updates: 0,
    unchanged: 0,
    failures: 0,
    failuresInARow: 0,
    lastSuccess: undefined,
    lastError: undefined,
  };
  /** What the last good reading had, the dates of its documents, and the list's generation. */
  #used: readonly string[] = [];
  #published: readonly Date[] = [];
  #generation = -1;
  #timer: { readonly cancel: () => void };
  #running: Promise<boolean> | undefined;
  #abort: AbortController | undefined;
  #closed = false;

  /** Reads what was kept on disk, and plans the first refresh. */
  constructor(list: LiveAddresses, plan: Plan, schedule: Schedule = REAL) {
    this.#list = new WeakRef(list);
    this.#plan = plan;
    this.#schedule = schedule;
    this.#load(list);
    this.#timer = schedule.after(FIRST, () => void this.refresh());
  }

  /** What happened so far. */
  get stats(): LiveListStats {
    return this.#stats;
  }

  /**
   * Reads the source now, or waits for the refresh that runs already.
   *
   * @returns whether it succeeded; it never rejects
   */
  refresh(): Promise<boolean> {
    return (this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    }));
  }

  /** Stops. The list stays as it is. */
  close(): void {
    this.#closed = true;
    this.#timer.cancel();
    this.#abort?.abort();
  }

  async #run(): Promise<boolean> {
    const list = this.#list.deref();
    if (this.#closed || list === undefined) return false;
    this.#timer.cancel();
    this.#note({ refreshes: this.#stats.refreshes + 1 });
    try {
      const reading = await this.#read();
      if (this.#closed) return false;
      this.#use(list, reading);
      await this.#keep(list);
      this.#next(afterSuccess(this.#intervalOf(reading), this.#schedule.random()));
      return true;
    } catch (error) {
      if (!this.#closed) this.#fail(list, error);
      return false;
    }
  }

  /** Reads the source within the time limit, whatever the reader does. */
  async #read(): Promise<Reading | undefined> {
    const abort = (this.#abort = new AbortController());
    const { reader, timeout } = this.#plan;
    const ended = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener("abort", () => reject(abort.signal.reason));
    });
    const late = new DocumentError(`no whole answer within ${timeout} ms`, "one in time");
    const timer = this.#schedule.after(timeout, () => abort.abort(late));
    try {
      return await Promise.race([reader.read(abort.signal), ended]);
    } catch (error) {
      // What else it reads is not wanted any more.
      abort.abort();
      throw error;
    } finally {
      timer.cancel();
    }
  }

  /** @throws ClientIpError if the list is refused */
  #use(list: LiveAddresses, reading: Reading | undefined): void {
    const now = new Date(this.#schedule.now());
    const { prefixes = this.#used, date = now, published = this.#published } = reading ?? {};
    published.forEach((one, index) => checkDate(one, this.#published[index], now));
    // The program itself may have updated the list in between.
    const isSame = list.generation === this.#generation && prefixes.join() === this.#used.join();
    if (isSame) list.confirm(date);
    else list.update(prefixes, date);
    this.#used = prefixes;
    this.#generation = list.generation;
    this.#published = published;
    this.#plan.reader.keep();
    const { updates, unchanged } = this.#stats;
    const counted = isSame ? { unchanged: unchanged + 1 } : { updates: updates + 1 };
    this.#note({ ...counted, failuresInARow: 0, lastSuccess: now });
  }

  #fail(list: LiveAddresses, error: unknown): void {
    const { failures, failuresInARow } = this.#stats;
    const lastError = error instanceof Error ? error : new Error(String(error));
    this.#note({ failures: failures + 1, failuresInARow: failuresInARow + 1, lastError });
    warnOfLiveList(list, lastError, this.#stats.lastSuccess, this.#schedule.now());
    const { retryAfter } = error instanceof DocumentError ? error : {};
    const { refreshAfter } = this.#plan;
    const random = this.#schedule.random();
    this.#next(afterFailure(failuresInARow + 1, refreshAfter, random, retryAfter));
  }

  #next(milliseconds: number): void {
    // While the list was written to disk, for example.
    if (this.#closed) return;
    this.#timer = this.#schedule.after(milliseconds, () => void this.refresh());
  }

  #intervalOf({ lifetime = Infinity }: Reading = { prefixes: [] }): number {
    return Math.min(this.#plan.refreshAfter, Math.max(lifetime, MIN_LIFETIME));
  }

  /** Uses the list on disk if it is newer than the first one, and as good as any other. */
  #load(list: LiveAddresses): void {
    const { store } = this.#plan;
    if (store === undefined) return;
    try {
      const stored = readStore(store, list.name);
      if (stored === undefined || (list.date !== undefined && stored.date <= list.date)) return;
      list.update(stored.prefixes, stored.date);
    } catch (error) {
      warnOfStore(list.name, error);
    }
  }

  async #keep({ name, date }: LiveAddresses): Promise<void> {
    const { store } = this.#plan;
    if (store === undefined || date === undefined) return;
    try {
      await writeStore(store, { list: name, date, prefixes: this.#used });
    } catch (error) {
      warnOfStore(name, error);
    }
  }

  #note(changed: Partial<LiveListStats>): void {
    this.#stats = Object.freeze({ ...this.#stats, ...changed });
  }
}

/** @throws DocumentError for a document that is older than the one in use, or of the future */
function checkDate(published: Date, last: Date | undefined, now: Date): void {
  const given = `a document of ${published.toISOString()}`;
  // Caches and mirrors may send an old document after a new one.
  if (last !== undefined && published < last) {
    throw new DocumentError(given, `one of ${last.toISOString()} or later`);
  }
  // No later document would ever be newer.
  if (published.getTime() > now.getTime() + MAX_AHEAD) {
    throw new DocumentError(given, "one of the past");
  }
}
