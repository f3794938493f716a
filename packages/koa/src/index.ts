import type { IncomingMessage } from "node:http";
import type { Config, Resolution, Resolver } from "@client-ip/node";
import { bindResolver, defineClientIp, resolverOf } from "@client-ip/node/adapter";
import type { Context, Middleware } from "koa";

export * from "@client-ip/node";

declare module "koa" {
  // Not DefaultContext: an application with a context type of its own, Koa<State, Context>, lacks that one.
  interface BaseContext {
    /** The client's address: canonical text, no port; `undefined` where nobody trustworthy says. */
    readonly clientIp: string | undefined;
    /** How `clientIp` is known, or why not. */
    readonly clientIpInfo: Resolution;
  }
}

/**
 * Koa middleware: gives the contexts that pass it `ctx.clientIp` and `ctx.clientIpInfo`.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @throws ClientIpError at once where the configuration cannot be right.
 */
export function clientIp(config?: Config | Resolver): Middleware {
  const resolver = resolverOf(config);
  return (ctx, next) => {
    bindResolver(ctx.req, resolver);
    defineClientIp(ctx.app.context, ctx, ctx.res, requestOf);
    return next();
  };
}

function requestOf({ req }: Context): IncomingMessage {
  return req;
}
