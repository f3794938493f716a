import { Address } from "../address/address.ts";
import { isInside } from "../address/address-set.ts";
import { isNonPublic, NON_PUBLIC } from "../address/non-public.ts";
import { isLoopback } from "../address/special.ts";
import type { Evidence } from "../evidence.ts";
import type { CompiledPath, Next, PathHop } from "../path/compile-path.ts";
import type { Resolution, Status, Warning } from "../resolution.ts";
import { asProbableProxy } from "./to-resolution.ts";
import type { WalkState } from "./walk-state.ts";

/** A new deployment gets fewer health checks than this before its first client. */
const FIRST_REQUESTS = 100;
/** The number of requests that shows how a deployment works. */
const REQUESTS = 1_000;
/** One busy client has fewer connections. */
const CONNECTIONS = 20;
/** Fewer private clients in a row are usual where nothing says that clients are public. */
const PRIVATE_REQUESTS = 10_000;
/** While clients are public, one request of this many is looked at. */
const SAMPLE = 64;

const NO_STATUSES: Readonly<Record<Status, number>> = {
  resolved: 0,
  unconfigured: 0,
  "no-peer": 0,
  missing: 0,
  malformed: 0,
  ambiguous: 0,
  hidden: 0,
  conflict: 0,
  unproven: 0,
  bypassed: 0,
  "too-long": 0,
};
const NO_WARNINGS: Readonly<Record<Warning, number>> = {
  "proxy-local": 0,
  "list-exhausted": 0,
  "unrecognized-proxy": 0,
  "probable-proxy": 0,
};

const NO_HOPS: readonly string[] = Object.freeze([]);

/** What a resolver has answered so far. Plain data. */
export interface ResolverStats {
  /** How many requests were resolved, with or without a client. */
  readonly requests: number;
  /** How often each status was the answer. */
  readonly statuses: Readonly<Record<Status, number>>;
  /** How often each warning was in an answer. */
  readonly warnings: Readonly<Record<Warning, number>>;
  /** How many requests came through each set of hops, by their names as in `Resolution.via`. */
  readonly hops: readonly { readonly via: readonly string[]; readonly requests: number }[];
}

/**
 * What many answers together show, although each may be right:
 *
 * - `no-client`: none of the first 100 requests has a client. `status` is that of the last.
 * - `unseen-hop`: no request of the first 1,000 came through `hop`.
 * - `one-client`: 1,000 requests in a row, on 20 connections at least, have the same client.
 * - `private-clients`: so many clients in a row are private: 1,000 where the outermost hop is on
 *   the internet, 10,000 elsewhere.
 */
export type Alarm =
  | { readonly code: "no-client"; readonly status: Status }
  | { readonly code: "unseen-hop"; readonly hop: string }
  | { readonly code: "one-client" | "private-clients" };

/** Counts answers. Allocates nothing for a request. */
export class Tally {
  readonly alarms: Alarm[] = [];
  #requests = 0;
  /** How many of them are in the counts below. The others have this status and these hops. */
  #stored = 0;
  #status: Status = "resolved";
  #walked: PathHop | undefined;
  readonly #statuses: Record<Status, number> = { ...NO_STATUSES };
  readonly #warnings: Record<Warning, number> = { ...NO_WARNINGS };
  /** By the outermost hop that was passed. */
  readonly #hops = new Map<PathHop | undefined, number>();
  /** The number of the request at which {@link #look} is called next. */
  #nextLook = 1;
  readonly #path: Pick<CompiledPath, "innermost" | "sequences">;
  readonly #refusesAlone: boolean;
  /** The client of the last answer that had one. */
  readonly #last: Address = new Address();
  /** How many answers before this one had the same client, and on how many connections at least. */
  #same = 0;
  #connections = 0;
  /** One bit for each of those connections, by its number modulo 1,024. */
  readonly #bits = new Uint32Array(32);
  /** How many clients in a row were private, up to now. */
  #private = 0;
  #toldPrivate = false;

  /** @param refusesAlone whether a client that all requests have for long is refused */
  constructor(path: Pick<CompiledPath, "innermost" | "sequences">, refusesAlone: boolean) {
    this.#path = path;
    this.#refusesAlone = refusesAlone;
  }

