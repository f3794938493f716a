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
import { envoyTells } from "../envoy-headers.ts";
import type { FactSheet } from "../fact-sheet.ts";
import { type Addresses, addressesOf, checkPreset } from "../options.ts";
import { AMBIENT_EXAMPLE, ambientHops, isAmbient, type IstioAmbient } from "./istio-ambient.ts";

interface Mesh {
  /**
   * The gateway's service account as `namespace/service-account`, or its full SPIFFE ID, or
   * several. The account's name may differ from the gateway's. `istioctl install` runs its ingress
   * gateway as `istio-system/istio-ingressgateway-service-account`, the Helm chart `gateway` under
   * the name of the release, a Kubernetes Gateway resource as `<gateway>-<class>`. Ask the cluster:
   * `kubectl get pod -n istio-system -l istio=ingressgateway -o
   * jsonpath='{.items[*].spec.serviceAccountName}'`.
   */
  readonly gateway: string | readonly string[];
  /** The mesh's `gatewayTopology.numTrustedProxies`, 0 (the default) to 31; see {@link istio}. */
  readonly numTrustedProxies?: number;
  /** The mesh's trust domain, for a `gateway` without one; `cluster.local` if absent. */
  readonly trustDomain?: string;
  /**
   * How the sidecar writes X-Forwarded-Client-Cert: `last` (the default) for APPEND_FORWARD, as
   * Istio sets it; `only`, which is safer, if `proxyHeaders.forwardedClientCert` is SANITIZE_SET.
   */
  readonly xfcc?: "last" | "only";
  /**
   * If true, a request that does not come through the gateway, such as one from inside the mesh, is
   * unresolved.
   */
  readonly required?: boolean;
}

/**
 * The options of {@link istio} for interception mode REDIRECT, Istio's default: the application
 * sees its own sidecar as the peer of every request.
 */
export interface IstioSidecar extends Mesh {
  readonly mode: "sidecar";
}

/**
 * The options for interception mode TPROXY: the application sees the address of its sidecar's peer.
 */
export interface IstioTproxy extends Mesh {
  readonly mode: "tproxy";
  /** The addresses of the gateway's pods. */
  readonly gatewayAddress: Addresses;
}

/** The options of {@link istio}. */
export type IstioOptions = IstioSidecar | IstioTproxy | IstioAmbient;

const TPROXY_EXAMPLE =
  "istio({ gateway: 'istio-ingress/istio-ingress', mode: 'tproxy', gatewayAddress: '10.244.0.0/24' })";

