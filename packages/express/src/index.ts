import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClientIpOptions, Config, Resolution, Resolver } from "@client-ip/node";
import { bindResolver, defineClientIp, gateOf } from "@client-ip/node/adapter";
import { placeOf, rejectRequest, type Routed } from "@client-ip/node/adapter";
import { RouterPlaces, wrongFramework } from "@client-ip/node/adapter";
import type { Request } from "express";

export * from "@client-ip/node";

declare global {
  namespace Express {
    interface Request {
      /**
       * The client's address: canonical text, no port; `undefined` if no trusted proxy names it.
       */
      readonly clientIp: string | undefined;
      /**
       * How `clientIp` is known, or why it is not. Before the middleware has run it is `undefined`,
       * which this type leaves out.
       */
      readonly clientIpInfo: Resolution;
    }
  }
}

/**
 * Express middleware: gives the requests that pass it `req.clientIp` and `req.clientIpInfo`. If a
 * request passes several, the one of the current router counts; within a router, the last. Behind a
 * mount path or a route that has one of its own, a request has a client only if they agree.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import type { AddressInfo } from "node:net";
 * import { clientIp } from "@client-ip/express";
 * import express from "express";
 *
 * const app = express();
 * app.use(clientIp("loopback")); // nginx on this machine
 * app.get("/", (req, res) => res.send(req.clientIp));
 * const server = app.listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const reply = await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
 * await reply.text(); // -> "203.0.113.7"
 * server.close();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<Request>,
): (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void {
  const { resolver, admits } = gateOf(config, options);
  return (req: Routed, res, next) => {
    // Koa passes no third argument, and neither does a server of Node.
    if (typeof next !== "function") throw wrongFramework(req, "a request of Express, and next");
    // A router may run without an application: then only clientIpOf(req) answers.
    const prototype = req?.app?.request;
    try {
      if (prototype === undefined) checkMiddie(req);
      const place = placeOf(req, next);
      bindResolver(req, resolver, place, (outer) => new RouterPlaces(req, res, outer));
      if (!admits(req)) return rejectRequest(req, res);
    } catch (error) {
      return next(error);
    }
    if (prototype !== undefined) defineClientIp(prototype, req, res, nodeRequestOf);
    next();
  };
}

/** In Fastify `app.use` gives Node's request, and `request.clientIp` would stay undefined. */
function checkMiddie(req: Routed): void {
  if (Object.hasOwn(Object(req), "ips")) throw wrongFramework(req, "a request of Express");
}

const nodeRequestOf = (req: IncomingMessage): IncomingMessage => req;
