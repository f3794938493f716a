import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link appEngine}. */
export interface AppEngineOptions extends HopOptions {
  /** The addresses that App Engine's front end connects from. Google documents none. */
  readonly address: Addresses;
}

export const APP_ENGINE_FACTS: FactSheet = {
  preset: "appEngine",
  vendor: "Google Cloud",
  what: "App Engine, standard and flexible environment",
  words: ["GAE", "appspot.com", "GAE_SERVICE", "X-Appengine-User-IP"],
  example: "appEngine({ address: '169.254.0.0/16' })",
  text: "app-engine 169.254.0.0/16",
  sample: {
    peer: "169.254.1.1",
    headers: ["X-Forwarded-For: 6.6.6.6", "X-Appengine-User-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells: "Sets X-Appengine-User-IP to the client.",
  peer: "Its front end, at an address that is not documented.",
  forged:
    "A client's own X-Appengine-User-IP is removed, in any letter case. All headers that are not App Engine's pass, X_Appengine_User_IP among them.",
  authenticate:
    "By the platform alone. Outside App Engine any client can write this header, so that the path must not be used there.",
  traps: [
    "Find the peer's address before you deploy the path: log `clientIpInfo.peer` for a few requests.",
    "On a developer's machine there is no front end: use 'direct' there.",
  ],
  unknown:
    "The addresses of its front end. What the header holds if a load balancer is in front of App Engine.",
  sources: [
    "https://docs.cloud.google.com/appengine/docs/flexible/reference/request-headers",
    "https://github.com/pbojinov/request-ip/pull/42",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<AppEngineOptions> = {
  ...HOP_RULES,
  address: addressesOf(
    "App Engine's front end",
    "log clientIpInfo.peer for a few requests of the deployed application",
  ),
};

/**
 * A hop for Google App Engine. It is `required`: every request comes through the platform's front
 * end. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, since Google documents none
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { appEngine } from "@client-ip/presets";
 *
 * const resolver = createResolver(appEngine({ address: "169.254.0.0/16" }));
 * const rawHeaders = ["X-Appengine-User-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "169.254.1.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function appEngine(options: AppEngineOptions): Hop {
  checkPreset(APP_ENGINE_FACTS, options, RULES);
  const tells = { value: "x-appengine-user-ip", format: "ip" } as const;
  return { name: "appEngine", tells, required: true, ...options };
}
