import type { Hop, Tells } from "@client-ip/core";
import { FLAG, oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions, presetError } from "../options.ts";

/** The options of {@link fly}. */
export interface FlyOptions extends HopOptions {
  /**
   * The header to read; `fly-client-ip` if absent. In X-Forwarded-For the client is the second
   * element from the right, and the last one is your app's own address.
   */
  readonly header?: "fly-client-ip" | "x-forwarded-for";
  /** The handler `proxy_proto` of a TCP service, version 1 or 2, in place of the handler `http`. */
  readonly proxyProtocol?: boolean;
}

export const FLY_FACTS: FactSheet = {
  preset: "fly",
  vendor: "Fly.io",
  what: "Fly Proxy in front of Machines",
  words: ["fly.toml", "FLY_APP_NAME", "Fly-Client-IP", "Fly Proxy", "fly.dev", "proxy_proto"],
  example: "fly()",
  text: "fly",
  sample: {
    peer: "172.19.2.97",
    headers: [
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 2001:db8:1::af:1aa1:0",
      "Fly-Client-IP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  variants: [
    { what: "X-Forwarded-For", example: "fly({ header: 'x-forwarded-for' })" },
    {
      what: "A TCP service with the handler `proxy_proto`",
      example: "fly({ proxyProtocol: true })",
      note: "Version 1 is its default; both are read.",
    },
  ],
  tells:
    "Sets Fly-Client-IP to its peer. To X-Forwarded-For it appends two elements: its peer, and then the address of your app that the client connected to.",
  scheme:
    "Says in X-Forwarded-Proto what the client used. That it overwrites a client's own is not documented: if you have tried it, write `proto: 'x-forwarded-proto'`.",
  peer: "Fly Proxy, at an address in 172.16.0.0/12, as users report. Other apps of your organization connect over the private network (6PN), from fdaa::/16.",
  forged:
    "A forged Fly-Client-IP is overwritten, and a forged X-Forwarded-For stays to the left of the two elements, as users tried.",
  authenticate:
    "By the platform: only Fly Proxy connects from there. A request over 6PN does not come through it, and is `bypassed`.",
  traps: [
    "The last element of X-Forwarded-For is not the client, but your app's own shared or dedicated address (`fly ips list`).",
    "Its health checks have no Fly-Client-IP: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Behind a CDN, Fly-Client-IP is the CDN's server: write `[cloudflare({ secret }), fly()]`.",
    "A request through Flycast, from another app of yours, comes through Fly Proxy too: its client is that app, at a private address.",
    "On a developer's machine there is no Fly Proxy: use 'direct' there.",
  ],
  unknown:
    "The range that Fly Proxy connects from is reported, not documented. If requests are `bypassed`, log `clientIpInfo.peer` and give its range as `address`.",
  sources: [
    "https://github.com/superfly/docs/blob/005ac199/networking/request-headers.html.md",
    "https://github.com/superfly/docs/blob/5c22c8ce/networking/services.html.markerb",
    "https://github.com/arcjet/arcjet-js/issues/5412",
    "https://github.com/superfly/flyctl/issues/121",
    "https://github.com/jessestimpson/livesecret/issues/3",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const RULES: OptionRules<FlyOptions> = {
  ...HOP_RULES,
  header: oneOfThese("fly-client-ip", "x-forwarded-for"),
  proxyProtocol: FLAG,
};

const TELLS = {
  "fly-client-ip": { value: "fly-client-ip", format: "ip" },
  "x-forwarded-for": { list: "x-forwarded-for", appends: 2 },
} satisfies Record<string, Tells>;

/**
 * A hop for Fly Proxy. It is `required`: a request that does not come through it is unresolved.
 * Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `header` together with `proxyProtocol`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { fly } from "@client-ip/presets";
 *
 * const resolver = createResolver(fly());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6", "Fly-Client-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "172.19.2.97", rawHeaders }).ip; // -> "203.0.113.7"
 * resolver.resolve({ peer: "fdaa:0:1::3", rawHeaders }).status; // -> "bypassed"
 * ```
 */
export function fly(options: FlyOptions = {}): Hop {
  checkPreset(FLY_FACTS, options, RULES);
  const { header, proxyProtocol = false, ...hop } = options;
  const common = { name: "fly", address: "172.16.0.0/12", required: true };
  if (!proxyProtocol) {
    const tells = TELLS[header ?? "fly-client-ip"];
    return { ...common, tells, healthChecks: true, ...hop };
  }
  if (header !== undefined) {
    throw presetError(
      "fly({ proxyProtocol, header })",
      "one of the two",
      "Leave header out: the handler proxy_proto passes the client's own headers.",
    );
  }
  return { ...common, tells: "proxy-protocol", ...hop };
}
