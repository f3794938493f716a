import type { Evidence, Resolver } from "@client-ip/core";
import { canonicalAddress } from "@client-ip/core/internal";
import { stretchesOf } from "../hops/marked-value.ts";
import { writtenByHops } from "../hops/written-by-hops.ts";

/**
 * What another library's answer is beside ours:
 *
 * - `same`: the same address.
 * - `none`: no answer, where we have one or where we have none either.
 * - `forged`: a text that the client wrote.
 * - `different`: another address, such as a proxy's.
 */
export type Verdict = "same" | "none" | "forged" | "different";

/** Tells what other libraries' answers to one request are beside ours. */
export class Verdicts {
  readonly #ours: string | undefined;
  /** What the client wrote, in lower case. */
  readonly #texts: readonly string[];

  constructor(resolver: Resolver, evidence: Evidence) {
    const { resolution, steps } = resolver.explain(evidence);
    const { parts } = writtenByHops(resolver, evidence, steps);
    const { rawHeaders } = evidence;
    const values = rawHeaders.filter((_, index) => index % 2 === 1);
    this.#ours = resolution.ip;
    this.#texts = values.flatMap((value, line) =>
      stretchesOf(value, line, parts)
        .filter(({ by }) => by === undefined)
        .map(({ from, to }) => value.slice(from, to).toLowerCase()),
    );
  }

  of(theirs: string | undefined): Verdict {
    if (theirs === undefined || theirs === "") return "none";
    // `::ffff:203.0.113.7` is the same address as 203.0.113.7.
    if (this.#ours !== undefined && canonicalAddress(theirs) === this.#ours) return "same";
    const text = theirs.toLowerCase();
    return this.#texts.some((written) => written.includes(text)) ? "forged" : "different";
  }
}
