import { MAX_XFCC, MAX_XFCC_BLANKS, MAX_XFCC_CANDIDATES, MAX_XFCC_COMMAS } from "../limits.ts";
import { headerLines, mayBeJoined } from "./header-lines.ts";
import { isBlank } from "./scan.ts";
import type { Evidence } from "../evidence.ts";

/** The subject of a client certificate: its one URI SAN, `none`, or why it cannot be read. */
export type CertificateSubject = { readonly uri: string } | "none" | "malformed" | "ambiguous";

/**
 * Reads the X-Forwarded-Client-Cert element that the innermost Envoy wrote about its peer: the
 * shortest suffix of the last line that begins after a comma and is a complete element. Parsed from
 * the left, a quote that a client opened could swallow it. With `only` the header must hold that
 * element and nothing else.
 */
export function readClientCert(
  evidence: Evidence,
  identitySource: "last" | "only",
): CertificateSubject {
  const element = readElement(evidence, identitySource);
  if (typeof element === "string") return element;
  // Empty URIs count: Envoy does not escape the text of a SAN, which may hold `;URI=`.
  if (element.uris.length > 1) return "ambiguous";
  const [uri = ""] = element.uris;
  return uri === "" ? "none" : { uri };
}

/**
 * The text of the element that {@link readClientCert} reads; `undefined` if it is missing or
 * malformed.
 */
export function clientCertElement(
  evidence: Evidence,
  identitySource: "last" | "only",
): string | undefined {
  const element = readElement(evidence, identitySource);
  return typeof element === "string" ? undefined : element.text;
}

/** A complete element. */
interface Element {
  readonly text: string;
  readonly uris: readonly string[];
}

function readElement(
  evidence: Evidence,
  identitySource: "last" | "only",
): Element | "none" | "malformed" | "ambiguous" {
  const lines = headerLines(evidence, "x-forwarded-client-cert");
  const line = lines.at(-1);
  if (line === undefined) return "none";
  if (mayBeJoined(evidence, line)) return "ambiguous";
  const element =
    identitySource === "last"
      ? lastElement(line)
      : lines.length === 1 && line.length <= MAX_XFCC
        ? parseElement(line)
        : undefined;
  return element ?? "malformed";
}

const B = 66;
const H = 72;

function lastElement(line: string): Element | undefined {
  const tail = line.slice(-MAX_XFCC);
  let candidates = 0;
  let comma = tail.length;
  for (let commas = 0; commas < MAX_XFCC_COMMAS && candidates < MAX_XFCC_CANDIDATES; commas++) {
    comma = comma === 0 ? -1 : tail.lastIndexOf(",", comma - 1);
    if (comma < 0 && tail.length < line.length) return undefined;
    let begin = comma + 1;
    const limit = begin + MAX_XFCC_BLANKS;
    while (begin < limit && isBlank(tail.charCodeAt(begin))) begin++;
    if (beginsElement(tail, begin)) {
      candidates++;
      const element = parseElement(tail.slice(begin));
      if (element !== undefined) return element;
    }
    if (comma < 0) return undefined;
  }
  return undefined;
}

function beginsElement(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === B ? text.startsWith("By=", at) : code === H && text.startsWith("Hash=", at);
}

const QUOTED = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const BARE = String.raw`[^,;"\s]`;
/** Emulates an atomic group (lookahead and backreference), so that the match cannot backtrack. */
const atomic = (name: string, pattern: string): string => `(?=(?<${name}>${pattern}))\\k<${name}>`;
/**
 * One element as Envoy writes it: fields in this order; By, Hash, URI and DNS without quotes. There
 * is a By for each URI SAN of Envoy's own certificate.
 */
const ELEMENT = new RegExp(
  String.raw`^${atomic("by", `(?:By=${BARE}*;)*`)}Hash=[0-9a-fA-F]{64}` +
    String.raw`(?:;Cert=${QUOTED})?(?:;Chain=${QUOTED})?` +
    String.raw`(?:;Subject=${QUOTED})?${atomic("uris", `(?:;URI=${BARE}*)*`)}${atomic("dns", `(?:;DNS=${BARE}*)*`)}$`,
  "s",
);

/** `undefined` if the text is no complete element. */
function parseElement(text: string): Element | undefined {
  const uris = ELEMENT.exec(text)?.groups?.["uris"];
  return uris === undefined ? undefined : { text, uris: uris.split(";URI=").slice(1) };
}
