import type { IncomingMessage } from "node:http";
import type { ClientIpOptions, Config, Resolution, Resolver } from "@client-ip/node";
import { bindResolver, defineClientIp, gateOf } from "@client-ip/node/adapter";
import { refuseCaller, rejectionOf } from "@client-ip/node/adapter";
import type { Context, Middleware } from "koa";

export * from "@client-ip/node";

declare module "koa" {
  // Not DefaultContext: an application with its own context type, Koa<State, Context>, does not
  // have it.
  interface BaseContext {
    /** The client's address: canonical text, no port; `undefined` if no trusted proxy names it. */
    readonly clientIp: string | undefined;
    /**
     * How `clientIp` is known, or why it is not. Before the middleware has run it is `undefined`,
     * which this type leaves out.
     */
    readonly clientIpInfo: Resolution;
  }
}

/**
 * Koa middleware: gives the contexts that pass it `ctx.clientIp` and `ctx.clientIpInfo`.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import type { AddressInfo } from "node:net";
 * import { clientIp } from "@client-ip/koa";
 * import Koa from "koa";
 *
 * const app = new Koa();
 * app.use(clientIp("loopback")); // nginx on this machine
 * app.use((ctx) => (ctx.body = ctx.clientIp));
 * const server = app.listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const reply = await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
 * await reply.text(); // -> "203.0.113.7"
 * server.close();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<Context>,
): Middleware {
  const { resolver, admits } = gateOf(config, options);
  return (ctx, next) => {
    if (ctx?.app?.context === undefined) return refuseCaller(ctx, "a context of Koa");
    bindResolver(ctx.req, resolver);
    defineClientIp(ctx.app.context, ctx, ctx.res, nodeRequestOf);
    return admits(ctx.req, ctx) ? next() : reject(ctx);
  };
}

function reject(ctx: Context): void {
  const { status, headers, body } = rejectionOf(ctx.req);
  ctx.status = status;
  ctx.set(headers);
  ctx.body = body;
}

function nodeRequestOf({ req }: Context): IncomingMessage {
  return req;
}
