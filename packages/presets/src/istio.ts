import type { Hop } from "@client-ip/core";
import {
  FLAG,
  isObject,
  oneOfThese,
  type OptionRule,
  type OptionRules,
  required,
  TEXT,
  wholeNumber,
} from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset } from "./options.ts";

interface Mesh {
  /**
   * The gateway's service account as `namespace/service-account`, or its full SPIFFE ID, or several. The
   * account's name is not always the gateway's: an ingress gateway of `istioctl install` runs as
   * `istio-system/istio-ingressgateway-service-account`, one of the Helm chart `gateway` under its release's
   * name, one that a Kubernetes Gateway resource deployed as `<gateway>-<class>`. Ask the cluster:
   * `kubectl get pod -n istio-system -l istio=ingressgateway -o jsonpath='{.items[*].spec.serviceAccountName}'`.
   */
  readonly gateway: string | readonly string[];
  /** The mesh's `gatewayTopology.numTrustedProxies`, 0 (the default) to 31; see {@link istio}. */
  readonly numTrustedProxies?: number;
  /** The mesh's trust domain, for a `gateway` without one; `cluster.local` if absent. */
  readonly trustDomain?: string;
  /**
   * What the sidecar does with X-Forwarded-Client-Cert: `last` (the default) for APPEND_FORWARD, as Istio
   * sets it; `only`, which is safer, where `proxyHeaders.forwardedClientCert` is SANITIZE_SET.
   */
  readonly xfcc?: "last" | "only";
  /** A request that does not come through the gateway, such as one from within the mesh, is unresolved. */
  readonly required?: boolean;
}

/** Interception mode REDIRECT, Istio's default: the application sees its own sidecar, whoever called. */
export interface IstioSidecar extends Mesh {
  readonly mode: "sidecar";
}

/** Interception mode TPROXY: the application sees the address of whoever called its sidecar. */
export interface IstioTproxy extends Mesh {
  readonly mode: "tproxy";
  /** The gateway's pods. */
  readonly gatewayAddress: Addresses;
}

export type IstioOptions = IstioSidecar | IstioTproxy;

export const istioFacts: FactSheet = {
  preset: "istio",
  vendor: "Istio",
  what: "ingress gateway, and the sidecar in the application's pod",
  example:
    "istio({ gateway: 'istio-system/istio-ingressgateway-service-account', mode: 'sidecar' })",
  tells:
    "The gateway appends its peer to X-Forwarded-For and sets x-envoy-external-address. The sidecar adds to neither; it writes in X-Forwarded-Client-Cert who called it over mTLS.",
  peer: "Interception mode REDIRECT: 127.0.0.6 or ::6 whoever calls. TPROXY: the caller's own address, the gateway's pod.",
  forged:
    "X-Forwarded-For and x-envoy-external-address of any pod in the mesh, and of plaintext callers, pass the sidecar unchanged. X-Forwarded-Client-Cert keeps what an mTLS caller sent to the left of the sidecar's element, and is removed for plaintext callers.",
  authenticate:
    "By the SPIFFE ID of the gateway in the element that the sidecar wrote; nothing else tells the gateway from another pod.",
  traps: [
    "The wrong service account, or STRICT mTLS missing on the way, leaves every request unresolved.",
    "An application that the Sidecar resource binds to 127.0.0.1 does not see 127.0.0.6; excluded ports, and other containers of the pod, go around the sidecar.",
    "The wrong mode makes the gateway's own pod look like a client; `required: true` turns that into an unresolved request.",
    "A gateway behind a balancer that hides its peers (`externalTrafficPolicy: Cluster`) names the node: no option here can mend that.",
    "`forwardedClientCert: ALWAYS_FORWARD_ONLY` on the sidecar passes forged elements.",
    "With `gatewayTopology.proxyProtocol` and numTrustedProxies together, X-Forwarded-For wins over PROXY.",
    "ENABLE_HCM_INTERNAL_NETWORKS with meshNetworks lets a forged x-envoy-external-address through.",
    "Ambient mode (ztunnel, waypoint) is another path: no X-Forwarded-Client-Cert reaches the application.",
  ],
  unknown:
    "What was recorded is Envoy configured like a gateway and a sidecar; Istio itself was read, not run.",
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/test/vectors/envoy.jsonl",
    "https://github.com/istio/istio/blob/86c9f01fd73/pilot/pkg/networking/core/gateway.go",
    "https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/listener_inbound.go",
    "https://github.com/istio/istio/blob/master/pilot/pkg/networking/util/proxy_headers.go",
    "https://github.com/istio/istio/blob/master/manifests/charts/gateway/templates/_helpers.tpl",
    "https://github.com/istio/istio/blob/master/manifests/charts/gateways/istio-ingress/templates/serviceaccount.yaml",
    "https://github.com/istio/api/blob/b8f8791d9/mesh/v1alpha1/proxy.proto",
    "https://github.com/istio/istio.io/blob/08714e38/content/en/docs/ops/configuration/traffic-management/network-topologies/index.md",
  ],
  read: "2026-11-22",
  confidence: ["measured", "source", "documented"],
};

