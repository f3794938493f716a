import type { Presets } from "@client-ip/core";
import { awsAlb, awsAlbFacts } from "./aws-alb.ts";
import { cloudflare, cloudflareFacts } from "./cloudflare.ts";
import { envoy, envoyFacts } from "./envoy.ts";
import type { FactSheet } from "./fact-sheet.ts";
import { haproxy, haproxyFacts } from "./haproxy.ts";
import { heroku, herokuFacts } from "./heroku.ts";
import { istio, istioFacts } from "./istio.ts";
import { nginx, nginxFacts } from "./nginx.ts";
import { snat, snatFacts } from "./snat.ts";
import { tencentClb, tencentClbFacts } from "./tencent-clb.ts";

/** All presets by name, for `createResolver(config, { presets })`: a text configuration calls them bare. */
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

/** What is known about each preset, by the same names and in the same order. */
export const factSheets: Readonly<Record<string, FactSheet>> = {
  nginx: nginxFacts,
  haproxy: haproxyFacts,
  envoy: envoyFacts,
  istio: istioFacts,
  snat: snatFacts,
  tencentClb: tencentClbFacts,
  awsAlb: awsAlbFacts,
  cloudflare: cloudflareFacts,
  heroku: herokuFacts,
};
