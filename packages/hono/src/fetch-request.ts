import { Socket } from "node:net";
import { type NodeRequest, requestFor } from "@client-ip/node/adapter";
import type { Context } from "hono";

/** As much of a socket as the peer is read from. Without its fields a function was invoked. */
interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** What the runtimes give to an application as `c.env`. */
interface Environment extends BunServer {
  /** In Deno. */
  readonly remoteAddr?: {
    readonly transport?: string;
    readonly hostname?: string;
    readonly port?: number;
  };
  /** In Bun, where `c.env` may also be the server itself. */
  readonly server?: BunServer;
  /** In AWS Lambda: of an API or function URL, and of an ALB, which names no peer. */
  readonly requestContext?: {
    readonly identity?: { readonly sourceIp?: string };
    readonly http?: { readonly sourceIp?: string };
  };
}

interface BunServer {
  requestIP?(request: Request): { readonly address: string; readonly port: number } | null;
}

/**
 * What stands for a request of Node in Deno, Bun and AWS Lambda, where `getConnInfo` of Hono knows
 * the peer; `undefined` elsewhere. It has no lines: Fetch's Headers have joined them, so a
 * Forwarded and an X-Forwarded-Client-Cert are `missing`.
 */
export function fetchRequestOf(c: Context): NodeRequest | undefined {
  const peer = peerOf(c);
  return peer === undefined ? undefined : requestFor(c, () => doubleOf(c.req.raw, peer));
}

function peerOf({ env, req }: Context): Peer | undefined {
  const environment: Environment = Object(env);
  const { remoteAddr, requestContext, server: bun = environment } = environment;
  if (remoteAddr !== undefined) {
    const { transport, hostname, port } = remoteAddr;
    return transport === "unix" ? { remoteAddress: "unix" } : addressed(hostname, port);
  }
  if (typeof bun.requestIP === "function") {
    const found = bun.requestIP(req.raw);
    return addressed(found?.address, found?.port);
  }
  return requestContext === undefined ? undefined : ofLambda(requestContext);
}

function ofLambda({ identity, http }: NonNullable<Environment["requestContext"]>): Peer {
  const remoteAddress = identity?.sourceIp ?? http?.sourceIp;
  return remoteAddress === undefined ? {} : { remoteAddress };
}

/** Without an address the client is gone: its socket is like one of Node that is closed. */
function addressed(remoteAddress: string | undefined, remotePort: number | undefined): Peer {
  return remoteAddress === undefined ? new Socket() : { remoteAddress, remotePort };
}

function doubleOf({ headers, method, url }: Request, socket: Peer): NodeRequest {
  return Object({
    method,
    // Behind the scheme and the host.
    url: url.slice(url.indexOf("/", url.indexOf("://") + 3)),
    headers: Object.fromEntries(headers),
    socket,
  });
}
