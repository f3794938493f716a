import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config, Resolution, Resolver } from "@client-ip/node";
import { bindResolver, defineClientIp, resolverOf } from "@client-ip/node/adapter";

export * from "@client-ip/node";

declare global {
  namespace Express {
    interface Request {
      /** The client's address: canonical text, no port; `undefined` where nobody trustworthy says. */
      readonly clientIp: string | undefined;
      /** How `clientIp` is known, or why not. */
      readonly clientIpInfo: Resolution;
    }
  }
}

/** An Express application, as a request knows it. */
interface WithApplication {
  readonly app?: { readonly request?: object };
}

/**
 * Express middleware: gives the requests that pass it `req.clientIp` and `req.clientIpInfo`.
 *
 * Of several on a request's way (application, router, route) the last one passed answers.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @throws ClientIpError at once where the configuration cannot be right.
 */
export function clientIp(
  config?: Config | Resolver,
): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  const resolver = resolverOf(config);
  return (req: IncomingMessage & WithApplication, res, next) => {
    bindResolver(req, resolver);
    // A router may run without an application; then clientIpOf(req) answers.
    const prototype = req.app?.request;
    if (prototype !== undefined) defineClientIp(prototype, req, res, itself);
    next();
  };
}

function itself(req: IncomingMessage): IncomingMessage {
  return req;
}
