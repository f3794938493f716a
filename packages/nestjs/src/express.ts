import type { IncomingMessage, ServerResponse } from "node:http";
import {
  bindResolver,
  defineClientIp,
  type Gate,
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

function nodeRequestOf(req: IncomingMessage): IncomingMessage {
  return req;
}
