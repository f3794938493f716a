import { Address } from "../address/address.ts";
import type { AddressSet } from "../address/address-set.ts";
import { formatAddress, parseAddress } from "../address/parse.ts";
import { isLoopback, isSidecar } from "../address/special.ts";
import type { Evidence } from "../evidence.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import type { HeaderReader } from "../headers/reader.ts";
import { ForwardedLines, List, UNREAD } from "../headers/reader.ts";
import { MAX_SCANNED } from "../limits.ts";
import type { PathHop } from "../path/compile-path.ts";
import type { Proof } from "../resolution.ts";

/** A slice keeps the whole header in memory. So the address is copied if the header is longer. */
const LONG = 256;

/**
 * Why the walk stopped: no outer hop was recognized, PROXY LOCAL, or the list of a `repeat` hop
 * ended.
 */
export type StopReason = "stopped" | "proxy-local" | "list-exhausted";

/** Where the cursor is: at an address, at a unix socket, at what invoked a function, or hidden. */
export type Place = "address" | "unix" | "invoker" | "hidden";

/**
 * The state of a walk: one object per resolver, reset for each request.
 *
 * To write a reference into an object that has lived long costs more than to compare it, since V8
 * notes such references for its collector. So what is nearly always the same is compared first, and
 * what follows from the outermost hop is read from it.
 */
export class WalkState implements HeaderReader {
  evidence: Evidence = { peer: undefined, rawHeaders: [] };
  /** Where the walk is, if that is an address. */
  cursor: Address = new Address();
  /** The register for the address that a header reader finds. */
  reported: Address = new Address();
  /** How many reports the walk followed. */
  reports = 0;
  /** The outermost hop that was passed. */
  walked: PathHop | undefined;
  /** Whether the client may be one more hop of a range: then nothing proves it. */
  unproven = false;
  identity: string | undefined;
  /** The identity that proved the hop that was recognized last by identity. */
  proven: string | undefined;
  /** The list headers of the path, by `PathHop.listIndex`. */
  readonly lists: readonly List[];
  readonly forwarded: ForwardedLines = new ForwardedLines();
  proxyHeaders = 0;
  budget: number = MAX_SCANNED;
  /** Set where the walk stops. */
  stopReason: StopReason = "stopped";
  /** The hop that reported the cursor, if any did. */
  #teller: PathHop | undefined;
  /** Where the walk is, if that is no address. */
  #elsewhere: Exclude<Place, "address"> = "hidden";
  /** If that is a unix socket: whether it is on this machine. */
  #isOwnSocket = false;
  /** The last proven address, once the walk has gone further out. */
  readonly #left: Address = new Address();
  #peer: string | undefined;
  readonly #peerAddress: Address = new Address();
  /** A set that has the peer: that of the innermost hop, nearly always. */
  #peerSet: AddressSet | undefined;
  #peerText: string | undefined;

  /** Addresses of 240.0.0.0/4 that may be clients. */
  readonly reserved: AddressSet | undefined;

  /**
   * @param lists how many list headers the path reads
   * @param reserved addresses of 240.0.0.0/4 that may be clients
   */
  constructor(lists: number, reserved?: AddressSet) {
    this.reserved = reserved;
    this.lists = Array.from({ length: lists }, () => new List());
  }

  /** The socket's peer: canonical text, `unix`, `invoker`, or `undefined` if it is none of them. */
  get peer(): string | undefined {
    return this.#peerText;
  }

