import type { IncomingMessage } from "node:http";
import { ClientIpError } from "@client-ip/node";
import type { NodeRequest } from "@client-ip/node/adapter";
import type { Context } from "hono";
import { fetchRequestOf } from "./fetch-request.ts";

/**
 * Node's request in a context, or what stands for it in another runtime.
 *
 * @param isSealed the headers of another runtime cannot be written.
 * @throws ClientIpError `config-type` if there is none.
 */
export function nodeRequestOf(c: Context, isSealed: boolean): NodeRequest {
  const { incoming }: { readonly incoming?: IncomingMessage } = Object(c.env);
  if (incoming !== undefined) return incoming;
  const found = fetchRequestOf(c);
  if (found === undefined) throw new ClientIpError(NO_PEER);
  if (isSealed) throw new ClientIpError(NOT_ON_NODE);
  return found;
}

const NO_PEER = {
  code: "config-type",
  given: "a context of Hono whose c.env does not tell the peer",
  expected: "a request of @hono/node-server, Deno.serve, Bun.serve or AWS Lambda",
  remedy:
    "On Node serve the application with serve() of @hono/node-server, in Bun and Deno hand on the second argument: app.fetch(request, info). Elsewhere write resolver.resolve(evidenceOfFetch(c.req.raw, peer)) of @client-ip/core. In a test, give the request of Node: app.request('/', {}, { incoming }).",
} as const;

const NOT_ON_NODE = {
  code: "config-type",
  given: "a seal in another runtime than Node",
  expected: "a request of @hono/node-server",
  remedy: "Leave out seal, and read c.get('clientIp'). Or serve the application with Node.",
} as const;

/** Whether Hono called the middleware. */
export function isContext(first: Context | undefined): boolean {
  // Untyped callers may give nothing.
  return typeof first?.newResponse === "function";
}
