import type { Hop } from "@client-ip/core";
import { isObject, oneOfThese, type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";
import { loadBalancer, LOAD_BALANCER_RULES, type LoadBalancerOptions } from "./load-balancer.ts";

/** The options of {@link digitalOcean} for App Platform. */
export interface DigitalOceanAppPlatform extends HopOptions {
  readonly product: "app-platform";
}

/** The options for a Load Balancer in front of Droplets or Kubernetes. */
export interface DigitalOceanLoadBalancer extends LoadBalancerOptions {
  readonly product: "load-balancer";
}

/** The options of {@link digitalOcean}. */
export type DigitalOceanOptions = DigitalOceanAppPlatform | DigitalOceanLoadBalancer;

export const DIGITAL_OCEAN_FACTS: FactSheet = {
  preset: "digitalOcean",
  vendor: "DigitalOcean",
  what: "App Platform, and Load Balancers",
  words: ["DO-Connecting-IP", "ondigitalocean.app", "App Platform", "Droplet", "DOKS"],
  example: "digitalOcean({ product: 'app-platform' })",
  text: "digital-ocean product=app-platform",
  sample: {
    peer: "10.244.5.6",
    headers: ["X-Forwarded-For: 6.6.6.6, 198.51.100.7", "DO-Connecting-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A Load Balancer with forwarding rules of HTTP, HTTPS or HTTP/2",
      example: "digitalOcean({ product: 'load-balancer', address: '10.116.0.2' })",
    },
    {
      what: "A Load Balancer with Proxy Protocol (version 1), as TLS passthrough needs it",
      example:
        "digitalOcean({ product: 'load-balancer', address: '10.116.0.2', proxyProtocol: true })",
    },
  ],
  tells:
    "App Platform: sets DO-Connecting-IP to the client's address; its X-Forwarded-For ends in a server of its own. Load Balancer: X-Forwarded-For with HTTP rules; a PROXY header of version 1 if that is turned on.",
  peer: "App Platform: an ingress in 10.0.0.0/8 or 172.16.0.0/12, as users report. Load Balancer: its address in the VPC.",
  forged:
    "App Platform: whether a forged DO-Connecting-IP is overwritten is not documented; two lines of it are `malformed`. Load Balancer: whether X-Forwarded-For is appended to or overwritten is not documented; either way the last element is the balancer's own.",
  authenticate:
    "App Platform: by the platform alone, so the hop is `required`. Load Balancer: by its address in the VPC, and a firewall that lets nothing else in.",
  traps: [
    "App Platform: X-Forwarded-For does not end in the client, but in a server of the platform, and Cloudflare is in front of it.",
    "Load Balancer: with TLS passthrough there is no X-Forwarded-For. Without Proxy Protocol every client is hidden then.",
    "Load Balancer: with Proxy Protocol its health checks send a PROXY header too: a server that does not expect one goes out of service.",
    "Health checks over HTTP have none of these headers. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "App Platform: the range of the peer, and what happens to a forged DO-Connecting-IP. Send one and look at what arrives.",
  sources: [
    "https://docs.digitalocean.com/support/where-can-i-find-the-client-ip-address-of-a-request-connecting-to-my-app/",
    "https://docs.digitalocean.com/glossary/proxy/",
    "https://docs.digitalocean.com/products/networking/load-balancers/details/limits/",
    "https://github.com/AikidoSec/firewall-node/issues/696",
    "https://github.com/mixpanel/tracking-proxy/issues/31",
    "https://gist.github.com/4lun/913d0288b0fdc4a31810b436d1c62017",
    "https://github.com/digitalocean/digitalocean-cloud-controller-manager/blob/70d527e38/docs/controllers/services/annotations.md",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const product = required(oneOfThese("app-platform", "load-balancer"));
const APP_RULES: OptionRules<DigitalOceanAppPlatform> = { product, ...HOP_RULES };
const BALANCER_RULES: OptionRules<DigitalOceanLoadBalancer> = { product, ...LOAD_BALANCER_RULES };
const BALANCER_EXAMPLE = "digitalOcean({ product: 'load-balancer', address: '10.116.0.2' })";

/**
 * A hop for DigitalOcean's App Platform, where it is `required`, or for one of its Load Balancers.
 * Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `product`, and without `address` for a
 *   balancer
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { digitalOcean } from "@client-ip/presets";
 *
 * const resolver = createResolver(digitalOcean({ product: "app-platform" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6", "DO-Connecting-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "10.244.5.6", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function digitalOcean(options: DigitalOceanOptions): Hop {
  if (isLoadBalancer(options)) {
    const facts = { preset: "digitalOcean", example: BALANCER_EXAMPLE };
    checkPreset(facts, options, BALANCER_RULES);
    const { product: _, ...hop } = options;
    return loadBalancer("digitalOcean", hop);
  }
  checkPreset(DIGITAL_OCEAN_FACTS, options, APP_RULES);
  const { product: _, ...hop } = options;
  return {
    name: "digitalOcean",
    address: ["10.0.0.0/8", "172.16.0.0/12"],
    tells: { value: "do-connecting-ip", format: "ip" },
    required: true,
    healthChecks: true,
    ...hop,
  };
}

/** Untyped callers may give anything; what is no object is refused by {@link checkPreset}. */
function isLoadBalancer(options: DigitalOceanOptions): options is DigitalOceanLoadBalancer {
  return isObject(options) && options.product === "load-balancer";
}
