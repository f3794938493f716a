import { List, UNREAD } from "../headers/reader.ts";
import type { HeaderReader } from "../headers/reader.ts";
import { isLoopback } from "../address/special.ts";
import { isSidecar } from "../address/special.ts";
import { Address } from "../address/address.ts";
import { formatAddress, parseAddress } from "../address/parse.ts";
import { MAX_SCANNED } from "../limits.ts";
import type { Evidence } from "../evidence.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import type { PathHop } from "../path/compile-path.ts";
import type { Proof } from "../resolution.ts";

/** A header of more characters is not kept alive for the sake of one address in it. */
const LONG = 256;

/** Why the walk stopped: no hop further out was recognized, PROXY LOCAL, or the list of a `repeat` hop ended. */
export type StopReason = "stopped" | "proxy-local" | "list-exhausted";

/** What the walk knows so far: one register per resolver, written anew for each request. */
export class WalkState implements HeaderReader {
  evidence: Evidence = { peer: undefined, rawHeaders: [] };
  /** Who is being asked about: an address in {@link cursor}, a unix socket, or nobody knows. */
  at: "address" | "unix" | "hidden" = "hidden";
  cursor: Address = new Address();
  /** Where a header reader puts the address it found. */
  reported: Address = new Address();
  /** What named the cursor. */
  source = "socket";
  /** Whether the one who named the cursor runs on this machine, so that loopback means something. */
  local = true;
  /** The outermost hop walked. */
  walked: PathHop | undefined;
  proof: Proof = "none";
  identity: string | undefined;
  /** The identity that recognized the last hop asked about, if one did. */
  proven: string | undefined;
  /** The list headers of the path, by `listIndex`. */
  readonly lists: readonly List[];
  /** Lines of Forwarded not yet read, the next one last; `undefined` before the first is read. */
  forwardedLines: string[] | undefined;
  /** What is unread of the line that is being read. */
  forwardedRest: string | undefined;
  proxyHeaders = 0;
  /** Characters of headers that may still be scanned. */
  budget: number = MAX_SCANNED;
  /** Why the walk stopped. */
  stopReason: StopReason = "stopped";
  #peer: string | undefined;
  readonly #peerAddress: Address = new Address();
  #peerText: string | undefined;

  /** @param lists how many list headers the path reads */
  constructor(lists: number) {
    this.lists = Array.from({ length: lists }, () => new List());
  }

  /** The socket's peer: canonical text, `unix`, or `undefined` when it is none. */
  get peer(): string | undefined {
    return this.#peerText;
  }

  /**
   * Puts the cursor at the socket's peer.
   *
   * @param text of the only list header, where it was read already
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
    this.forwardedLines = undefined;
    this.forwardedRest = undefined;
    this.proxyHeaders = 0;
    this.budget = MAX_SCANNED;
    this.stopReason = "stopped";
    this.reported.setSlice("", 0, 0);
    // Most requests come from the connection of the one before.
    if (peer !== this.#peer) this.#parsePeer(peer);
    this.at = peer === "unix" ? "unix" : "address";
    this.cursor.copy(this.#peerAddress);
    this.cursor.port = peerPort ?? -1;
    this.cursor.setSlice(this.#peerText ?? "", 0, this.#peerText?.length ?? 0);
    return this.#peerText !== undefined;
  }

  /** A list header of the path, looked up when it is first asked for. */
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
    if (peer === "unix") this.#peerText = peer;
    else if (peer !== undefined) {
      const zone = peer.indexOf("%");
      const known = parseAddress(peer, 0, zone < 0 ? peer.length : zone, address);
      if (known) this.#peerText = formatAddress(address);
    }
    address.canonical = address.family !== 0;
  }

  /** What the last reader looked at. */
  get element(): string {
    return this.reported.slice;
  }

  /** The cursor's address: canonical text. A slice of what was read where it can be one, unless that would pin a long header. */
  get address(): string {
    const { cursor } = this;
    if (!cursor.canonical) return formatAddress(cursor);
    return cursor.text.length <= LONG ? cursor.slice : copyOf(cursor);
  }

  /** Takes note that the cursor is this hop. A hop that hides its peer says nothing that its proof could be for. */
  accept(hop: PathHop): void {
    this.walked = hop;
    if (hop.identity !== undefined) this.identity = this.proven;
    if (hop.tells.kind === "nothing") return;
    this.proof = this.proof === "none" ? hop.grade : weaker(this.proof, hop.grade);
  }

  /** Moves the cursor to what the hop told. */
  advance(source: string, hidden: boolean): void {
    this.local = this.at === "unix" || (this.at === "address" && isLocal(this.cursor));
    this.source = source;
    this.at = hidden ? "hidden" : "address";
    const { cursor } = this;
    this.cursor = this.reported;
    this.reported = cursor;
    if (hidden) this.cursor.family = 0;
  }
}

/** Places for the characters of a canonical address, as many as the index says: a call takes all of an array. */
const CODES = Array.from({ length: 40 }, (_, length) => Array.from<number>({ length }).fill(0));

/** What was read, in a string of its own made in one piece: parts put together leave five times as much behind. */
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
  return STRENGTH[b] < STRENGTH[a] ? b : a;
}

/** Whether it is this machine's loopback. 127.0.0.6 is not: behind it stands whoever called the sidecar. */
function isLocal(address: Address): boolean {
  return isLoopback(address) && !isSidecar(address);
}
