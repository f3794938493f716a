import type { Socket } from "node:net";
import type { NodeRequest } from "./request-like.ts";
import type { RequestRecord } from "./request-record.ts";

/** What a request target says of the host; of a socket and a test's double, some may be absent. */
interface Target {
  readonly method?: string;
  readonly url?: string;
  /** Express's own copy: `url` lacks what a router is mounted at. */
  readonly originalUrl?: string;
}

/**
 * The host that a client asked for, as sent: `:authority` of HTTP/2 (RFC 9113 8.3.1), that of an
 * absolute request target, which counts before Host, the whole target of CONNECT (RFC 9112 3.2), or
 * else Host.
 *
 * @returns `undefined` if there is none, or more than one.
 */
export function authorityOf(
  req: NodeRequest | Socket,
  { rawHeaders, headers }: Pick<RequestRecord, "rawHeaders" | "headers">,
): string | undefined {
  const hosts = linesOf("host", rawHeaders);
  if (hosts.length > 1) return undefined;
  const { method, originalUrl, url = "" }: Target = Object(req);
  const [authority] = linesOf(":authority", rawHeaders);
  if (authority !== undefined) {
    return hosts[0] === undefined || hosts[0] === authority ? authority : undefined;
  }
  if (method === "CONNECT") return url;
  const absolute = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(originalUrl ?? url);
  const { host }: { readonly host?: unknown } = rawHeaders.length === 0 ? Object(headers) : {};
  return absolute?.[1] ?? hosts[0] ?? (typeof host === "string" ? host : undefined);
}

function linesOf(name: string, rawHeaders: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [given, value] = [rawHeaders[i], rawHeaders[i + 1]];
    if (given?.length !== name.length || given.toLowerCase() !== name) continue;
    lines.push(String(value));
  }
  return lines;
}
