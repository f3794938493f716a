import type { IncomingMessage } from "node:http";
import { ClientIpError } from "@client-ip/node";
import type { NodeRequest } from "@client-ip/node/adapter";
import type { Context } from "hono";

/**
 * Node's request in a context.
 *
 * @throws ClientIpError `config-type` if there is none.
 */
export function nodeRequestOf({ env }: Context): NodeRequest {
  const { incoming }: { readonly incoming?: IncomingMessage } = Object(env);
  if (incoming !== undefined) return incoming;
  throw new ClientIpError({
    code: "config-type",
    given: "a context of Hono without c.env.incoming",
    expected: "a request that came by @hono/node-server",
    remedy:
      "Serve the application with serve() of @hono/node-server. In a test, give the request of Node: app.request('/', {}, { incoming }).",
  });
}

/** Whether Hono called the middleware. */
export function isContext(first: Context | undefined): boolean {
  // Untyped callers may give nothing.
  return typeof first?.newResponse === "function";
}
