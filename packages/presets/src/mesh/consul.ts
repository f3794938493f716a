import type { Hop } from "@client-ip/core";
import {
  FLAG,
  oneOfThese,
  type OptionRule,
  type OptionRules,
  required,
} from "@client-ip/core/internal";
import { ownHeader } from "../cdns/own-header.ts";
import type { FactSheet } from "../fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset } from "../options.ts";

/** The options of {@link consul}. */
export interface ConsulOptions {
  /**
   * The gateway's SPIFFE ID, or several. `curl localhost:8500/v1/connect/ca/roots` shows the trust
   * domain.
   */
  readonly gateway: string | readonly string[];
  /**
   * A header of your own that the gateway sets to
   * `%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%`: Consul's gateways write no client's address.
   */
  readonly header: string;
  /** The addresses from which the sidecar calls the application; loopback if absent. */
  readonly address?: Addresses;
  /**
   * How the sidecar writes X-Forwarded-Client-Cert: `last` (the default) for APPEND_FORWARD, as
   * Consul sets it; `only` if your own `envoy_public_listener_json` has SANITIZE_SET.
   */
  readonly xfcc?: "last" | "only";
  /** If true, a request that does not come through the gateway is unresolved. */
  readonly required?: boolean;
}

const GATEWAY =
  "spiffe://11111111-2222-3333-4444-555555555555.consul/ns/default/dc/dc1/svc/ingress";

export const CONSUL_FACTS: FactSheet = {
  preset: "consul",
  vendor: "Consul",
  what: "service mesh (Connect): an ingress or API gateway, and the sidecar beside the application",
  words: [
    "Consul Connect",
    "HashiCorp",
    "Nomad",
    "ingress-gateway",
    "api-gateway",
    "service mesh",
    "sidecar",
  ],
  example: `consul({ gateway: '${GATEWAY}', header: 'x-client-address' })`,
  text: `consul gateway=${GATEWAY} header=x-client-address`,
  sample: {
    peer: "127.0.0.1",
    headers: [
      "x-forwarded-for: 6.6.6.6",
      "x-client-address: 203.0.113.7",
      `x-forwarded-client-cert: By=spiffe://11111111-2222-3333-4444-555555555555.consul/ns/default/dc/dc1/svc/web;Hash=0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b0a2b;Cert="-----BEGIN%20CERTIFICATE-----%0A";Chain="-----BEGIN%20CERTIFICATE-----%0A";Subject="";URI=${GATEWAY}`,
    ],
    client: "203.0.113.7",
  },
  tells:
    "The gateways write no client's address: their Envoy has `use_remote_address: false`, so X-Forwarded-For passes as the client sent it. Let the gateway set a header (`RequestHeaders { Set { … } }`). The sidecar writes the identity of its mTLS caller into X-Forwarded-Client-Cert.",
  scheme: "X-Forwarded-Proto passes as the client sent it: nothing is known of the scheme.",
  peer: "Loopback, the sidecar, for every caller.",
  forged:
    "X-Forwarded-For, x-envoy-external-address and X-Forwarded-Proto of a client pass the gateway, those of a service in the mesh pass the sidecar. The header that the gateway sets is overwritten. A forged X-Forwarded-Client-Cert stays to the left of the sidecar's element.",
  authenticate:
    "By the gateway's SPIFFE ID in the element that the sidecar wrote. Nothing else distinguishes the gateway from another service.",
  traps: [
    "The service's protocol must be `http`, `http2` or `grpc` (service-defaults). With `tcp`, the default, the sidecar passes bytes, and with them any X-Forwarded-Client-Cert that a service in the mesh writes.",
    "`%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%`, without DIRECT, is the last element of the client's own X-Forwarded-For there (measured with Envoy 1.40).",
    "`RequestHeaders { Add { … } }` leaves a forged line in front: such a request is unresolved. Use `Set`.",
    "`mesh { HTTP { SanitizeXForwardedClientCert = true } }` removes the header that proves the gateway: every request is then unresolved.",
    "X-Forwarded-Client-Cert has been written since version 1.12. It holds the whole certificate chain: raise `maxHeaderSize` of Node if requests are answered with 431.",
    "A balancer in front of the gateway is the address that it names. Give the balancer a secret header, or let it keep the source address.",
    "Consul's own HTTP checks go to the application directly, and are resolved as the agent's address.",
  ],
  unknown:
    "Consul was read, not run. In transparent-proxy mode on Kubernetes the sidecar may call from another address: log `clientIpInfo.peer`.",
  sources: [
    "https://github.com/hashicorp/consul/blob/003c72db/agent/xds/listeners.go",
    "https://github.com/hashicorp/consul/pull/12878",
    "https://github.com/hashicorp/consul/issues/9148",
    "https://github.com/hashicorp/consul/issues/8665",
    "https://developer.hashicorp.com/consul/docs/reference/config-entry/ingress-gateway",
  ],
  read: "2026-11-29",
  confidence: ["source", "reported"],
};

const SPIFFE: OptionRule = {
  expected:
    "the gateway's SPIFFE ID, or an array of such: spiffe://TRUST-DOMAIN/ns/default/dc/dc1/svc/NAME, of which curl localhost:8500/v1/connect/ca/roots shows the trust domain",
  allows: (value) =>
    Array.isArray(value) ? value.length > 0 && value.every(isSpiffe) : isSpiffe(value),
};

const HEADER: OptionRule = {
  expected:
    "a header of your own, which the gateway sets with RequestHeaders { Set { x-client-address = \"%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%\" } }: Consul's gateways write no client's address, and pass X-Forwarded-For on as it came",
  allows: ownHeader("").allows,
};

const RULES: OptionRules<ConsulOptions> = {
  gateway: required(SPIFFE),
  header: required(HEADER),
  address: ADDRESSES,
  xfcc: oneOfThese("last", "only"),
  required: FLAG,
};

/**
 * Two hops for Consul's service mesh: the gateway, and the sidecar beside the application. The
 * header that the gateway sets is believed if the sidecar proves, by the certificate of its caller,
 * that the caller was the gateway. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `header`, since Consul's gateways write no
 *   client's address by themselves, and for X-Forwarded-For, which passes as the client sent it
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { consul } from "@client-ip/presets";
 *
 * const gateway = "spiffe://1111.consul/ns/default/dc/dc1/svc/ingress";
 * const resolver = createResolver(consul({ gateway, header: "x-client-address" }));
 * const xfcc = `By=spiffe://x;Hash=${"0".repeat(64)};Subject="";URI=${gateway}`;
 * const rawHeaders = ["X-Client-Address", "203.0.113.7", "X-Forwarded-Client-Cert", xfcc];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function consul(options: ConsulOptions): readonly [gateway: Hop, sidecar: Hop] {
  checkPreset(CONSUL_FACTS, options, RULES);
  const { gateway, header, address = "loopback", xfcc = "last", required: isRequired } = options;
  return [
    {
      name: "gateway",
      identity: gateway,
      tells: { value: header, format: "ip" },
      ...(isRequired === undefined ? {} : { required: isRequired }),
    },
    { name: "sidecar", address, tells: "nothing", xfcc },
  ];
}

function isSpiffe(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("spiffe://");
}
