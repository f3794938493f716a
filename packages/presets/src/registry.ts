import type { Presets } from "@client-ip/core";
import { AKAMAI_FACTS, akamai } from "./cdns/akamai.ts";
import { BUNNY_FACTS, bunny } from "./cdns/bunny.ts";
import { CLOUDFRONT_FACTS, cloudfront } from "./cdns/cloudfront.ts";
import { AZURE_FRONT_DOOR_FACTS, azureFrontDoor } from "./cdns/azure-front-door.ts";
import { CLOUDFLARE_FACTS, cloudflare } from "./cdns/cloudflare.ts";
import { CLOUDFLARE_TUNNEL_FACTS, cloudflareTunnel } from "./cdns/cloudflare-tunnel.ts";
import { EDGE_ONE_FACTS, edgeOne } from "./cdns/edge-one.ts";
import { FASTLY_FACTS, fastly } from "./cdns/fastly.ts";
import { IMPERVA_FACTS, imperva } from "./cdns/imperva.ts";
import { AWS_NLB_FACTS, awsNlb } from "./clouds/aws-nlb.ts";
import { AWS_CLB_FACTS, awsClb } from "./clouds/aws-clb.ts";
import { API_GATEWAY_FACTS, apiGateway } from "./clouds/api-gateway.ts";
import { LAMBDA_URL_FACTS, lambdaUrl } from "./clouds/lambda-url.ts";
import { GLOBAL_ACCELERATOR_FACTS, globalAccelerator } from "./clouds/global-accelerator.ts";
import { GOOGLE_ALB_FACTS, googleAlb } from "./clouds/google-alb.ts";
import { GOOGLE_PROXY_NLB_FACTS, googleProxyNlb } from "./clouds/google-proxy-nlb.ts";
import { CLOUD_RUN_FACTS, cloudRun } from "./clouds/cloud-run.ts";
import { APP_ENGINE_FACTS, appEngine } from "./clouds/app-engine.ts";
import { AZURE_APP_GATEWAY_FACTS, azureAppGateway } from "./clouds/azure-app-gateway.ts";
import { AZURE_APP_SERVICE_FACTS, azureAppService } from "./clouds/azure-app-service.ts";
import { ALIBABA_ALB_FACTS, alibabaAlb } from "./clouds/alibaba-alb.ts";
import { ALIBABA_CLB_FACTS, alibabaClb } from "./clouds/alibaba-clb.ts";
import { ALIBABA_NLB_FACTS, alibabaNlb } from "./clouds/alibaba-nlb.ts";
import { AWS_ALB_FACTS, awsAlb } from "./clouds/aws-alb.ts";
import { HUAWEI_ELB_FACTS, huaweiElb } from "./clouds/huawei-elb.ts";
import { TENCENT_CLB_FACTS, tencentClb } from "./clouds/tencent-clb.ts";
import type { FactSheet } from "./fact-sheet.ts";
import { INGRESS_NGINX_FACTS, ingressNginx } from "./kubernetes/ingress-nginx.ts";
import { CONTOUR_FACTS, contour } from "./kubernetes/contour.ts";
import { EMISSARY_FACTS, emissary } from "./kubernetes/emissary.ts";
import { ENVOY_GATEWAY_FACTS, envoyGateway } from "./kubernetes/envoy-gateway.ts";
import { KONG_FACTS, kong } from "./kubernetes/kong.ts";
import { HAPROXY_INGRESS_FACTS, haproxyIngress } from "./kubernetes/haproxy-ingress.ts";
import { KLIPPER_FACTS, klipper } from "./kubernetes/klipper.ts";
import { DOCKER_FACTS, docker } from "./kubernetes/docker.ts";
import { SNAT_FACTS, snat } from "./kubernetes/snat.ts";
import { CILIUM_FACTS, cilium } from "./mesh/cilium.ts";
import { CONSUL_FACTS, consul } from "./mesh/consul.ts";
import { LINKERD_FACTS, linkerd } from "./mesh/linkerd.ts";
import { ISTIO_FACTS, istio } from "./mesh/istio.ts";
import { DIGITAL_OCEAN_FACTS, digitalOcean } from "./platforms/digital-ocean.ts";
import { FLY_FACTS, fly } from "./platforms/fly.ts";
import type { Kebab } from "./preset-name.ts";
import { HEROKU_FACTS, heroku } from "./platforms/heroku.ts";
import { HETZNER_FACTS, hetzner } from "./platforms/hetzner.ts";
import { NETLIFY_FACTS, netlify } from "./platforms/netlify.ts";
import { RAILWAY_FACTS, railway } from "./platforms/railway.ts";
import { RENDER_FACTS, render } from "./platforms/render.ts";
import { SCALEWAY_FACTS, scaleway } from "./platforms/scaleway.ts";
import { VERCEL_FACTS, vercel } from "./platforms/vercel.ts";
import { ENVOY_FACTS, envoy } from "./proxies/envoy.ts";
import { HAPROXY_FACTS, haproxy } from "./proxies/haproxy.ts";
import { APACHE_FACTS, apache } from "./proxies/apache.ts";
import { CADDY_FACTS, caddy } from "./proxies/caddy.ts";
import { TRAEFIK_FACTS, traefik } from "./proxies/traefik.ts";
import { VARNISH_FACTS, varnish } from "./proxies/varnish.ts";
import { SQUID_FACTS, squid } from "./proxies/squid.ts";
import { IIS_ARR_FACTS, iisArr } from "./proxies/iis-arr.ts";
import { NGINX_FACTS, nginx } from "./proxies/nginx.ts";

