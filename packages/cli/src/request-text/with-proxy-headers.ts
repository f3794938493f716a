import type { Evidence, ProxyHeader, Resolver } from "@client-ip/core";
import { decode } from "@client-ip/proxy-protocol";
import { CommandError } from "../errors.ts";

/**
 * A request with the PROXY headers that stand in front of it. They are taken off the bytes as a
 * server does: as many as the path expects, from those of whom it expects them.
 *
 * @param all the bytes, which nothing may follow
 * @throws CommandError `proxy-bytes`
 * @throws ProxyProtocolError for bytes that are no PROXY header
 *
 * @example
 * ```ts
 * import { readProxyBytes, withProxyHeaders } from "@client-ip/cli/request-text";
 * import { createResolver } from "@client-ip/core";
 *
 * const resolver = createResolver({ address: "10.0.1.10", tells: "proxy-protocol" });
 * const bytes = readProxyBytes("PROXY TCP4 203.0.113.7 10.0.1.20 4711 80");
 * const evidence = withProxyHeaders({ peer: "10.0.1.10", rawHeaders: [] }, bytes, resolver);
 * resolver.clientIp(evidence); // -> "203.0.113.7"
 * ```
 */
export function withProxyHeaders(
  evidence: Evidence,
  all: Uint8Array,
  resolver: Resolver,
): Evidence {
  const { proxyProtocol, rest } = takeProxyHeaders(evidence, all, resolver);
  if (rest.length === 0) return { ...evidence, proxyProtocol };
  throw new CommandError({
    code: "proxy-bytes",
    given: `${rest.length} bytes after ${proxyProtocol.length} PROXY headers`,
    expected: "complete PROXY headers, as many as the path expects from this peer",
    remedy:
      "Give the hop that sends the header tells: 'proxy-protocol', or leave the bytes out. A server whose path expects none reads them as a broken request.",
  });
}

/**
 * Takes PROXY headers off the bytes: as many as the path expects, from those of whom it expects
 * them.
 *
 * @returns the headers, and the bytes that follow
 * @throws ProxyProtocolError for bytes that are no PROXY header, where one is expected
 */
export function takeProxyHeaders(
  evidence: Evidence,
  all: Uint8Array,
  resolver: Resolver,
): { readonly proxyProtocol: readonly ProxyHeader[]; readonly rest: Uint8Array } {
  const proxyProtocol: ProxyHeader[] = [];
  let rest = all;
  while (resolver.expectsProxyHeader({ ...evidence, rawHeaders: [], proxyProtocol })) {
    const decoded = decode(rest);
    if (decoded === undefined) break;
    proxyProtocol.push(decoded.header);
    rest = rest.subarray(decoded.byteLength);
  }
  return { proxyProtocol, rest };
}
