import {
  CommandError,
  readProxyBytes,
  readRequest,
  withProxyHeaders,
} from "@client-ip/cli/request-text";
import type { Evidence, Resolver } from "@client-ip/core";
import type { PageState } from "./page-state.ts";

/** A line as HTTP/2 has it in place of Host. */
const AUTHORITY = ":authority:";

/**
 * The request of the page.
 *
 * @throws ClientIpError for header lines and bytes that cannot be read
 */
export function evidenceOf(state: PageState, resolver: Resolver): Evidence {
  const { authority, pairs } = linesOf(state.headers);
  const request = readRequest(
    JSON.stringify({ headers: pairs, ...(authority === undefined ? {} : { authority }) }),
  );
  const evidence: Evidence = {
    peer: state.peer.trim(),
    rawHeaders: request.rawHeaders,
    encrypted: state.encrypted,
    ...(request.authority === undefined ? {} : { authority: request.authority }),
  };
  if (state.proxy.trim() === "") return evidence;
  return withProxyHeaders(evidence, readProxyBytes(state.proxy), resolver);
}

/** Header lines as pairs. Empty lines do not count. @throws ClientIpError `request-text` */
function linesOf(headers: string): {
  readonly authority: string | undefined;
  readonly pairs: (readonly [name: string, value: string])[];
} {
  let authority: string | undefined;
  const pairs: (readonly [string, string])[] = [];
  for (const [index, line] of headers.split(/\r?\n/).entries()) {
    if (line.startsWith(AUTHORITY)) authority = line.slice(AUTHORITY.length).trim();
    else if (line.trim() !== "") pairs.push(pairOf(line, index + 1));
  }
  return { authority, pairs };
}

function pairOf(line: string, number: number): readonly [name: string, value: string] {
  const colon = line.indexOf(":");
  if (colon !== -1) return [line.slice(0, colon), line.slice(colon + 1)];
  throw new CommandError({
    code: "request-text",
    given: `line ${number}, which has no colon`,
    expected: "header lines, each a name, a colon and a value",
    remedy: "Write each header as Name: value.",
  });
}