export const ISTIO_FACTS: FactSheet = {
  preset: "istio",
  vendor: "Istio",
  what: "ingress gateway, and the sidecar in the application's pod, or ambient mode",
  words: [
    "istio-ingressgateway",
    "sidecar",
    "127.0.0.6",
    "SPIFFE",
    "service mesh",
    "ambient",
    "ztunnel",
    "waypoint",
  ],
  example:
    "istio({ gateway: 'istio-system/istio-ingressgateway-service-account', mode: 'sidecar' })",
  text: "istio gateway=istio-system/istio-ingressgateway-service-account mode=sidecar",
  sample: {
    peer: "127.0.0.6",
    headers: [
      "x-forwarded-for: 6.6.6.6,203.0.113.7",
      'x-forwarded-client-cert: By=spiffe://cluster.local/ns/shop/sa/web;Hash=0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b;Subject="";URI=spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "interception mode TPROXY",
      example: TPROXY_EXAMPLE,
    },
    {
      what: "ambient mode (ztunnel)",
      example: AMBIENT_EXAMPLE,
      note: "No X-Forwarded-Client-Cert reaches the application: only the address tells the gateway from another pod, so give its pods a range of their own, or a `secret`.",
    },
    {
      what: "ambient mode with a waypoint",
      example:
        "istio({ mode: 'ambient', gatewayAddress: '10.244.1.0/24', waypointAddress: '10.244.2.6', secret: { value: 'a long random text' } })",
      note: "The waypoint hides its caller and passes the headers of every pod on, so the gateway needs a secret. A gateway goes around the waypoint unless the Service has the label `istio.io/ingress-use-waypoint`.",
    },
  ],
  tells:
    "The gateway appends its peer to X-Forwarded-For and sets x-envoy-external-address. The sidecar adds to neither; it writes the identity of its mTLS caller into X-Forwarded-Client-Cert.",
  scheme:
    "The gateway sets X-Forwarded-Proto, as Envoy does; with `numTrustedProxies` it passes it on. The sidecar passes it on.",
  peer: "Interception mode REDIRECT: 127.0.0.6 or ::6 for every caller. TPROXY and ambient: the caller's own address, the gateway's pod or the waypoint.",
  forged:
    "X-Forwarded-For and x-envoy-external-address of any pod in the mesh, and of plaintext callers, pass the sidecar unchanged. A forged X-Forwarded-Client-Cert of an mTLS caller stays to the left of the sidecar's element; that of a plaintext caller is removed.",
  authenticate:
    "By the gateway's SPIFFE ID in the element that the sidecar wrote. Nothing else distinguishes the gateway from another pod.",
  traps: [
    "With the wrong service account, or without STRICT mTLS on the way, every request is unresolved.",
    "An application that the Sidecar resource binds to 127.0.0.1 does not see 127.0.0.6; excluded ports, and other containers of the pod, bypass the sidecar.",
    "A kubelet probe that the sidecar rewrites comes from 127.0.0.6 without any header: it is `hidden`. Whatever rejects unresolved requests must let it through (docs/health-checks.md).",
    "The wrong mode makes the gateway's own pod look like a client; `required: true` makes such a request unresolved.",
    "A gateway behind a balancer that hides its peers (`externalTrafficPolicy: Cluster`) names the node. No option here can fix that.",
    "`forwardedClientCert: ALWAYS_FORWARD_ONLY` on the sidecar passes forged elements.",
    "With `gatewayTopology.proxyProtocol` and numTrustedProxies together, X-Forwarded-For takes precedence over PROXY.",
    "ENABLE_HCM_INTERNAL_NETWORKS with meshNetworks lets a forged x-envoy-external-address through.",
    "A port that Istio takes for TCP, by its name or by detection, is passed on as bytes, and with them any X-Forwarded-Client-Cert that a pod writes: declare it (`appProtocol: http`).",
    "In ambient mode the kubelet's probes come from 169.254.7.127, and are resolved as that address. ztunnel falls back to an address of its own if it cannot keep the caller's.",
    "An application with the annotation `ambient.istio.io/waypoint-inbound-binding: PROXY/PORT` gets a PROXY header (version 2) from ztunnel on loopback: write `{ address: 'loopback', tells: 'proxy-protocol' }`, and see docs/proxy-protocol.md. TLV 0xD0 in it holds the caller's SPIFFE ID.",
  ],
  unknown:
    "The recordings are of Envoy configured like a gateway and a sidecar. Istio's own code was read, not run.",
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/envoy.jsonl",
    "https://github.com/istio/istio/blob/86c9f01fd73/pilot/pkg/networking/core/gateway.go",
    "https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/listener_inbound.go",
    "https://github.com/istio/istio/blob/master/pilot/pkg/networking/util/proxy_headers.go",
    "https://github.com/istio/istio/blob/master/manifests/charts/gateway/templates/_helpers.tpl",
    "https://github.com/istio/istio/blob/master/manifests/charts/gateways/istio-ingress/templates/serviceaccount.yaml",
    "https://github.com/istio/api/blob/b8f8791d9/mesh/v1alpha1/proxy.proto",
    "https://github.com/istio/ztunnel/blob/62d82653/src/proxy/inbound.rs",
    "https://github.com/istio/istio/blob/86c9f01fd73/pilot/pkg/networking/core/listener_waypoint.go",
    "https://github.com/istio/istio.io/blob/08714e38/content/en/docs/ops/configuration/traffic-management/network-topologies/index.md",
  ],
  read: "2026-11-22",
  confidence: ["measured", "source", "documented"],
};

// Kubernetes names: a namespace is a DNS label, a service account's name a DNS subdomain (RFC
// 1123).
const ACCOUNT = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const GATEWAYS: OptionRule = {
  expected:
    "'namespace/service-account', such as 'istio-system/istio-ingressgateway-service-account', a SPIFFE ID, or an array of these: kubectl get pods -n istio-system -l istio=ingressgateway -o jsonpath='{.items[*].spec.serviceAccountName}' shows the account",
  allows: (value) =>
    Array.isArray(value) ? value.length > 0 && value.every(isGateway) : isGateway(value),
};