const byName = {
  // Proxies.
  nginx,
  haproxy,
  apache,
  caddy,
  traefik,
  varnish,
  squid,
  iisArr,
  envoy,
  // Meshes.
  istio,
  linkerd,
  consul,
  cilium,
  // Kubernetes and containers.
  ingressNginx,
  contour,
  emissary,
  envoyGateway,
  kong,
  haproxyIngress,
  klipper,
  snat,
  docker,
  // Clouds.
  tencentClb,
  alibabaAlb,
  alibabaClb,
  alibabaNlb,
  huaweiElb,
  awsAlb,
  awsNlb,
  awsClb,
  apiGateway,
  lambdaUrl,
  globalAccelerator,
  googleAlb,
  googleProxyNlb,
  cloudRun,
  appEngine,
  azureAppGateway,
  azureAppService,
  // CDNs.
  cloudflare,
  cloudflareTunnel,
  cloudfront,
  azureFrontDoor,
  fastly,
  akamai,
  imperva,
  bunny,
  edgeOne,
  // Platforms.
  heroku,
  vercel,
  netlify,
  fly,
  render,
  railway,
  digitalOcean,
  scaleway,
  hetzner,
} satisfies Presets;

/**
 * All presets by name, for `createResolver(config, { presets })`. Text may write a name in kebab
 * case.
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
export const presets: Presets = byName;

/** The name of a preset, in camel or kebab case: `awsAlb`, `aws-alb`. */
export type PresetName = keyof typeof byName | Kebab<keyof typeof byName>;

const SHEETS: readonly FactSheet[] = [
  NGINX_FACTS,
  HAPROXY_FACTS,
  APACHE_FACTS,
  CADDY_FACTS,
  TRAEFIK_FACTS,
  VARNISH_FACTS,
  SQUID_FACTS,
  IIS_ARR_FACTS,
  ENVOY_FACTS,
  ISTIO_FACTS,
  LINKERD_FACTS,
  CONSUL_FACTS,
  CILIUM_FACTS,
  INGRESS_NGINX_FACTS,
  CONTOUR_FACTS,
  EMISSARY_FACTS,
  ENVOY_GATEWAY_FACTS,
  KONG_FACTS,
  HAPROXY_INGRESS_FACTS,
  KLIPPER_FACTS,
  SNAT_FACTS,
  DOCKER_FACTS,
  TENCENT_CLB_FACTS,
  ALIBABA_ALB_FACTS,
  ALIBABA_CLB_FACTS,
  ALIBABA_NLB_FACTS,
  HUAWEI_ELB_FACTS,
  AWS_ALB_FACTS,
  AWS_NLB_FACTS,
  AWS_CLB_FACTS,
  API_GATEWAY_FACTS,
  LAMBDA_URL_FACTS,
  GLOBAL_ACCELERATOR_FACTS,
  GOOGLE_ALB_FACTS,
  GOOGLE_PROXY_NLB_FACTS,
  CLOUD_RUN_FACTS,
  APP_ENGINE_FACTS,
  AZURE_APP_GATEWAY_FACTS,
  AZURE_APP_SERVICE_FACTS,
  CLOUDFLARE_FACTS,
  CLOUDFLARE_TUNNEL_FACTS,
  CLOUDFRONT_FACTS,
  AZURE_FRONT_DOOR_FACTS,
  FASTLY_FACTS,
  AKAMAI_FACTS,
  IMPERVA_FACTS,
  BUNNY_FACTS,
  EDGE_ONE_FACTS,
  HEROKU_FACTS,
  VERCEL_FACTS,
  NETLIFY_FACTS,
  FLY_FACTS,
  RENDER_FACTS,
  RAILWAY_FACTS,
  DIGITAL_OCEAN_FACTS,
  SCALEWAY_FACTS,
  HETZNER_FACTS,
];

/**
 * The facts about each preset, by the same names and in the same order. docs/hops.md is generated
 * from them.
 *
 * @example
 * ```ts
 * import { factSheets } from "@client-ip/presets";
 *
 * factSheets["nginx"]?.preset; // -> "nginx"
 * ```
 */
export const factSheets: Readonly<Record<string, FactSheet>> = Object.fromEntries(
  SHEETS.map((sheet) => [sheet.preset, sheet]),
);
