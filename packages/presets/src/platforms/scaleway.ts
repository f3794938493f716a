import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset } from "../options.ts";
import { loadBalancer, LOAD_BALANCER_RULES, type LoadBalancerOptions } from "./load-balancer.ts";

/** The options of {@link scaleway}. */
export type ScalewayOptions = LoadBalancerOptions;

export const SCALEWAY_FACTS: FactSheet = {
  preset: "scaleway",
  vendor: "Scaleway",
  what: "Load Balancer with a backend of HTTP, or with Proxy Protocol",
  words: ["Kapsule", "scw-loadbalancer", "Scaleway Load Balancer"],
  example: "scaleway({ address: '10.70.0.2' })",
  text: "scaleway 10.70.0.2",
  sample: {
    peer: "10.70.0.2",
    headers: ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A backend with Proxy Protocol v1, v2, v2-ssl or v2-ssl-cn",
      example: "scaleway({ address: '10.70.0.2', proxyProtocol: true })",
    },
  ],
  tells:
    "A backend of HTTP: X-Forwarded-For. Any backend: a PROXY header, if that is turned on. TCP without it hides the client.",
  peer: "The balancer, at its address in your Private Network, or at a public one.",
  forged:
    "Whether it appends to a forged X-Forwarded-For or overwrites it is not documented: either way the last element is the balancer's own. Its options are those of HAProxy, which adds a line of its own (inferred).",
  authenticate:
    "By its address. Attach it to a Private Network, and let nothing else reach the port.",
  traps: [
    "In Kubernetes all ports of a service must use Proxy Protocol, or none: the annotation is for the whole service.",
    "A server that does not expect a PROXY header cannot read such requests, and one that expects it cannot read others.",
    "Health checks over HTTP have no X-Forwarded-For. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "Whether X-Forwarded-For is appended to or overwritten. Send a forged one and look at the last element.",
  sources: [
    "https://github.com/scaleway/docs-content/blob/3a240909/pages/load-balancer/reference-content/configuring-backends.mdx",
    "https://github.com/scaleway/terraform-provider-scaleway/blob/b2d45ed4b/docs/resources/lb_backend.md",
    "https://github.com/scaleway/scaleway-cloud-controller-manager/blob/bddc17f/docs/loadbalancer-annotations.md",
  ],
  read: "2026-11-29",
  confidence: ["documented", "inferred"],
};

/**
 * A hop for a Load Balancer of Scaleway: HTTP with X-Forwarded-For, or `proxyProtocol`. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`: the balancer is in your own
 *   network
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { scaleway } from "@client-ip/presets";
 *
 * const resolver = createResolver(scaleway({ address: "10.70.0.2" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "10.70.0.2", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function scaleway(options: ScalewayOptions): Hop {
  checkPreset(SCALEWAY_FACTS, options, LOAD_BALANCER_RULES);
  return loadBalancer("scaleway", options);
}
