import type { Networks } from "@client-ip/core";
import { CLOUDFLARE_ADDRESSES } from "./cloudflare-addresses.ts";

/**
 * The addresses from which CDNs connect to origins, by the name of the CDN's preset, for
 * `createResolver(config, { networks })`. Only what a vendor publishes as such: a client with such
 * an address is probably a CDN that the path forgot, and gets the warning `probable-proxy`.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { networks, nginx } from "@client-ip/presets";
 *
 * const resolver = createResolver(nginx(), { networks });
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7, 172.70.3.4"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).warnings; // -> ["probable-proxy"]
 * ```
 */
export const networks: Networks = {
  cloudflare: [...CLOUDFLARE_ADDRESSES.v4, ...CLOUDFLARE_ADDRESSES.v6],
};
