import type { Hop } from "@client-ip/core";
import { isObject, oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  presetError,
  SHARED_RULES,
  type SharedOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link azureFrontDoor}. The `secret` is your profile's id, in X-Azure-FDID. */
export interface AzureFrontDoorOptions extends SharedOptions {
  /** The addresses of the service tag AzureFrontDoor.Backend. */
  readonly address: Addresses;
  /** The header to read; `x-azure-socketip` if absent. Both hold the same address. */
  readonly header?: "x-azure-socketip" | "x-forwarded-for";
}

export const AZURE_FRONT_DOOR_FACTS: FactSheet = {
  preset: "azureFrontDoor",
  vendor: "Azure",
  what: "Front Door",
  words: [
    "AFD",
    "azurefd.net",
    "CDN",
    "X-Azure-FDID",
    "X-Azure-SocketIP",
    "X-Azure-ClientIP",
    "AzureFrontDoor.Backend",
  ],
  example:
    "azureFrontDoor({ address: '198.51.100.0/24', secret: { value: '55ce4ed1-4b06-4bf1-b40e-4638452104da' } })",
  text: "azure-front-door 198.51.100.0/24 secret=env:FDID",
  sample: {
    peer: "198.51.100.9",
    headers: [
      "X-Azure-FDID: 55ce4ed1-4b06-4bf1-b40e-4638452104da",
      "X-Azure-ClientIP: 6.6.6.6",
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
      "X-Azure-SocketIP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Sets X-Azure-SocketIP to its peer, and appends the same address to X-Forwarded-For. X-Azure-ClientIP is no fact: Front Door takes it from the client's own X-Forwarded-For.",
  scheme:
    "Sets X-Forwarded-Proto to what the client used, and X-Forwarded-Host to the host that it asked for; what the client wrote there is overwritten.",
  peer: "A server in the ranges of the service tag AzureFrontDoor.Backend.",
  forged:
    "A forged X-Forwarded-For stays to the left of Front Door's own element, and chooses X-Azure-ClientIP. Most other headers pass.",
  authenticate:
    "By the service tag's ranges and X-Azure-FDID together: all customers connect from the same addresses, and the id is your profile's. The id is no secret, so it proves nothing without the ranges. A path without it is refused, unless it says `anyCustomer: true`.",
  traps: [
    "`header: 'x-azure-clientip'` is refused, since a client chooses it.",
    "`az network list-service-tags --location westeurope --query \"values[?name=='AzureFrontDoor.Backend'].properties.addressPrefixes[]\"` lists the ranges. They change: renew them with each week's file.",
    "Behind a hop that hides its peer (snat, docker, klipper, an NLB without PROXY) the ranges cannot be checked, so a path with the id there is refused (`public-id-alone`): let a rule set write a secret into a header of your own, `secret: { header: 'x-origin-secret', value }`.",
    "The portal shows the id as Front Door ID; each profile has its own.",
    "Its health probes have `X-FD-HealthProbe: 1` and name no client. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "In front of App Service write both: `[azureFrontDoor({ address, secret }), azureAppService()]`. Application Gateway is the same.",
  ],
  sources: [
    "https://github.com/MicrosoftDocs/azure-docs/blob/0033b7c3/articles/frontdoor/front-door-http-headers-protocol.md",
    "https://github.com/MicrosoftDocs/azure-docs/issues/79394",
    "https://github.com/sergiodxa/remix-utils/pull/496",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<AzureFrontDoorOptions> = {
  ...SHARED_RULES,
  address: addressesOf(
    "Front Door's servers",
    "the service tag AzureFrontDoor.Backend, which `az network list-service-tags --location westeurope` lists",
  ),
  header: oneOfThese("x-azure-socketip", "x-forwarded-for"),
};

/**
 * A hop for Azure Front Door, which may be followed by Application Gateway or App Service. Without
 * `secret` any customer of Front Door can forge the client: the resolver refuses such a path,
 * unless it says `anyCustomer: true`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, and for the header
 *   `x-azure-clientip`, which a client chooses
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { azureFrontDoor } from "@client-ip/presets";
 *
 * const secret = { value: "55ce4ed1-4b06-4bf1-b40e-4638452104da" };
 * const resolver = createResolver(azureFrontDoor({ address: "198.51.100.0/24", secret }));
 * const rawHeaders = ["X-Azure-FDID", secret.value, "X-Azure-SocketIP", "203.0.113.7"];
 * resolver.resolve({ peer: "198.51.100.9", rawHeaders }).ip; // -> "203.0.113.7"
 * resolver.resolve({ peer: "198.51.100.9", rawHeaders: [] }).status; // -> "unproven"
 * ```
 */
export function azureFrontDoor(options: AzureFrontDoorOptions): Hop {
  // Untyped callers may give anything; checkPreset refuses what is no object.
  const asked: unknown = isObject(options) ? options["header"] : undefined;
  if (typeof asked === "string" && asked.toLowerCase() === "x-azure-clientip") {
    throw presetError(
      'azureFrontDoor({ header: "x-azure-clientip" })',
      `header: ${RULES.header.expected}`,
      "Leave header out: Front Door takes X-Azure-ClientIP from the client's own X-Forwarded-For, and X-Azure-SocketIP from the connection.",
    );
  }
  checkPreset(AZURE_FRONT_DOOR_FACTS, options, RULES);
  const { header = "x-azure-socketip", ...hop } = withSecretHeader(options, "x-azure-fdid");
  return {
    name: "azureFrontDoor",
    tells: header === "x-forwarded-for" ? header : { value: header, format: "ip" },
    proto: "x-forwarded-proto",
    host: "x-forwarded-host",
    shared: true,
    healthChecks: true,
    ...hop,
  };
}