const PROTO = "x-forwarded-proto";

const SIDECAR_RULES: OptionRules<IstioSidecar> = {
  gateway: required(GATEWAYS),
  mode: required({
    ...oneOfThese("sidecar", "tproxy", "ambient"),
    expected: '"sidecar" for the interception mode REDIRECT, "tproxy" or "ambient"',
  }),
  numTrustedProxies: wholeNumber(0, 31),
  trustDomain: TEXT,
  xfcc: oneOfThese("last", "only"),
  required: FLAG,
};

const TPROXY_RULES: OptionRules<IstioTproxy> = {
  ...SIDECAR_RULES,
  gatewayAddress: addressesOf(
    "the gateway's pods",
    "kubectl get pods -n istio-system -l istio=ingressgateway -o wide shows them",
  ),
};

/**
 * The hops for Istio: the ingress gateway, and the sidecar in the application's pod. The gateway's
 * headers are believed if the sidecar proves, by the certificate of its caller, that the caller was
 * the gateway. In ambient mode the gateway is known by its address or a secret. Facts and sources:
 * docs/hops.md.
 *
 * Write proxies outside the gateway that append to X-Forwarded-For as hops of their own: `[awsAlb({
 * address }), istio({ gateway, mode })]`. Then each address is checked, and a request that bypasses
 * them is noticed. `numTrustedProxies` is for proxies with unknown addresses. It counts the
 * appending proxies in front of the gateway (not a balancer that keeps the source address or sends
 * PROXY), and reads x-envoy-external-address, for which Envoy has used the same count. That header
 * is cross-checked with X-Forwarded-For, but a request that bypasses those proxies can forge it.
 *
 * @throws {ClientIpError} `preset-option`; also for `gatewayAddress` missing in mode `tproxy`, or
 *   given in mode `sidecar`, where the application never sees the gateway's address, and for a
 *   waypoint without a secret
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { istio } from "@client-ip/presets";
 *
 * const gateway = "istio-system/istio-ingressgateway-service-account";
 * const resolver = createResolver(istio({ gateway, mode: "sidecar" }));
 * const uri = "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
 * const xfcc = `By=spiffe://x;Hash=${"0".repeat(64)};Subject="";URI=${uri}`;
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7", "X-Forwarded-Client-Cert", xfcc];
 * resolver.resolve({ peer: "127.0.0.6", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function istio(options: IstioSidecar | IstioTproxy): readonly [gateway: Hop, sidecar: Hop];
export function istio(options: IstioAmbient): readonly Hop[];
export function istio(options: IstioOptions): readonly Hop[];
export function istio(options: IstioOptions): readonly Hop[] {
  if (isAmbient(options)) return ambientHops(options);
  if (isObject(options) && options.mode === "tproxy") {
    checkPreset({ preset: "istio", example: TPROXY_EXAMPLE }, options, TPROXY_RULES);
    const { gatewayAddress: address, xfcc = "last" } = options;
    return [
      { name: "gateway", address, ...gatewayOf(options) },
      { name: "sidecar", tells: "source-address", xfcc },
    ];
  }
  checkPreset(ISTIO_FACTS, options, SIDECAR_RULES);
  const { xfcc = "last" } = options;
  return [
    { name: "gateway", ...gatewayOf(options) },
    {
      name: "sidecar",
      address: ["127.0.0.6", "::6"],
      tells: "nothing",
      xfcc,
      proto: { passes: PROTO },
      healthChecks: true,
    },
  ];
}

function gatewayOf(options: Mesh): Pick<Hop, "identity" | "tells" | "proto" | "required"> {
  const { gateway, trustDomain = "cluster.local", numTrustedProxies } = options;
  const spiffeId = (name: string): string =>
    name.startsWith("spiffe://") ? name : `spiffe://${trustDomain}/ns/${name.replace("/", "/sa/")}`;
  return {
    identity: typeof gateway === "string" ? spiffeId(gateway) : gateway.map(spiffeId),
    ...envoyTells(numTrustedProxies),
    ...(options.required === undefined ? {} : { required: options.required }),
  };
}

function isGateway(value: unknown): boolean {
  return typeof value === "string" && (value.startsWith("spiffe://") || ACCOUNT.test(value));
}