// Kubernetes names: a namespace is a DNS label, a service account's name a DNS subdomain (RFC 1123).
const account = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const isGateway = (value: unknown): boolean =>
  typeof value === "string" && (value.startsWith("spiffe://") || account.test(value));

const gateways: OptionRule = {
  expected:
    "'namespace/service-account', such as 'istio-system/istio-ingressgateway-service-account', a SPIFFE ID, or an array of these",
  allows: (value) =>
    Array.isArray(value) ? value.length > 0 && value.every(isGateway) : isGateway(value),
};

const sidecarRules: OptionRules<IstioSidecar> = {
  gateway: required(gateways),
  mode: required(oneOfThese("sidecar", "tproxy")),
  numTrustedProxies: wholeNumber(0, 31),
  trustDomain: TEXT,
  xfcc: oneOfThese("last", "only"),
  required: FLAG,
};

const tproxyRules: OptionRules<IstioTproxy> = {
  ...sidecarRules,
  gatewayAddress: required(ADDRESSES),
};
const tproxyExample =
  "istio({ gateway: 'istio-ingress/istio-ingress', mode: 'tproxy', gatewayAddress: '10.244.0.0/24' })";

/**
 * Istio's ingress gateway and the application's sidecar, as two hops, the gateway first. What the gateway
 * says is believed when the sidecar proves, with the caller's certificate, that the caller was the gateway.
 *
 * Proxies outside the gateway that append to X-Forwarded-For are hops of their own:
 * `[awsAlb({ address }), istio({ gateway, mode })]`. So the address of each is checked, and a request that
 * goes around them is told apart. `numTrustedProxies` is for those whose addresses nobody knows: it counts
 * the proxies in front of the gateway that append (not a balancer that keeps the source address or sends
 * PROXY), and makes x-envoy-external-address the evidence, which Envoy has already counted with the same
 * number; it is cross-checked with X-Forwarded-For, but a request around those proxies can forge it.
 *
 * @throws ClientIpError `preset-option`; also for `gatewayAddress` missing in mode `tproxy`, or given in
 *   mode `sidecar`, where nobody sees the gateway's address.
 */
export function istio(options: IstioOptions): readonly [gateway: Hop, sidecar: Hop] {
  if (isObject(options) && options.mode === "tproxy") {
    checkPreset({ preset: "istio", example: tproxyExample }, options, tproxyRules);
    const { gatewayAddress: address, xfcc = "last" } = options;
    return [
      { name: "gateway", address, ...gatewayOf(options) },
      { name: "sidecar", tells: "source-address", xfcc },
    ];
  }
  checkPreset(istioFacts, options, sidecarRules);
  const { xfcc = "last" } = options;
  return [
    { name: "gateway", ...gatewayOf(options) },
    { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc },
  ];
}

function gatewayOf(options: Mesh): Pick<Hop, "identity" | "tells" | "required"> {
  const { gateway, trustDomain = "cluster.local", numTrustedProxies = 0 } = options;
  const spiffeId = (name: string): string =>
    name.startsWith("spiffe://") ? name : `spiffe://${trustDomain}/ns/${name.replace("/", "/sa/")}`;
  return {
    identity: typeof gateway === "string" ? spiffeId(gateway) : gateway.map(spiffeId),
    tells:
      numTrustedProxies === 0
        ? "x-forwarded-for"
        : { value: "x-envoy-external-address", trustedHops: numTrustedProxies },
    ...(options.required === undefined ? {} : { required: options.required }),
  };
}
