import { ClientIpError } from "../errors.ts";
import type { Evidence } from "../evidence.ts";

/** As much of a web Request as is read. Its headers give names and values in turn. */
export interface FetchRequest {
  readonly headers: Iterable<readonly [name: string, value: string]> & {
    get(name: string): string | null;
  };
}

/**
 * The socket's peer, as runtimes give it: an address as text; Bun's `server.requestIP(request)`,
 * `remote` of Hono's `getConnInfo(c)`; Deno's `info.remoteAddr`; `"unix"` for a server at a unix
 * socket; nothing if the connection is closed.
 */
export type FetchPeer =
  | string
  | { readonly address?: string | undefined; readonly port?: number | undefined }
  | { readonly hostname: string; readonly port?: number | undefined }
  | { readonly transport: string; readonly path?: string | undefined }
  | null
  | undefined;

/**
 * The evidence of a request in the Fetch API (Bun, Deno, Workers, srvx), for `resolver.resolve()`.
 *
 * Fetch's Headers join lines of one name with a comma and a space (Fetch, "get, decode, and
 * split"), so it is lost where one line ended. X-Forwarded-For and headers with one address can be
 * read all the same. A Forwarded with quotes and an X-Forwarded-Client-Cert that may have been
 * several lines are `ambiguous`. Lines that the runtime has dropped are not noticed, and neither
 * the client's certificate nor a PROXY header is known.
 *
 * @param peer of the connection, from the runtime. Never from a header.
 * @throws ClientIpError `config-type` for what is no Request, or no peer.
 *
 * @example In Bun
 * ```ts
 * import { createResolver, evidenceOfFetch } from "@client-ip/core";
 *
 * const resolver = createResolver("loopback"); // nginx on this machine
 * const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" };
 * const request = new Request("http://a.example/", { headers });
 * const peer = { address: "127.0.0.1", port: 4711 }; // server.requestIP(request)
 * resolver.resolve(evidenceOfFetch(request, peer)).ip; // -> "203.0.113.7"
 * ```
 */
export function evidenceOfFetch(request: FetchRequest, peer: FetchPeer): Evidence {
  const headers = headersOf(request);
  const host = headers.get("host");
  return {
    ...peerOf(peer),
    rawHeaders: [...headers].flat(),
    joined: true,
    authority: host === null || host.includes(",") ? undefined : host,
  };
}

function headersOf(request: FetchRequest): FetchRequest["headers"] {
  const { headers }: { readonly headers?: unknown } = Object(request);
  if (isHeaders(headers)) return headers;
  throw new ClientIpError({
    code: "config-type",
    given: "a request without the Headers of fetch",
    expected: "a Request of the Fetch API",
    remedy:
      "In Hono write c.req.raw, in h3 event.req. A request of Node: clientIpOf(req, resolver) of @client-ip/node.",
  });
}

function isHeaders(headers: unknown): headers is FetchRequest["headers"] {
  const { get, [Symbol.iterator]: iterator }: Partial<Record<string | symbol, unknown>> =
    Object(headers);
  return typeof get === "function" && typeof iterator === "function";
}

function peerOf(peer: FetchPeer): Pick<Evidence, "peer" | "peerPort"> {
  if (peer === undefined || peer === null) return { peer: undefined };
  if (typeof peer === "string") return { peer };
  const { address, hostname, port, transport }: Readonly<Record<string, unknown>> = { ...peer };
  if (transport === "unix") return { peer: "unix" };
  const found = address ?? hostname;
  if (found === undefined && "address" in Object(peer)) return { peer: undefined };
  if (typeof found === "string") {
    return { peer: found, ...(typeof port === "number" && { peerPort: port }) };
  }
  throw new ClientIpError({
    code: "config-type",
    given: "a peer without an address",
    expected: "the address of the connection's peer",
    remedy:
      "Write server.requestIP(request) in Bun, info.remoteAddr in Deno, request.ip in srvx without trustProxy.",
  });
}
