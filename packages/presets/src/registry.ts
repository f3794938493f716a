import type { Presets } from "@client-ip/core";
import { AWS_ALB_FACTS, awsAlb } from "./aws-alb.ts";
import { CLOUDFLARE_FACTS, cloudflare } from "./cloudflare.ts";
import { ENVOY_FACTS, envoy } from "./envoy.ts";
import type { FactSheet } from "./fact-sheet.ts";
import { HAPROXY_FACTS, haproxy } from "./haproxy.ts";
import { HEROKU_FACTS, heroku } from "./heroku.ts";
import { ISTIO_FACTS, istio } from "./istio.ts";
import { NGINX_FACTS, nginx } from "./nginx.ts";
import { SNAT_FACTS, snat } from "./snat.ts";
import { TENCENT_CLB_FACTS, tencentClb } from "./tencent-clb.ts";

/**
 * All presets by name, for `createResolver(config, { presets })`. A text configuration calls them
 * without options.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { presets } from "@client-ip/presets";
 *
 * const resolver = createResolver("heroku", { presets });
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "10.1.2.3", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export const presets: Presets = {
  nginx,
  haproxy,
  envoy,
  istio,
  snat,
  tencentClb,
  awsAlb,
  cloudflare,
  heroku,
};

/**
 * The facts about each preset, by the same names and in the same order. docs/presets.md is
 * generated from them.
 */
export const factSheets: Readonly<Record<string, FactSheet>> = {
  nginx: NGINX_FACTS,
  haproxy: HAPROXY_FACTS,
  envoy: ENVOY_FACTS,
  istio: ISTIO_FACTS,
  snat: SNAT_FACTS,
  tencentClb: TENCENT_CLB_FACTS,
  awsAlb: AWS_ALB_FACTS,
  cloudflare: CLOUDFLARE_FACTS,
  heroku: HEROKU_FACTS,
};