  /**
   * Counts an answer.
   *
   * @returns the answer, with a warning if all requests for long have had this one client
   */
  counted(resolution: Resolution, { cursor, evidence, walked }: WalkState): Resolution {
    const isAlone = resolution.status === "resolved" && this.isAlone(cursor, evidence);
    const answer = isAlone ? asProbableProxy(resolution, this.#refusesAlone) : resolution;
    this.count(answer.status, walked, cursor);
    if (answer.warnings.length > 0) this.#countWarnings(answer.warnings);
    return answer;
  }

  /**
   * Counts an answer, without its warnings.
   *
   * @param walked the outermost hop that was passed
   * @param client the client's address, if the answer has one
   */
  count(status: Status, walked: PathHop | undefined, client: Address): void {
    // Most requests are answered as the one before, and raise one number.
    if (walked !== this.#walked || status !== this.#status) {
      this.#store();
      this.#walked = walked;
      this.#status = status;
    }
    if (++this.#requests === this.#nextLook) this.#look(status === "resolved" ? client : undefined);
  }

  /**
   * Whether all requests for long have had this one client, which is then probably a proxy.
   *
   * @param client that of one more request
   */
  isAlone(client: Address, evidence: Evidence): boolean {
    if (client.equals(this.#last)) return this.#isAloneAgain(client, evidence);
    this.#last.copy(client);
    if (this.#same > 0) this.#forgetConnections();
    return false;
  }

  get stats(): ResolverStats {
    this.#store();
    const hops = new Map<string, ResolverStats["hops"][number]>();
    for (const [walked, requests] of this.#hops) {
      const via = walked?.via ?? NO_HOPS;
      const key = JSON.stringify(via);
      hops.set(key, { via, requests: requests + (hops.get(key)?.requests ?? 0) });
    }
    return {
      requests: this.#requests,
      statuses: { ...this.#statuses },
      warnings: { ...this.#warnings },
      hops: [...hops.values()],
    };
  }

  #countWarnings(warnings: readonly Warning[]): void {
    for (const warning of warnings) this.#warnings[warning]++;
  }

  #isAloneAgain(client: Address, { connection, peerPort }: Evidence): boolean {
    const number = connection ?? peerPort;
    if (number !== undefined) this.#noteConnection(number);
    if (++this.#same + 1 < REQUESTS || this.#connections < CONNECTIONS) return false;
    if (isLoopback(client)) return false;
    this.#raise("one-client");
    return true;
  }

  #forgetConnections(): void {
    this.#same = 0;
    if (this.#connections === 0) return;
    this.#bits.fill(0);
    this.#connections = 0;
  }

  #store(): void {
    const count = this.#requests - this.#stored;
    if (count === 0) return;
    this.#stored = this.#requests;
    this.#statuses[this.#status] += count;
    this.#hops.set(this.#walked, (this.#hops.get(this.#walked) ?? 0) + count);
  }

  /** Looks at what many answers show together. */
  #look(client: Address | undefined): void {
    const requests = this.#requests;
    if (requests === FIRST_REQUESTS) this.#lookForClients();
    if (requests === REQUESTS) this.#lookForUnseenHops();
    const looks = this.#private > 0 || (!this.#toldPrivate && requests % SAMPLE === 1);
    if (looks && client !== undefined) this.#lookWhetherPrivate(client);
    const next = this.#private > 0 ? requests + 1 : requests + SAMPLE - ((requests - 1) % SAMPLE);
    this.#nextLook = Math.min(next, nextStop(requests));
  }

  #lookForClients(): void {
    this.#store();
    const { resolved, unconfigured } = this.#statuses;
    // Without a path there is a warning that says so.
    if (resolved + unconfigured === 0)
      this.alarms.push({ code: "no-client", status: this.#status });
  }

  #lookForUnseenHops(): void {
    this.#store();
    for (const { name, tells } of unseenIn(this.#path.innermost, this.#hops)) {
      // One that keeps the source address is passed, not recognized.
      if (tells.kind !== "source-address") this.alarms.push({ code: "unseen-hop", hop: name });
    }
  }

  #lookWhetherPrivate(client: Address): void {
    this.#private = isNonPublic(client) ? this.#private + 1 : 0;
    const isStrange =
      this.#private === PRIVATE_REQUESTS ||
      (this.#private === REQUESTS && isOnInternet(this.#path.sequences));
    if (!isStrange) return;
    this.#raise("private-clients");
    this.#toldPrivate = true;
    this.#private = 0;
  }

  #raise(code: "one-client" | "private-clients"): void {
    if (this.alarms.every((alarm) => alarm.code !== code)) this.alarms.push({ code });
  }

  #noteConnection(connection: number): void {
    const word = (connection >>> 5) & 31;
    const bit = 1 << (connection & 31);
    if ((this.#bits[word]! & bit) !== 0) return;
    this.#bits[word]! |= bit;
    this.#connections++;
  }
}

/** The number of the request at which there is something to look for, whatever came before. */
function nextStop(requests: number): number {
  if (requests < FIRST_REQUESTS) return FIRST_REQUESTS;
  return requests < REQUESTS ? REQUESTS : requests + SAMPLE;
}

/** Whether an outermost hop is on the internet. */
function isOnInternet(sequences: CompiledPath["sequences"]): boolean {
  return sequences.some(([outermost]) => {
    const ranges = outermost?.address?.ranges ?? [];
    return outermost?.shared === true || ranges.some((range) => !isInside(range, NON_PUBLIC));
  });
}

/** The hops that no request came through, given the hops of each that came. */
function unseenIn(next: Next, seen: ReadonlyMap<PathHop | undefined, number>): readonly PathHop[] {
  if (next === undefined) return [];
  if (next.entryPoints !== undefined) {
    return next.entryPoints.flatMap(({ entryPoint }) => unseenIn(entryPoint, seen));
  }
  const outside = unseenIn(next.outer, seen);
  // A request that came through a hop outside it came through this one.
  const isSeen = seen.has(next) || sizeOf(next.outer) > outside.length;
  return isSeen ? outside : [...outside, next];
}

function sizeOf(next: Next): number {
  if (next === undefined) return 0;
  if (next.entryPoints === undefined) return 1 + sizeOf(next.outer);
  return next.entryPoints.reduce((sum, { entryPoint }) => sum + sizeOf(entryPoint), 0);
}
