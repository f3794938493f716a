import { elementsOf } from "./elements.ts";
import { linesOf } from "./headers.ts";
import { FORGED_WORD, type Probe } from "./probes.ts";
import type { Seen } from "./seen.ts";

/** What the proxies together do with a header that a client sends. */
type Fate = "absent" | "drops" | "sets" | "appends" | "keeps" | "changes";

/** What happens to one header on its way. */
export interface HeaderFate {
  /** In lower case. */
  readonly header: string;
  /**
   * - `absent`: a client's is removed, and the proxies send none.
   * - `sets`: a client's is replaced.
   * - `appends`: a client's stays, and the proxies add to its end.
   * - `keeps`: a client's arrives as it was sent.
   * - `changes`: a client's arrives, neither whole nor in front.
   * - `drops`: the proxies send one, but not where the client sends one, too.
   */
  readonly fate: Fate;
  /** How many elements the proxies add, or set. */
  readonly elements: number;
  /** Whether what they add is in lines of its own. */
  readonly ownLine: boolean;
  /** Whether a client can choose what stands there, at least in part. */
  readonly forgeable: boolean;
}

/** One probe and how it arrived. */
export interface Outcome {
  readonly probe: Probe;
  /** `undefined` if the proxies refused the request. */
  readonly seen: Seen | undefined;
}

/**
 * What happens to a header, from an honest request and from one that forges it.
 *
 * @returns `undefined` if the header was in neither.
 */
export function fateOf(
  header: string,
  honest: Seen,
  { probe, seen }: Outcome,
): HeaderFate | undefined {
  const sent = linesOf(probe.rawHeaders, header);
  if (seen === undefined || sent.length === 0) return undefined;
  const own = linesOf(honest.evidence.rawHeaders, header);
  const arrived = linesOf(seen.evidence.rawHeaders, header);
  const text = arrived.join(", ");
  const client = sent.join(", ");
  const honestCount = own.join(", ").split(",").filter(Boolean).length;
  const found = (fate: Fate, elements: number, forgeable: boolean): HeaderFate => ({
    header,
    fate,
    elements,
    ownLine: fate === "appends" && arrived.length > sent.length,
    forgeable,
  });
  if (arrived.length === 0) return found(own.length === 0 ? "absent" : "drops", 0, false);
  if (text === client) return found("keeps", 0, true);
  if (text.startsWith(client)) {
    const added = text
      .slice(client.length)
      .split(",")
      .filter((part) => part.trim() !== "");
    return found("appends", added.length, true);
  }
  if (containsAny(seen, header, probe)) return found("changes", honestCount, true);
  return found("sets", honestCount, false);
}

/** Whether an address that was forged anywhere in the request stands in this header. */
function containsAny(seen: Seen, header: string, probe: Probe): boolean {
  const forged = new Set([...probe.forged, FORGED_WORD]);
  const elements = elementsOf(seen.evidence.rawHeaders, header);
  const words = linesOf(seen.evidence.rawHeaders, header);
  return [...elements, ...words].some((one) => one !== undefined && forged.has(one));
}
