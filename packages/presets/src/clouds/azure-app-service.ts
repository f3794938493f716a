import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";

/** The options of {@link azureAppService}. On Windows the `address` is `unix`: a named pipe. */
export interface AzureAppServiceOptions extends HopOptions {
  /** The header to read; `x-forwarded-for` if absent. Both hold the same address and port. */
  readonly header?: "x-forwarded-for" | "client-ip";
}

export const AZURE_APP_SERVICE_FACTS: FactSheet = {
  preset: "azureAppService",
  vendor: "Azure",
  what: "App Service (Web Apps)",
  words: [
    "Azure Web App",
    "azurewebsites.net",
    "WEBSITE_SITE_NAME",
    "WEBSITE_INSTANCE_ID",
    "named pipe",
    "iisnode",
    "Client-IP",
    "Always On",
  ],
  example: "azureAppService()",
  text: "azure-app-service",
  sample: {
    peer: "169.254.130.1",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7:49828", "Client-IP: 203.0.113.7:49828"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "Windows, where iisnode connects over a named pipe",
      example: "azureAppService({ address: 'unix' })",
    },
    { what: "read in Client-IP", example: "azureAppService({ header: 'client-ip' })" },
  ],
  tells:
    "Appends its peer and port to X-Forwarded-For, and sets Client-IP to the same: write `header: 'client-ip'` for that one.",
  peer: "A front end. On Linux a container sees it at a link-local address (169.254.0.0/16), as users report; on Windows iisnode connects over a named pipe: write `address: 'unix'`.",
  forged:
    "A forged X-Forwarded-For stays to the left of the front end's own element. A forged Client-IP is overwritten.",
  authenticate: "By the platform alone: only its front ends can reach the container.",
  traps: [
    "Behind Front Door its element and Client-IP are Front Door's server: write `[azureFrontDoor({ address, secret }), azureAppService()]`, and restrict access to the service tag AzureFrontDoor.Backend.",
    "Pings of Always On, and those that wait for a container to start, come without these headers: they are `missing` or `bypassed`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Container Apps are another product: users report a peer in 100.100.0.0/16, or in the network of the environment.",
    "On a developer's machine there is no front end: use 'direct' there.",
  ],
  unknown:
    "Whether X-Forwarded-For has IPv6 in brackets; Client-IP is read either way. The scheme: the headers that name it are not read.",
  sources: [
    "https://github.com/Azure/app-service-linux-docs/blob/2efb99d5/Things_You_Should_Know/headers.md",
    "https://github.com/sergiodxa/remix-utils/pull/496",
    "https://github.com/pbojinov/request-ip/issues/29",
    "https://github.com/express-rate-limit/express-rate-limit/issues/216",
    "https://github.com/Azure/iisnode/issues/26",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const RULES: OptionRules<AzureAppServiceOptions> = {
  ...HOP_RULES,
  header: oneOfThese("x-forwarded-for", "client-ip"),
};

/**
 * A hop for Azure App Service. It is `required`: every request comes through the platform's front
 * ends. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { azureAppService } from "@client-ip/presets";
 *
 * const resolver = createResolver(azureAppService());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7:49828"];
 * resolver.resolve({ peer: "169.254.130.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function azureAppService(options: AzureAppServiceOptions = {}): Hop {
  checkPreset(AZURE_APP_SERVICE_FACTS, options, RULES);
  const { header = "x-forwarded-for", ...hop } = options;
  const format = "ip:port";
  return {
    name: "azureAppService",
    address: "169.254.0.0/16",
    tells: header === "client-ip" ? { value: header, format } : { list: header, format },
    required: true,
    healthChecks: true,
    ...hop,
  };
}
