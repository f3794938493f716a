import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link ingressNginx}. */
export interface IngressNginxOptions extends ProvenOptions {
  /** The addresses of the controller's pods. */
  readonly address: Addresses;
  /** The header to read; `x-forwarded-for` if absent. By default both hold the same address. */
  readonly header?: "x-forwarded-for" | "x-real-ip";
}

export const INGRESS_NGINX_FACTS: FactSheet = {
  preset: "ingressNginx",
  vendor: "Kubernetes",
  what: "ingress-nginx, the controller of the Kubernetes project (retired in March 2026)",
  words: [
    "ingress-nginx-controller",
    "use-forwarded-headers",
    "compute-full-forwarded-for",
    "minikube",
    "RKE2",
  ],
  example: "ingressNginx({ address: '10.244.1.0/24' })",
  text: "ingress-nginx 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: [
      "X-Real-IP: 203.0.113.7",
      "X-Forwarded-For: 203.0.113.7",
      "X-Forwarded-Host: app.example",
      "X-Forwarded-Proto: https",
      "X-Original-Forwarded-For: 6.6.6.6",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Writes its peer, without a port, as the whole X-Forwarded-For and as X-Real-IP. With `use-forwarded-headers` and `compute-full-forwarded-for` it appends to X-Forwarded-For.",
  scheme:
    "Sets X-Forwarded-Proto and X-Forwarded-Host. With `use-forwarded-headers: true` it passes them on: then write `proto: { passes: 'x-forwarded-proto' }` and `host: { passes: 'x-forwarded-host' }`.",
  peer: "A pod of the controller; with `hostNetwork` its node.",
  forged:
    "A forged X-Forwarded-For moves to X-Original-Forwarded-For, which this preset never reads. Forged X-Forwarded-Proto and X-Real-IP are overwritten; True-Client-IP, Forwarded and the like pass as sent.",
  authenticate:
    "By the addresses of its pods. Where other pods have addresses in the range, by a secret too, with the ConfigMap of `proxy-set-headers`.",
  traps: [
    "`use-forwarded-headers` or `enable-real-ip` with the default `proxy-real-ip-cidr` (0.0.0.0/0) trusts every peer: the controller then names what the client wrote. Set the range of your balancer, or leave them off and write the balancer as a hop.",
    "Behind another proxy, `[awsAlb({ address }), ingressNginx({ address })]` needs `use-forwarded-headers` and `compute-full-forwarded-for`; otherwise the list has one element alone.",
    "`use-proxy-protocol` behind a balancer that does not send PROXY, or open to others, names whatever they write.",
    "`externalTrafficPolicy: Cluster`, the default of its Service, makes a node the client: set `Local`, or see snat.",
    "The kubelet's probes go to the controller, not through it: they come from the node.",
    "F5's `nginx/kubernetes-ingress` is another controller: it appends, see nginx.",
  ],
  sources: [
    "https://github.com/kubernetes/ingress-nginx/blob/dbb11b92d/rootfs/etc/nginx/template/nginx.tmpl",
    "https://github.com/kubernetes/ingress-nginx/blob/dbb11b92d/docs/user-guide/nginx-configuration/configmap.md",
    "https://github.com/kubernetes/ingress-nginx/blob/dbb11b92d/internal/ingress/controller/config/config.go",
  ],
  read: "2026-11-22",
  confidence: ["source", "documented"],
};

const RULES: OptionRules<IngressNginxOptions> = {
  ...PROVEN_RULES,
  address: addressesOf(
    "the controller's pods",
    "kubectl get pods -n ingress-nginx -o wide shows them",
  ),
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
};

/**
 * A hop for ingress-nginx, the Kubernetes project's controller. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { ingressNginx } from "@client-ip/presets";
 *
 * const resolver = createResolver(ingressNginx({ address: "10.244.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7", "X-Original-Forwarded-For", "6.6.6.6"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function ingressNginx(options: IngressNginxOptions): Hop {
  checkPreset(INGRESS_NGINX_FACTS, options, RULES);
  const { header = "x-forwarded-for", ...hop } = options;
  return {
    name: "ingressNginx",
    tells: header === "x-real-ip" ? { value: header } : header,
    proto: "x-forwarded-proto",
    host: "x-forwarded-host",
    ...withSecretHeader(hop),
  };
}
