import type { Resolution } from "@client-ip/node";

export * from "@client-ip/node";
export { clientIp, type ClientIpHandler } from "./client-ip.ts";
export { type NitroApp, nitroPlugin } from "./nitro-plugin.ts";

declare module "h3" {
  interface H3EventContext {
    /** The client's address: canonical text, no port; `undefined` if no trusted proxy names it. */
    readonly clientIp?: string | undefined;
    /**
     * How `clientIp` is known, or why it is not. Before the middleware has run it is `undefined`.
     * Applications make contexts of this type themselves, so it is optional.
     */
    readonly clientIpInfo?: Resolution;
  }
}
