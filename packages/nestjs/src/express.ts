import type { IncomingMessage, ServerResponse } from "node:http";
import { createResolver, type Resolver } from "@client-ip/node";
import {
  bindResolver,
  defineClientIp,
  type Gate,
  isBound,
  placeOfHandler,
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

let unconfigured: Resolver | undefined;

/** Binds a request in one handler, and not in those to which this one hands it on. */
export function bindHandler(req: Routed, res: ServerResponse, resolver: Resolver): void {
  // Without the module, what follows has no path, and not this one.
  if (!isBound(req)) bindResolver(req, (unconfigured ??= createResolver()), req.next);
  bindResolver(req, resolver, placeOfHandler(req), (outer) => new RouterPlaces(req, res, outer));
}

function nodeRequestOf(req: IncomingMessage): IncomingMessage {
  return req;
}
