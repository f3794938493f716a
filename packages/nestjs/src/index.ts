import type { Resolution } from "@client-ip/node";

export * from "@client-ip/node";
export { CLIENT_IP_RESOLVER, ClientIpModule, type ClientIpModuleOptions } from "./module.ts";
export type { ClientIpModuleAsyncOptions, PlatformRequest } from "./module.ts";
export { ClientIp, ClientIpInfo } from "./decorators.ts";
export { UseClientIp } from "./use-client-ip.ts";
export { requestOf } from "./request-of.ts";

declare global {
  namespace Express {
    interface Request {
      /**
       * The client's address: canonical text, no port; `undefined` if no trusted proxy names it.
       */
      readonly clientIp: string | undefined;
      /**
       * How `clientIp` is known, or why it is not. Before the module has run it is `undefined`,
       * which this type leaves out.
       */
      readonly clientIpInfo: Resolution;
    }
  }
}
