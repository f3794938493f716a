import type { Evidence, ExplanationStep, Resolver } from "@client-ip/core";
import { stretchesOf } from "../hops/marked-value.ts";
import { writtenByHops } from "../hops/written-by-hops.ts";
import type { Part } from "../hops/header-lines.ts";
import { proxyHeadersOf, proxyText } from "../hops/proxy-headers.ts";

/** Some characters of a header line at one step of the walk. */
export interface ShownPiece {
  readonly text: string;
  /** The hop that wrote them; left out if no hop did, or none was read yet. */
  readonly by?: string;
  /**
   * - `read`: a hop wrote them, as the walk knows by now.
   * - `now`: they are what the step at hand believes.
   * - `later`: the walk may still come to them.
   * - `client`: no hop vouches for them.
   */
  readonly kind: "read" | "now" | "later" | "client";
}

/** A header line at one step of the walk. */
export interface ShownLine {
  readonly name: string;
  readonly pieces: readonly ShownPiece[];
}

/** What stands for a secret. */
const HIDDEN = "(secret)";

/**
 * The header lines of a request after some steps of its walk.
 *
 * @param shown how many steps; all of them: what is left is the client's
 */
export function shownLines(
  resolver: Resolver,
  evidence: Evidence,
  steps: readonly ExplanationStep[],
  shown: number,
): ShownLine[] {
  const { parts, proxyHeaders } = writtenByHops(resolver, evidence, steps.slice(0, shown));
  const isOver = shown >= steps.length;
  const unclaimed = isOver ? "client" : "later";
  const at = isOver
    ? steps.findLast(({ event, cursor }) => event === "reported" && cursor !== "none")
    : steps[shown - 1];
  const { secretHeaders } = resolver.facts;
  const lines = proxyHeadersOf(evidence).map((header, index): ShownLine => {
    const by = proxyHeaders[index];
    const piece = { text: proxyText(header), kind: unclaimed } as const;
    const isNow = by !== undefined && at?.hop === by && at.header?.startsWith("PROXY") === true;
    return {
      name: `PROXY v${header.version}`,
      pieces: [by === undefined ? piece : { ...piece, by, kind: isNow ? "now" : "read" }],
    };
  });
  for (let line = 0; line * 2 + 1 < evidence.rawHeaders.length; line++) {
    const [name, value] = [evidence.rawHeaders[line * 2]!, evidence.rawHeaders[line * 2 + 1]!];
    const isSecret = secretHeaders.includes(name.toLowerCase());
    const now = at === undefined ? undefined : believed(at, name, value, line, parts);
    const marked = now === undefined ? parts : [now, ...parts];
    const pieces = stretchesOf(value, line, marked).map(({ from, to, by }): ShownPiece => {
      const text = isSecret ? HIDDEN : value.slice(from, to);
      if (by === undefined) return { text, kind: unclaimed };
      if (by !== NOW) return { text, by, kind: "read" };
      return { text, by: at?.hop ?? "", kind: "now" };
    });
    lines.push({ name, pieces });
  }
  return lines;
}

/** No hop has this name: names are not empty. */
const NOW = "";

/** The characters that a step believes, if they are in this line. */
function believed(
  { event, header, element, cursor }: ExplanationStep,
  name: string,
  value: string,
  line: number,
  parts: readonly Part[],
): Part | undefined {
  if (event !== "reported" || cursor === "none" || header !== name.toLowerCase()) return undefined;
  if (element === undefined) return undefined;
  const here = parts.filter((part) => part.line === line);
  const first = Math.min(...here.map(({ from }) => from));
  const from = here.length === 0 ? -1 : value.indexOf(element, first);
  return from === -1 ? undefined : { line, from, to: from + element.length, by: NOW };
}
