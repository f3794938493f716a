import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link azureAppGateway}. */
export interface AzureAppGatewayOptions extends HopOptions {
  /** The gateway's subnet. Its instances have addresses there, which change. */
  readonly address: Addresses;
  /**
   * Whether it writes ports. False if a rewrite rule sets X-Forwarded-For to
   * `{var_add_x_forwarded_for_proxy}`. Default: true, as at Azure. With the wrong value, requests
   * are unresolved (`malformed`).
   */
  readonly clientPort?: boolean;
}

export const AZURE_APP_GATEWAY_FACTS: FactSheet = {
  preset: "azureAppGateway",
  vendor: "Azure",
  what: "Application Gateway",
  words: ["AppGw", "WAF_v2", "AGIC", "add_x_forwarded_for_proxy", "AKS", "Private Link"],
  example: "azureAppGateway({ address: '10.0.4.0/24' })",
  text: "azure-app-gateway 10.0.4.0/24",
  sample: {
    peer: "10.0.4.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7:17085"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a rewrite rule removes the ports",
      example: "azureAppGateway({ address: '10.0.4.0/24', clientPort: false })",
    },
  ],
  tells:
    "Appends its peer to X-Forwarded-For, with its port. With a rewrite rule that sets the header to `{var_add_x_forwarded_for_proxy}` the port is missing: write `clientPort: false`.",
  scheme:
    "Says in X-Forwarded-Proto what the client used. That it overwrites a client's own is not documented: if you have tried it, write `proto: 'x-forwarded-proto'`. It writes the host to X-Original-Host.",
  peer: "An instance of the gateway, in its subnet; its public frontend address if the server has a public one.",
  forged: "A forged X-Forwarded-For stays to the left of the gateway's own element (inferred).",
  authenticate: "By its subnet, which it does not share with anything else.",
  traps: [
    "An Envoy behind it cannot read `ip:port` and takes the gateway for the client (measured).",
    "Its health probes come from the same subnet and name no client. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Through its Private Link configuration the client is an address of the NAT subnet.",
    "A Private Link service with PROXY is a hop of its own: `{ address: '10.0.5.0/24', tells: 'proxy-protocol' }`, with its NAT subnet. Two consumers may use the same addresses: read the link's id from the TLV 0xEE with `azurePrivateEndpointLinkId` of @client-ip/proxy-protocol, and use both as the key.",
    "A Standard Load Balancer is no hop: it keeps the client's address, so write 'direct'.",
  ],
  unknown: "Whether it writes IPv6 in brackets. Without them such a request is `malformed`.",
  sources: [
    "https://github.com/MicrosoftDocs/azure-docs/blob/0676d1ec/articles/application-gateway/how-application-gateway-works.md",
    "https://github.com/MicrosoftDocs/azure-docs/blob/0520e54c/articles/application-gateway/rewrite-http-headers-url.md",
    "https://github.com/MicrosoftDocs/azure-docs/blob/0285c1fc/articles/private-link/private-link-service-overview.md",
    "https://github.com/un33k/django-ipware/pull/87",
    "https://github.com/rack/rack/issues/1227",
  ],
  read: "2026-11-29",
  confidence: ["documented", "inferred"],
};

const RULES: OptionRules<AzureAppGatewayOptions> = {
  ...HOP_RULES,
  address: addressesOf(
    "the gateway's subnet",
    '`az network vnet subnet list --resource-group GROUP --vnet-name NAME --query "[].{name:name,range:addressPrefix}"` lists them',
  ),
  clientPort: FLAG,
};

/**
 * A hop for Azure Application Gateway. If Front Door is in front of it, write that hop first. Facts
 * and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, since the gateway is in your own
 *   subnet
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { azureAppGateway } from "@client-ip/presets";
 *
 * const resolver = createResolver(azureAppGateway({ address: "10.0.4.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7:17085"];
 * resolver.resolve({ peer: "10.0.4.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function azureAppGateway(options: AzureAppGatewayOptions): Hop {
  checkPreset(AZURE_APP_GATEWAY_FACTS, options, RULES);
  const { clientPort = true, ...hop } = options;
  const tells = { list: "x-forwarded-for", format: clientPort ? "ip:port" : "ip" } as const;
  return { name: "azureAppGateway", tells, healthChecks: true, ...hop };
}
