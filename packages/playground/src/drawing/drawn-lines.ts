import type { Evidence, ExplanationStep, Resolver } from "@client-ip/core";
import { stretchesOf } from "../hops/marked-value.ts";
import { proxyHeadersOf, proxyText } from "../hops/proxy-headers.ts";
import { writtenByHops } from "../hops/written-by-hops.ts";
import type { DrawnLine, DrawnPiece } from "./walk-drawing.ts";

/** What stands for a secret, which a drawing must not show. */
const HIDDEN = "(secret)";

/** The PROXY headers and the header lines of a request, by who wrote them. */
export function drawnLines(
  resolver: Resolver,
  evidence: Evidence,
  steps: readonly ExplanationStep[],
): DrawnLine[] {
  const written = writtenByHops(resolver, evidence, steps);
  const lines = proxyHeadersOf(evidence).map((header, index) => ({
    name: `PROXY v${header.version}`,
    pieces: [piece(proxyText(header), written.proxyHeaders[index])],
  }));
  const { rawHeaders } = evidence;
  const { secretHeaders } = resolver.facts;
  for (let line = 0; line * 2 + 1 < rawHeaders.length; line++) {
    const [name, value] = [rawHeaders[line * 2]!, rawHeaders[line * 2 + 1]!];
    const isSecret = secretHeaders.includes(name.toLowerCase());
    const pieces = stretchesOf(value, line, written.parts).map(({ from, to, by }) =>
      piece(isSecret ? HIDDEN : value.slice(from, to), by),
    );
    lines.push({ name, pieces });
  }
  return lines;
}

function piece(text: string, by: string | undefined): DrawnPiece {
  return by === undefined ? { text } : { text, by };
}
