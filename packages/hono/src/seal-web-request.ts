import { type NodeRequest, sealWebHeaders } from "@client-ip/node/adapter";

/**
 * Seals the headers of the web Request in a context, and of the native one that
 * `@hono/node-server` keeps in it once something has read the body. Copies are made of that one.
 */
export function sealWebRequest(request: Request, req: NodeRequest): void {
  sealWebHeaders(request.headers, req);
  const kept: Readonly<Record<symbol, unknown>> = Object(request);
  for (const symbol of Object.getOwnPropertySymbols(request)) {
    const { headers }: { readonly headers?: unknown } = Object(kept[symbol]);
    if (isHeaders(headers)) sealWebHeaders(headers, req);
  }
}

/** By a method, as `globalThis.Headers` may have been replaced. Node's headers are text. */
function isHeaders(headers: unknown): headers is Headers {
  const { set }: { readonly set?: unknown } = Object(headers);
  return typeof set === "function";
}