  /**
   * Resets the state, with the cursor at the socket's peer.
   *
   * @returns false if the peer is neither an address nor a unix socket nor an invoker
   */
  begin(evidence: Evidence): boolean {
    const { peer, peerPort } = evidence;
    this.evidence = evidence;
    this.reports = 0;
    this.walked = undefined;
    this.unproven = false;
    this.identity = undefined;
    this.proven = undefined;
    // An iterator is slower.
    const { lists } = this;
    for (let i = 0; i < lists.length; i++) lists[i]!.end = UNREAD;
    this.forwarded.reset();
    this.proxyHeaders = 0;
    this.budget = MAX_SCANNED;
    this.#left.family = 0;
    // Most requests have the peer of the one before.
    if (peer !== this.#peer) this.#parsePeer(peer);
    const { cursor } = this;
    cursor.copy(this.#peerAddress);
    cursor.port = peerPort ?? -1;
    if (cursor.family === 0) {
      this.#elsewhere = peer === "unix" || peer === "invoker" ? peer : "hidden";
      this.#isOwnSocket = true;
    }
    return this.#peerText !== undefined;
  }

  list(header: string, listIndex: number): List {
    const list = this.lists[listIndex]!;
    if (list.end === UNREAD) {
      list.text = joinedHeader(this.evidence, header);
      list.end = list.text?.length ?? 0;
    }
    return list;
  }

  #parsePeer(peer: string | undefined): void {
    const address = this.#peerAddress;
    this.#peer = peer;
    this.#peerText = undefined;
    this.#peerSet = undefined;
    address.family = 0;
    if (peer === "unix" || peer === "invoker") this.#peerText = peer;
    else if (peer !== undefined) {
      const zone = peer.indexOf("%");
      const known = parseAddress(peer, 0, zone < 0 ? peer.length : zone, address);
      if (known) this.#peerText = formatAddress(address);
    }
  }

  get at(): Place {
    return this.cursor.family === 0 ? this.#elsewhere : "address";
  }

  /** The evidence that reported the cursor: `socket`, `proxy-protocol` or a header name. */
  get source(): string {
    return this.reports === 0 ? "socket" : this.#teller!.source;
  }

  /** The weakest proof of a hop that was passed. */
  get proof(): Proof {
    return this.walked === undefined || this.unproven ? "none" : this.walked.proof;
  }

  /** The text that the last reader read. */
  get element(): string {
    return this.reported.slice;
  }

  /**
   * The cursor's address as canonical text: a slice of the header if that is canonical and short.
   */
  get address(): string {
    const { cursor } = this;
    if (this.reports === 0) return this.#peerText!;
    if (!cursor.canonical) return formatAddress(cursor);
    return cursor.text.length <= LONG ? cursor.slice : copyOf(cursor);
  }

  /**
   * The outermost proven address as canonical text, `unix`, or `undefined` without a peer. It is
   * the cursor's, unless the cursor is hidden or only the number of hops proves it.
   */
  get outermost(): string | undefined {
    if (this.#left.family !== 0) return formatAddress(this.#left);
    return this.cursor.family === 0 ? this.peer : this.address;
  }

  /** Whether the set has the cursor. The same peer is looked up once in the same set. */
  isIn(set: AddressSet): boolean {
    if (this.reports > 0) return set.matches(this.cursor);
    if (set === this.#peerSet) return true;
    const has = set.matches(this.cursor);
    // A live list changes.
    if (has && set.live.length === 0) this.#peerSet = set;
    return has;
  }

  /** Notes that the cursor is this hop. */
  accept(hop: PathHop): void {
    this.walked = hop;
    if (hop.identity !== undefined) this.identity = this.proven;
    if (hop.proof === "count") this.#leave(this.cursor);
  }

  /**
   * Whether the hop that reported the cursor is on this machine: then 127.0.0.1 is this machine.
   */
  get local(): boolean {
    if (this.reports === 0) return true;
    const { reported: teller } = this;
    if (teller.family !== 0) return isLocal(teller);
    return this.#elsewhere === "unix" && this.#isOwnSocket;
  }

  /**
   * Moves the cursor along the addresses that the hop reported. By default it has reported one.
   *
   * @param reports how many reports the walk has followed then
   * @param cursor the last of these addresses
   * @param teller the address of the hop that reported the cursor
   */
  advance(
    hop: PathHop,
    reports: number = this.reports + 1,
    cursor: Address = this.reported,
    teller: Address = this.cursor,
  ): void {
    this.#move(hop, reports, cursor, teller);
    if (this.#left.family !== 0 && hop.proof !== "count") this.#left.family = 0;
  }

  /** Moves the cursor to the peer that the hop reported, which has no address. */
  goElsewhere(hop: PathHop, elsewhere: "unix" | "hidden"): void {
    const { cursor: teller, reported } = this;
    this.#leave(teller);
    // A unix socket is on the machine of the hop that reported it.
    if (teller.family !== 0) this.#isOwnSocket = isLocal(teller);
    else if (this.#elsewhere !== "unix") this.#isOwnSocket = false;
    this.#elsewhere = elsewhere;
    reported.family = 0;
    this.#move(hop, this.reports + 1, reported, teller);
  }

  #move(hop: PathHop, reports: number, cursor: Address, teller: Address): void {
    this.reports = reports;
    if (this.#teller !== hop) this.#teller = hop;
    this.cursor = cursor;
    this.reported = teller;
  }

  /** Notes the last proven address: what is further out is unproven or hidden. */
  #leave(cursor: Address): void {
    if (this.#left.family === 0) this.#left.copy(cursor);
  }
}

/** Scratch arrays by length: `String.fromCharCode(...codes)` always uses the whole array. */
const CODES = Array.from({ length: 40 }, (_, length) => Array.from<number>({ length }).fill(0));

/**
 * Copies the slice into a flat string, so that the header can be collected. Concatenation allocates
 * several strings.
 */
function copyOf({ text, from, to }: Address): string {
  const codes = CODES[to - from]!;
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(from + i);
  return String.fromCharCode.apply(undefined, codes);
}

/**
 * Whether it is this machine's loopback. 127.0.0.6 is not: any workload that calls the sidecar is
 * behind it.
 */
function isLocal(address: Address): boolean {
  return isLoopback(address) && !isSidecar(address);
}
