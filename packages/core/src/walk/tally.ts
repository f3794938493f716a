import { Address } from "../address/address.ts";
import { isInside } from "../address/address-set.ts";
import { isNonPublic, NON_PUBLIC } from "../address/non-public.ts";
import { parseAddress } from "../address/parse.ts";
import type { Evidence } from "../evidence.ts";
import type { CompiledPath, Next, PathHop } from "../path/compile-path.ts";
import type { Resolution, Status, Warning } from "../resolution.ts";
import { asProbableProxy } from "./to-resolution.ts";

/** So many requests show how a deployment works. */
const REQUESTS = 1_000;
/** So many connections are not those of one busy client. */
const CONNECTIONS = 20;
/** So many private clients in a row are unlikely, where nothing says that they are public. */
const PRIVATE_REQUESTS = 10_000;
/** While clients are public, one of so many requests is looked at. */
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
 * - `unseen-hop`: no request of the first 1,000 came through `hop`.
 * - `one-client`: 1,000 requests in a row, on 20 connections at least, have the same client.
 * - `private-clients`: so many clients in a row are private: 1,000 where the outermost hop is on
 *   the internet, 10,000 elsewhere.
 */
export type Alarm =
  | { readonly code: "unseen-hop"; readonly hop: string }
  | { readonly code: "one-client" | "private-clients" };

/** Counts answers. Allocates nothing for a request. */
export class Tally {
  readonly alarms: Alarm[] = [];
  #requests = 0;
  /** How many of them are in the counts below. The others have this status and these hops. */
  #stored = 0;
  #status: Status = "resolved";
  #via: readonly string[] = [];
  readonly #statuses: Record<Status, number> = { ...NO_STATUSES };
  readonly #warnings: Record<Warning, number> = { ...NO_WARNINGS };
  readonly #hops = new Map<readonly string[], number>();
  /** The number of the request at which {@link #look} is called next. */
  #nextLook = 1;
  readonly #path: Pick<CompiledPath, "innermost" | "sequences">;
  readonly #refusesAlone: boolean;
  #last: string | undefined;
  /** How many answers before this one had the same client, and on how many connections at least. */
  #same = 0;
  #connections = 0;
  /** One bit for each of those connections, by its number modulo 1,024. */
  readonly #bits = new Uint32Array(32);
  /** How many clients in a row were private, up to now. */
  #private = 0;
  #toldPrivate = false;
  #alone: { readonly resolution: Resolution; readonly answer: Resolution } | undefined;
  readonly #address = new Address();

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
  counted(resolution: Resolution, evidence: Evidence): Resolution {
    const isAlone = this.isAlone(resolution.ip, evidence);
    const answer = isAlone ? this.#asProbableProxy(resolution) : resolution;
    this.count(answer.status, answer.via, answer.ip);
    if (answer.warnings.length > 0) this.#countWarnings(answer.warnings);
    return answer;
  }

  /** Counts an answer, without its warnings. */
  count(status: Status, via: readonly string[], ip: string | undefined): void {
    // Most requests are answered as the one before, and raise one number.
    if (via !== this.#via || status !== this.#status) {
      this.#store();
      this.#via = via;
      this.#status = status;
    }
    if (++this.#requests === this.#nextLook) this.#look(ip);
  }

  /**
   * Whether all requests for long have had this one client, which is then probably a proxy.
   *
   * @param ip the client of one more request
   */
  isAlone(ip: string | undefined, evidence: Evidence): boolean {
    if (ip === undefined) return false;
    if (ip === this.#last) return this.#isAloneAgain(ip, evidence);
    this.#last = ip;
    if (this.#same > 0) this.#forgetConnections();
    return false;
  }

  get stats(): ResolverStats {
    this.#store();
    const hops = new Map<string, ResolverStats["hops"][number]>();
    for (const [via, requests] of this.#hops) {
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

  /** The answer with the warning. A memo gives the same answer again, and gets the same copy. */
  #asProbableProxy(resolution: Resolution): Resolution {
    if (this.#alone?.resolution !== resolution) {
      this.#alone = { resolution, answer: asProbableProxy(resolution, this.#refusesAlone) };
    }
    return this.#alone.answer;
  }

  #countWarnings(warnings: readonly Warning[]): void {
    for (const warning of warnings) this.#warnings[warning]++;
  }

  #isAloneAgain(ip: string, { connection, peerPort }: Evidence): boolean {
    const number = connection ?? peerPort;
    if (number !== undefined) this.#noteConnection(number);
    if (++this.#same + 1 < REQUESTS || this.#connections < CONNECTIONS) return false;
    if (ip.startsWith("127.") || ip === "::1") return false;
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
    this.#hops.set(this.#via, (this.#hops.get(this.#via) ?? 0) + count);
  }

  /** Looks at what many answers show together. */
  #look(ip: string | undefined): void {
    const requests = this.#requests;
    if (requests === REQUESTS) this.#lookForUnseenHops();
    const looks = this.#private > 0 || (!this.#toldPrivate && requests % SAMPLE === 1);
    if (looks && ip !== undefined) this.#lookWhetherPrivate(ip);
    const next = this.#private > 0 ? requests + 1 : requests + SAMPLE - ((requests - 1) % SAMPLE);
    this.#nextLook = requests < REQUESTS ? Math.min(next, REQUESTS) : next;
  }

  #lookForUnseenHops(): void {
    this.#store();
    for (const { name, tells } of unseenIn(this.#path.innermost, this.#hops)) {
      // One that keeps the source address is passed, not recognized.
      if (tells.kind !== "source-address") this.alarms.push({ code: "unseen-hop", hop: name });
    }
  }

  #lookWhetherPrivate(ip: string): void {
    const isPrivate = parseAddress(ip, 0, ip.length, this.#address) && isNonPublic(this.#address);
    this.#private = isPrivate ? this.#private + 1 : 0;
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

/** Whether an outermost hop is on the internet. */
function isOnInternet(sequences: CompiledPath["sequences"]): boolean {
  return sequences.some(([outermost]) => {
    const ranges = outermost?.address?.ranges ?? [];
    return outermost?.shared === true || ranges.some((range) => !isInside(range, NON_PUBLIC));
  });
}

/** The hops that no request came through, given the hops of each that came. */
function unseenIn(next: Next, seen: ReadonlyMap<readonly string[], number>): readonly PathHop[] {
  if (next === undefined) return [];
  if (next.entryPoints !== undefined) {
    return next.entryPoints.flatMap(({ entryPoint }) => unseenIn(entryPoint, seen));
  }
  const outside = unseenIn(next.outer, seen);
  // A request that came through a hop outside it came through this one.
  const isSeen = seen.has(next.via) || sizeOf(next.outer) > outside.length;
  return isSeen ? outside : [...outside, next];
}

function sizeOf(next: Next): number {
  if (next === undefined) return 0;
  if (next.entryPoints === undefined) return 1 + sizeOf(next.outer);
  return next.entryPoints.reduce((sum, { entryPoint }) => sum + sizeOf(entryPoint), 0);
}
