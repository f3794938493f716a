import type { IncomingMessage, ServerResponse } from "node:http";
import { createResolver, type Resolver } from "@client-ip/node";
import {
  bindResolver,
  defineClientIp,
  type Gate,
  isBound,
  rejectRequest,
  type Routed,
  RouterPlaces,
} from "@client-ip/node/adapter";

/** As much of an application of Express as is used here. */
export interface Application {
  readonly request: object;
  use(middleware: (req: Routed, res: ServerResponse, next: () => void) => void): unknown;
}

/** Binds the requests of an application of Express, in front of all that it uses later. */
export function bindToExpress(application: Application, { resolver, admits }: Gate): void {
  application.use((req, res, next) => {
    bindResolver(req, resolver, req.next, (outer) => new RouterPlaces(req, res, outer));
    if (!admits(req)) return rejectRequest(req, res);
    defineClientIp(application.request, req, res, nodeRequestOf);
    next();
  });
}

/** A request in a handler of a router of Express. */
export interface Matched extends Routed {
  /** Assigned whenever the router calls a handler: the object of one is not that of another. */
  params?: unknown;
}

let unconfigured: Resolver | undefined;

/** Binds a request in one handler, and not in those to which this one hands it on. */
export function bindHandler(req: Matched, res: ServerResponse, resolver: Resolver): void {
  const { next: run } = req;
  // Without the module, what follows has no path, and not this one.
  if (!isBound(req)) bindResolver(req, (unconfigured ??= createResolver()), run);
  let { params } = req;
  bindResolver(req, resolver, params, (outer) => new RouterPlaces(req, res, outer));
  Object.defineProperty(req, "params", {
    configurable: true,
    enumerable: true,
    get: () => params,
    set: (value: unknown) => {
      params = value;
      // The same assignment as when Express leaves an inner router. A router in the handler calls
      // handlers of its own, which are still in this one.
      if (req.next === run) req.next = run;
    },
  });
}

function nodeRequestOf(req: IncomingMessage): IncomingMessage {
  return req;
}
