import type { RequestRecord } from "./request-record.ts";

/** What a request target says of the host; a socket and a test's double may have anything here. */
interface Target {
  readonly method?: unknown;
  readonly url?: unknown;
  /** Express's own copy: `url` lacks what a router is mounted at. */
  readonly originalUrl?: unknown;
}

/**
 * The host that a client asked for, as sent: `:authority` of HTTP/2 (RFC 9113 8.3.1), that of an
 * absolute request target, which counts before Host, the whole target of CONNECT (RFC 9112 3.2), or
 * else Host.
 *
 * @param req the request, or a socket.
 * @returns `undefined` if there is none, or more than one.
 */
export function authorityOf(
  req: Target,
  { rawHeaders, headers }: Pick<RequestRecord, "rawHeaders" | "headers">,
): string | undefined {
  const at = indexOf("host", rawHeaders, 0);
  if (at >= 0 && indexOf("host", rawHeaders, at + 2) >= 0) return undefined;
  const host = at < 0 ? joinedHost(headers) : String(rawHeaders[at + 1]);
  const atAuthority = indexOf(":authority", rawHeaders, 0);
  if (atAuthority >= 0) {
    const authority = String(rawHeaders[atAuthority + 1]);
    return host === undefined || host === authority ? authority : undefined;
  }
  const { method, originalUrl, url = "" } = req;
  if (method === "CONNECT") return String(url);
  const target = String(originalUrl ?? url);
  // Nearly every target is a path.
  if (target.startsWith("/")) return host;
  return /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1] ?? host;
}

/** The host of a request without lines, which alone has joined headers. */
function joinedHost(headers: RequestRecord["headers"]): string | undefined {
  const { host }: { readonly host?: unknown } = Object(headers);
  return typeof host === "string" ? host : undefined;
}

/** The index of the next line with this name; -1 if there is none. */
function indexOf(name: string, rawHeaders: readonly string[], from: number): number {
  for (let i = from; i + 1 < rawHeaders.length; i += 2) {
    const given = rawHeaders[i];
    if (given?.length === name.length && given.toLowerCase() === name) return i;
  }
  return -1;
}
