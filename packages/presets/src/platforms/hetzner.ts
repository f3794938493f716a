import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset } from "../options.ts";
import { loadBalancer, LOAD_BALANCER_RULES, type LoadBalancerOptions } from "./load-balancer.ts";

/** The options of {@link hetzner}. */
export type HetznerOptions = LoadBalancerOptions;

export const HETZNER_FACTS: FactSheet = {
  preset: "hetzner",
  vendor: "Hetzner",
  what: "Cloud Load Balancer with a service of HTTP or HTTPS, or with Proxy Protocol",
  words: ["hcloud", "Hetzner Cloud", "uses-proxyprotocol", "load-balancer.hetzner.cloud"],
  example: "hetzner({ address: '10.0.0.3' })",
  text: "hetzner 10.0.0.3",
  sample: {
    peer: "10.0.0.3",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A service with Proxy Protocol, as TCP and TLS passthrough need it",
      example: "hetzner({ address: '10.0.0.3', proxyProtocol: true })",
    },
  ],
  tells:
    "A service of HTTP or HTTPS: X-Forwarded-For. Any service: a PROXY header, if that is turned on. TCP without it hides the client.",
  peer: "The balancer, at its address in your private network if the target uses it, or at its public one.",
  forged:
    "Whether it appends to a forged X-Forwarded-For or overwrites it was not found: either way the last element is the balancer's own (inferred).",
  authenticate:
    "By its single address. Use private targets, and a firewall that lets nothing else reach the port.",
  traps: [
    "In Kubernetes, `load-balancer.hetzner.cloud/uses-proxyprotocol` alone is not enough: set `externalTrafficPolicy: Local`, or kube-proxy's node stands between.",
    "Users saw a public address as the peer although the service should have used the private network: look at `clientIpInfo.peer`.",
    "Pods that reach the balancer by its public name are sent past it inside the cluster, without a PROXY header.",
    "Health checks over HTTP have no X-Forwarded-For. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "Whether X-Forwarded-For is appended to or overwritten, and the version of Proxy Protocol; both versions are read. Send a forged header and look at the last element.",
  sources: [
    "https://docs.hetzner.com/cloud/load-balancers/faq/",
    "https://github.com/hetznercloud/hcloud-cloud-controller-manager/issues/171",
    "https://github.com/hetznercloud/hcloud-cloud-controller-manager/issues/186",
    "https://github.com/hetznercloud/hcloud-cloud-controller-manager/issues/230",
    "https://github.com/hetznercloud/hcloud-cloud-controller-manager/blob/6485324f/docs/reference/load_balancer_annotations.md",
    "https://blog.bitahoy.com/kubernetes/loadbalancer/2022/09/09/kubernetes-proxy-protocol.html",
  ],
  read: "2026-11-29",
  confidence: ["inferred", "reported"],
};

/**
 * A hop for a Cloud Load Balancer of Hetzner: HTTP with X-Forwarded-For, or `proxyProtocol`. Facts
 * and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`: the balancer is in your own
 *   network
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { hetzner } from "@client-ip/presets";
 *
 * const resolver = createResolver(hetzner({ address: "10.0.0.3" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.0.3", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function hetzner(options: HetznerOptions): Hop {
  checkPreset(HETZNER_FACTS, options, LOAD_BALANCER_RULES);
  return loadBalancer("hetzner", options);
}
