import type { CompiledPath } from "../path/compile-path.ts";
import type { Resolution } from "../resolution.ts";

const SLOTS = 512;

/** Longer headers are not cached: they are rare, and the cache would keep them in memory. */
const MAX_LENGTH = 512;

/**
 * Lookups per window. After one with fewer than {@link MIN_HITS} hits (a rate of 30 %) the cache is
 * paused.
 */
const WINDOW = 1_024;
const MIN_HITS = 300;

/** Requests to skip before the next window. */
const PAUSE = 8_192;

/**
 * The most proxies that are remembered, so that a client with many addresses cannot fill the
 * memory.
 */
const MAX_PROXIES = 1_024;

/**
 * A direct-mapped cache of resolutions by peer and header, for paths that read nothing else
 * ({@link isMemoizable}). Both keys are compared in full, so a collision is a miss.
 */
export class Memo {
  readonly #proxies = new Set<string>();
  /** The last one that was found. */
  #proxy: string | undefined;
  readonly #peers: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #resolutions: (Resolution | undefined)[] = Array.from({ length: SLOTS });
  #slot = 0;
  #lookups = 0;
  #hits = 0;

  /** Notes a peer that was recognized as a hop. */
  addProxy(peer: string): void {
    if (this.#proxies.size === MAX_PROXIES) {
      this.#proxies.clear();
      this.#proxy = undefined;
    }
    this.#proxies.add(peer);
  }

  /** Whether the peer was recognized before. The headers of any other peer must not be read. */
  hasProxy(peer: string): boolean {
    // Most requests have the peer of the one before.
    if (peer === this.#proxy) return true;
    if (!this.#proxies.has(peer)) return false;
    this.#proxy = peer;
    return true;
  }

  /** The resolution for a proxy and its header; after `undefined`, {@link set} must follow. */
  get(peer: string, text: string): Resolution | undefined {
    if (text.length > MAX_LENGTH || !this.#isActive()) return undefined;
    const slot = slotOf(peer, text);
    this.#slot = slot;
    if (this.#texts[slot] !== text || this.#peers[slot] !== peer) return undefined;
    this.#hits++;
    return this.#resolutions[slot];
  }

  /** Stores the resolution after a miss in {@link get}, and returns it. */
  set(peer: string, text: string, resolution: Resolution): Resolution {
    if (this.#lookups <= WINDOW && text.length <= MAX_LENGTH) {
      this.#peers[this.#slot] = peer;
      this.#texts[this.#slot] = text;
      this.#resolutions[this.#slot] = resolution;
    }
    return resolution;
  }

  #isActive(): boolean {
    if (++this.#lookups <= WINDOW) return true;
    const resumes = this.#hits >= MIN_HITS || this.#lookups > WINDOW + PAUSE;
    if (resumes) {
      this.#lookups = 1;
      this.#hits = 0;
    }
    return resumes;
  }
}

/**
 * Hashes a few characters: the first ones, where the client is, and the last ones, where the
 * proxies are. Hashing the whole text would cost more than a walk.
 */
function slotOf(peer: string, text: string): number {
  const { length } = text;
  // Shorter texts hold no address worth hashing.
  if (length < 9) return 0;
  const left = text.charCodeAt(1) | (text.charCodeAt(3) << 8) | (text.charCodeAt(4) << 16);
  const right = text.charCodeAt(6) | (text.charCodeAt(7) << 8) | (text.charCodeAt(8) << 16);
  const last = text.charCodeAt(length - 1) | (peer.charCodeAt(peer.length - 1) << 8);
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b) ^ last;
  return Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) >>> 23;
}

/** Whether a path reads nothing of a request but its peer and one list header. */
export function isMemoizable({ hops, lists }: CompiledPath): boolean {
  return (
    lists.length === 1 &&
    hops.every(
      ({ tells, identity, secret, address, proto, host }) =>
        (tells.kind === "list" || tells.kind === "source-address") &&
        identity === undefined &&
        secret === undefined &&
        // What they name is of one request, not of its address.
        proto === undefined &&
        host === undefined &&
        (address?.live.length ?? 0) === 0,
    )
  );
}
