import type { Networks } from "@client-ip/core";
import { BUNNY } from "./address-lists/bunny.ts";
import { CLOUDFLARE } from "./address-lists/cloudflare.ts";
import { FASTLY } from "./address-lists/fastly.ts";
import { IMPERVA } from "./address-lists/imperva.ts";
import { prefixesOf } from "./address-lists/snapshot.ts";

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
  bunny: prefixesOf(BUNNY),
  cloudflare: prefixesOf(CLOUDFLARE),
  fastly: prefixesOf(FASTLY),
  imperva: prefixesOf(IMPERVA),
};
