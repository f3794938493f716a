import type { CompiledPath } from "./path/compile-path.ts";
import type { Resolution } from "./resolution.ts";

const SLOTS = 512;

/** Longer headers are rare, and would be kept alive. */
const MAX_LENGTH = 512;

/** After so many questions it is seen whether asking pays: three in ten should be answered. */
const TRIAL = 1_024;
const WORTH = 300;

/** How many requests it rests where it does not. */
const REST = 8_192;

/** The most peers that are known, so that nobody who has many addresses can fill the memory. */
const MAX_PEERS = 1_024;

/**
 * Answers that were given before. They can be given again to the same peer that sends the same header, if the path
 * looks at nothing else ({@link isMemorable}). Both are compared in full, whatever slot they share with others.
 */
export class Memo {
  readonly #known = new Set<string>();
  readonly #peers: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #answers: (Resolution | undefined)[] = Array.from({ length: SLOTS });
  #slot = 0;
  #asked = 0;
  #answered = 0;

  /** Takes note of a peer that was recognized as a hop. */
  meet(peer: string): void {
    if (this.#known.size === MAX_PEERS) this.#known.clear();
    this.#known.add(peer);
  }

  /** Whether the peer is a hop, as far as that is known: of nobody else is a header to be looked at. */
  knows(peer: string): boolean {
    return this.#known.has(peer);
  }

  /** The answer to a known peer and its header, if it is remembered; else {@link keep} is to follow. */
  find(peer: string, text: string): Resolution | undefined {
    if (text.length > MAX_LENGTH || !this.#pays()) return undefined;
    const slot = slotOf(peer, text);
    this.#slot = slot;
    if (this.#texts[slot] !== text || this.#peers[slot] !== peer) return undefined;
    this.#answered++;
    return this.#answers[slot];
  }

  /** Remembers the answer for which {@link find} was just asked in vain. */
  keep(peer: string, text: string, answer: Resolution): Resolution {
    if (this.#asked <= TRIAL && text.length <= MAX_LENGTH) {
      this.#peers[this.#slot] = peer;
      this.#texts[this.#slot] = text;
      this.#answers[this.#slot] = answer;
    }
    return answer;
  }

  #pays(): boolean {
    if (++this.#asked <= TRIAL) return true;
    const pays = this.#answered >= WORTH || this.#asked > TRIAL + REST;
    if (pays) {
      this.#asked = 1;
      this.#answered = 0;
    }
    return pays;
  }
}

/**
 * A few characters of the client, at the left, tell most texts apart, and the last one of the proxy most proxies; looking at
 * all would cost more than a walk.
 */
function slotOf(peer: string, text: string): number {
  const { length } = text;
  // No address that is worth it is shorter.
  if (length < 9) return 0;
  const one = text.charCodeAt(1) | (text.charCodeAt(3) << 8) | (text.charCodeAt(4) << 16);
  const other = text.charCodeAt(6) | (text.charCodeAt(7) << 8) | (text.charCodeAt(8) << 16);
  const last = text.charCodeAt(length - 1) | (peer.charCodeAt(peer.length - 1) << 8);
  const hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b) ^ last;
  return Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) >>> 23;
}

/** Whether a path looks at nothing of a request but its peer and one list header. */
export function isMemorable({ sequences, lists }: CompiledPath): boolean {
  return (
    lists.length === 1 &&
    sequences.every((hops) =>
      hops.every(
        ({ tells, identity, secret, address }) =>
          (tells.kind === "list" || tells.kind === "source-address") &&
          identity === undefined &&
          secret === undefined &&
          (address?.live.length ?? 0) === 0,
      ),
    )
  );
}
