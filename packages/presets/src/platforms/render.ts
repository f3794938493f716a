import type { Hop, Path } from "@client-ip/core";
import { CLOUDFLARE } from "../address-lists/cloudflare.ts";
import { prefixesOf } from "../address-lists/snapshot.ts";
import { WORKERS } from "../cdns/cloudflare-tunnel.ts";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";

export const RENDER_FACTS: FactSheet = {
  preset: "render",
  vendor: "Render",
  what: "web services behind Cloudflare and Render's routers",
  words: ["RENDER", "RENDER_SERVICE_NAME", "onrender.com", "True-Client-IP", "render.yaml"],
  example: "render()",
  text: "render",
  sample: {
    peer: "10.19.6.54",
    headers: [
      "X-Forwarded-For: 6.6.6.6,203.0.113.7, 172.70.247.28, 10.19.6.53",
      "CF-Connecting-IP: 203.0.113.7",
      "True-Client-IP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Each of its servers appends its peer to X-Forwarded-For: Cloudflare the client, then routers the server of Cloudflare and a router. CF-Connecting-IP and True-Client-IP hold the client too.",
  peer: "A router, at an address that is not published; the one that stands in X-Forwarded-For is in 10.0.0.0/8. The preset takes any private or loopback address for a router.",
  forged: "A forged X-Forwarded-For stays to the left of Cloudflare's element, as a user tried.",
  authenticate:
    "By the platform: only its routers can reach a web service, and they are reached through Render's own account at Cloudflare, so no secret is possible or asked for. Cloudflare is known by its published addresses: a request that did not come through it is `bypassed`.",
  traps: [
    "Services of the same private network can connect directly, and are believed like a router.",
    "Counting three proxies is right until Render adds or removes one: then a client can choose its address. The preset counts none: it walks from router to router, and on through Cloudflare alone.",
    "Its health checks come without these headers: they are `missing` or `bypassed`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "On a developer's machine there is no router: use 'direct' there.",
  ],
  unknown:
    "All of this is from one user's experiment and Render's community: Render documents no header. Whether another customer of Cloudflare can reach Render's routers past Render's own account; what arrives if your domain is proxied by an account of yours at Cloudflare.",
  sources: [
    "https://github.com/arcjet/arcjet-js/issues/5411",
    "https://github.com/arcjet/arcjet-js/pull/3904",
    "https://community.render.com/t/what-number-of-proxies-sit-in-front-of-an-express-app-deployed-on-render/35981",
  ],
  read: "2026-11-29",
  confidence: ["reported"],
};

/**
 * Two hops for Render: Cloudflare, and any number of Render's routers. Both are `required`: a
 * request that did not come through them is unresolved. The options are those of the routers. Facts
 * and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { render } from "@client-ip/presets";
 *
 * const resolver = createResolver(render());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7, 172.70.247.28, 10.19.6.53"];
 * resolver.resolve({ peer: "10.19.6.54", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function render(options: HopOptions = {}): Path {
  checkPreset(RENDER_FACTS, options, HOP_RULES);
  const { required = true } = options;
  const cloudflare: Hop = {
    name: "cloudflare",
    address: prefixesOf(CLOUDFLARE),
    tells: "x-forwarded-for",
    manyClients: WORKERS,
    required,
  };
  const router: Hop = {
    name: "render",
    address: ["private", "loopback"],
    tells: "x-forwarded-for",
    repeat: true,
    healthChecks: true,
    ...options,
    required,
  };
  return [cloudflare, router];
}
