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

/** The state of a walk: one object per resolver, reset for each request. */
export class WalkState implements HeaderReader {
  evidence: Evidence = { peer: undefined, rawHeaders: [] };
  /** Where the walk is: at the address in {@link cursor}, at a unix socket, or at a hidden peer. */
  at: "address" | "unix" | "invoker" | "hidden" = "hidden";
  cursor: Address = new Address();
  /** The register for the address that a header reader finds. */
  reported: Address = new Address();
  /** The evidence that reported the cursor: `socket`, `proxy-protocol` or a header name. */
  source = "socket";
  /**
   * Whether the hop that reported the cursor is on this machine: then 127.0.0.1 is this machine.
   */
  local = true;
  /** The outermost hop that was passed. */
  walked: PathHop | undefined;
  proof: Proof = "none";
  identity: string | undefined;
  /** The identity that proved the hop that was recognized last by identity. */
  proven: string | undefined;
  /** The list headers of the path, by `PathHop.listIndex`. */
  readonly lists: readonly List[];
  readonly forwarded: ForwardedLines = new ForwardedLines();
  proxyHeaders = 0;
  budget: number = MAX_SCANNED;
  stopReason: StopReason = "stopped";
  /** The last proven address, once the walk has gone further out. */
  readonly #left: Address = new Address();
  #peer: string | undefined;
  readonly #peerAddress: Address = new Address();
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
   * @param text the only list header, if it was joined already
   * @returns false if the peer is neither an address nor a unix socket nor an invoker
   */
  begin(evidence: Evidence, text?: string): boolean {
    const { peer, peerPort } = evidence;
    this.evidence = evidence;
    this.source = "socket";
    this.local = true;
    this.walked = undefined;
    this.proof = "none";
    this.identity = undefined;
    this.proven = undefined;
    for (const list of this.lists) {
      list.text = text;
      list.end = text?.length ?? UNREAD;
    }
    this.forwarded.reset();
    this.proxyHeaders = 0;
    this.budget = MAX_SCANNED;
    this.stopReason = "stopped";
    this.reported.setSlice("", 0, 0);
    this.#left.family = 0;
    // Most requests have the peer of the one before.
    if (peer !== this.#peer) this.#parsePeer(peer);
    this.at = peer === "unix" || peer === "invoker" ? peer : "address";
    this.cursor.copy(this.#peerAddress);
    this.cursor.port = peerPort ?? -1;
    this.cursor.setSlice(this.#peerText ?? "", 0, this.#peerText?.length ?? 0);
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
    address.family = 0;
    if (peer === "unix" || peer === "invoker") this.#peerText = peer;
    else if (peer !== undefined) {
      const zone = peer.indexOf("%");
      const known = parseAddress(peer, 0, zone < 0 ? peer.length : zone, address);
      if (known) this.#peerText = formatAddress(address);
    }
    address.canonical = address.family !== 0;
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
    if (!cursor.canonical) return formatAddress(cursor);
    return cursor.text.length <= LONG ? cursor.slice : copyOf(cursor);
  }

  /**
   * The outermost proven address as canonical text, `unix`, or `undefined` without a peer. It is
   * the cursor's, unless the cursor is hidden or only the number of hops proves it.
   */
  get outermost(): string | undefined {
    if (this.#left.family !== 0) return formatAddress(this.#left);
    return this.at === "address" && this.cursor.family !== 0 ? this.address : this.peer;
  }

  /** Notes that the cursor is this hop. A hop that reports nothing does not affect `proof`. */
  accept(hop: PathHop): void {
    this.walked = hop;
    if (hop.identity !== undefined) this.identity = this.proven;
    if (hop.tells.kind === "nothing") return;
    if (hop.grade === "count") this.#leave(this.cursor);
    this.proof = this.proof === "none" ? hop.grade : weaker(this.proof, hop.grade);
  }

  /** Moves the cursor to the peer that the hop reported. */
  advance(source: string, to: WalkState["at"]): void {
    // A unix socket is on the machine of the hop that reported it.
    if (this.at !== "unix") this.local = this.at === "address" && isLocal(this.cursor);
    this.source = source;
    this.at = to;
    const { cursor } = this;
    this.cursor = this.reported;
    this.reported = cursor;
    if (to !== "address") {
      this.#leave(cursor);
      this.cursor.family = 0;
    } else if (this.proof !== "count") this.#left.family = 0;
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
 * 5 times as much.
 */
function copyOf({ text, from, to }: Address): string {
  const codes = CODES[to - from]!;
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(from + i);
  return String.fromCharCode.apply(undefined, codes);
}

const STRENGTH: Readonly<Record<Proof, number>> = {
  identity: 3,
  secret: 3,
  address: 2,
  count: 1,
  none: 0,
};

function weaker(a: Proof, b: Proof): Proof {
  return isWeaker(b, a) ? b : a;
}

/** Whether a proof is weaker than another. */
export function isWeaker(proof: Proof, than: Proof): boolean {
  return STRENGTH[proof] < STRENGTH[than];
}

/**
 * Whether it is this machine's loopback. 127.0.0.6 is not: any workload that calls the sidecar is
 * behind it.
 */
function isLocal(address: Address): boolean {
  return isLoopback(address) && !isSidecar(address);
}
