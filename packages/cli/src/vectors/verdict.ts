import { Address, formatAddress, parseAddress } from "@client-ip/core/internal";
import type { Vector } from "@client-ip/vectors";
import type { Answer } from "./question.ts";

/**
 * What an answer is worth.
 *
 * - `client`: the address that made the request, with or without a port.
 * - `none`: no answer.
 * - `forged`: what the sender of an attack made up.
 * - `other`: the address of a proxy or of another machine, or the word `unknown`.
 */
export type Verdict = "client" | "none" | "other" | "forged";

/** What a judge looks at. */
type Recorded = Pick<Vector, "attack" | "expect" | "peer" | "truth"> & {
  readonly path: readonly { readonly address?: unknown }[];
};

const into = new Address();

/** An address without port, brackets and zone, in canonical text; other text as it is. */
function address(text: string): string {
  const inside = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1];
  const bare = (inside ?? text).replace(/%.*/, "");
  return parseAddress(bare, 0, bare.length, into) ? formatAddress(into) : text;
}

/** Judges answers to recordings, which know each machine's address. */
export class Judge {
  /** Of clients, peers and hops: what is none of these, an attacker has made up. */
  readonly #machines: ReadonlySet<string>;

  constructor(vectors: readonly Recorded[]) {
    const hops = vectors.flatMap(({ path }) => path.flatMap((hop) => [hop.address ?? []].flat(2)));
    const ends = vectors.flatMap(({ truth, peer }) => [truth ?? "", peer]);
    const texts = [...hops, ...ends].filter((one) => typeof one === "string");
    this.#machines = new Set(texts.map((text) => address(text)));
  }

  judge(answer: Answer, { truth, attack }: Recorded): Verdict {
    if (answer === null || answer === "") return "none";
    const named = address(answer);
    if (truth !== null && named === address(truth)) return "client";
    return attack && named !== "unknown" && !this.#machines.has(named) ? "forged" : "other";
  }

  /** Whether the answer is the one that the rules give. */
  isRight(answer: Answer, { expect }: Recorded): boolean {
    if (answer === null) return !("ip" in expect);
    return "ip" in expect && address(answer) === address(expect.ip);
  }
}
