import type { Evidence } from "../evidence.ts";
import { MAX_XFCC } from "../limits.ts";
import { headerLines } from "./header-lines.ts";
import { readClientCert } from "./xfcc.ts";

/** The text in front of the last element of a line. */
const BEFORE_LAST = /^(?:.*,)?[ \t]*(?=(?:By|Hash)=)/s;

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const BARE = String.raw`[^,;"\s]*`;
/** The fields that may follow Hash, in Envoy's order. */
const FOLLOWING: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Cert", new RegExp(`;Cert=${QUOTED}`, "sy")],
  ["Chain", new RegExp(`;Chain=${QUOTED}`, "sy")],
  ["Subject", new RegExp(`;Subject=${QUOTED}`, "sy")],
  ["URI", new RegExp(`(?:;URI=${BARE})+`, "y")],
  ["DNS", new RegExp(`(?:;DNS=${BARE})+`, "y")],
];

/**
 * Why an X-Forwarded-Client-Cert header is malformed, as a predicate for explanations. It names the
 * field that breaks the grammar, and shows no value.
 */
export function xfccFault(evidence: Evidence, identitySource: "last" | "only"): string {
  if (readClientCert(evidence, identitySource) === "ambiguous") return "names more than one URI";
  const lines = headerLines(evidence, "x-forwarded-client-cert");
  const line = lines.at(-1) ?? "";
  if (identitySource === "only" && lines.length > 1) return `has ${lines.length} lines, not one`;
  if (identitySource === "only" && line.length > MAX_XFCC) return "is longer than the limit";
  const tail = line.slice(-MAX_XFCC);
  const element = identitySource === "only" ? tail : tail.replace(BEFORE_LAST, "");
  return /^(?:By|Hash)=/.test(element)
    ? `is malformed in the field ${badField(element)}`
    : "is malformed: By= or Hash= must begin it";
}

/** The field in which an element breaks the grammar. */
function badField(element: string): string {
  const begin = /^(?:By=[^,;"\s]*;)*Hash=[0-9a-f]{64}(?=;|$)/i.exec(element)?.[0];
  if (begin === undefined) {
    const behind = element.replace(/^(?:By=[^,;"\s]*;)*/, "");
    return behind.startsWith("By=") ? "By" : "Hash (64 hexadecimal digits)";
  }
  let at = begin.length;
  let last = "Hash";
  for (const [name, pattern] of FOLLOWING) {
    pattern.lastIndex = at;
    const field = pattern.exec(element)?.[0];
    if (field === undefined) continue;
    at += field.length;
    last = name;
  }
  return /^;(By|Hash|Cert|Chain|Subject|URI|DNS)=/.exec(element.slice(at))?.[1] ?? last;
}
