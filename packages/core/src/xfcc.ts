import { MOST_XFCC, MOST_XFCC_CANDIDATES } from "./bounds.ts";
import { headerLines } from "./header-lines.ts";
import { isBlank } from "./list.ts";
import type { State } from "./state.ts";

/** Whom an X-Forwarded-Client-Cert element names: one URI SAN, nobody, or it cannot be said. */
export type Named = { readonly uri: string } | "nobody" | "malformed" | "ambiguous";

/**
 * Reads the element that the innermost Envoy wrote about its peer: the shortest suffix of the last line that begins
 * after a comma and is one complete element. A client's unterminated quote further left cannot reach into it, as it
 * does into a parse from the left. With `only` the header must be that one element and nothing else.
 */
export function readClientCert(state: State, carrier: "last" | "only"): Named {
  const lines = headerLines(state.evidence, "x-forwarded-client-cert");
  const line = lines.at(-1);
  if (line === undefined) return "nobody";
  const element =
    carrier === "last"
      ? lastElement(line)
      : lines.length === 1 && line.length <= MOST_XFCC
        ? parseElement(line)
        : undefined;
  if (element === undefined) return "malformed";
  // Keys are counted, empty ones too: Envoy writes the text of a SAN as it is, `;URI=` and all.
  if (element.length > 1) return "ambiguous";
  const [uri = ""] = element;
  return uri === "" ? "nobody" : { uri };
}

const COMMA = 44;
const B = 66;
const H = 72;

function lastElement(line: string): readonly string[] | undefined {
  const least = Math.max(0, line.length - MOST_XFCC);
  // Without one there is no element, which is known at once.
  if (!line.includes("Hash=", least)) return undefined;
  let candidates = 0;
  for (let at = line.length - 1; at >= least && candidates < MOST_XFCC_CANDIDATES; at--) {
    const code = line.charCodeAt(at);
    if ((code !== B && code !== H) || !beginsElement(line, at, least)) continue;
    candidates++;
    const element = parseElement(line.slice(at));
    if (element !== undefined) return element;
  }
  return undefined;
}

/** Whether `By=` or `Hash=` stands here, at the line's beginning or after a comma and blanks, of which none is before `least`. */
function beginsElement(line: string, at: number, least: number): boolean {
  let before = at - 1;
  while (before >= least && isBlank(line.charCodeAt(before))) before--;
  if (before < least ? least > 0 : line.charCodeAt(before) !== COMMA) return false;
  return line.startsWith("By=", at) || line.startsWith("Hash=", at);
}

const QUOTED = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const BARE = String.raw`[^,;"\s]`;
/** One element as Envoy writes it: keys in this order, By, Hash, URI and DNS without quotes. */
const ELEMENT = new RegExp(
  String.raw`^(?:By=${BARE}*;)?Hash=[0-9a-fA-F]{64}(?:;Cert=${QUOTED})?(?:;Chain=${QUOTED})?` +
    String.raw`(?:;Subject=${QUOTED})?((?:;URI=${BARE}*)*)(?:;DNS=${BARE}*)*$`,
  "s",
);

/** The URIs of a complete element; `undefined` if it is none. */
function parseElement(text: string): readonly string[] | undefined {
  const uris = ELEMENT.exec(text)?.[1];
  return uris?.split(";URI=").slice(1);
}
