import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  presetError,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link haproxyIngress}. */
export interface HaproxyIngressOptions extends ProvenOptions {
  /** The addresses of the controller's pods. */
  readonly address: Addresses;
  /**
   * The header to read: `x-forwarded-for` (the default) for `forwardfor: add` or `update`, or
   * `x-real-ip`, which HAProxy Ingress by jcmoraisjr sets whatever `forwardfor` says. It needs
   * `controller: "jcmoraisjr"`.
   */
  readonly header?: "x-forwarded-for" | "x-real-ip";
  /** Whose controller it is. That of HAProxy Technologies passes a client's own X-Real-IP on. */
  readonly controller?: "jcmoraisjr" | "haproxytech";
}

export const HAPROXY_INGRESS_FACTS: FactSheet = {
  preset: "haproxyIngress",
  vendor: "HAProxy Ingress",
  what: "the controllers of jcmoraisjr (haproxy-ingress) and of HAProxy Technologies (kubernetes-ingress)",
  words: ["jcmoraisjr", "haproxytech", "haproxy-kubernetes-ingress", "forwardfor", "OpenShift"],
  example: "haproxyIngress({ address: '10.244.1.0/24' })",
  text: "haproxy-ingress 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: [
      "x-original-forwarded-for: 6.6.6.6",
      "x-forwarded-proto: https",
      "x-real-ip: 203.0.113.7",
      "x-forwarded-for: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  tells:
    "jcmoraisjr: with `forwardfor: add`, the default, it removes the client's X-Forwarded-For and writes its peer; with `update` it adds a line. It sets X-Real-IP too. HAProxy Technologies: adds its peer as a separate, last line.",
  scheme:
    "jcmoraisjr sets X-Forwarded-Proto, unless `http-passthrough` is on: write `proto: 'x-forwarded-proto'`. What HAProxy Technologies does was not read.",
  peer: "A pod of the controller; with `hostNetwork` its node.",
  forged:
    "jcmoraisjr: a forged X-Forwarded-For moves to X-Original-Forwarded-For, which this preset never reads. HAProxy Technologies: forged lines stay before its own line.",
  authenticate:
    "By the addresses of its pods. Where other pods have addresses in the range, by a secret too, with `config-backend: http-request set-header X-Origin-Secret …`.",
  traps: [
    "`forwardfor: ifmissing` and `ignore` leave the client's own line the last one, and nothing shows it: write `controller: 'jcmoraisjr', header: 'x-real-ip'`.",
    "HAProxy Technologies' `src-ip-header` takes the client's own text for its address, from every peer.",
    "HAProxy Technologies sets no X-Real-IP: a client's own passes, so that the preset refuses to read it there.",
    "`externalTrafficPolicy: Cluster` makes a node the client: set `Local`, or see snat.",
    "OpenShift's router is another program on HAProxy; it writes Forwarded with IPv6 unquoted.",
    "The traps of haproxy.",
  ],
  sources: [
    "https://github.com/jcmoraisjr/haproxy-ingress/blob/465a51ce/rootfs/etc/templates/haproxy/haproxy.tmpl",
    "https://github.com/jcmoraisjr/haproxy-ingress/blob/465a51ce/docs/content/en/docs/configuration/keys.md",
    "https://github.com/haproxytech/kubernetes-ingress/blob/fc120676/documentation/annotations.md",
  ],
  read: "2026-11-22",
  confidence: ["source", "documented"],
};

const RULES: OptionRules<HaproxyIngressOptions> = {
  ...PROVEN_RULES,
  address: addressesOf(
    "the controller's pods",
    "kubectl get pods -A -o wide | grep haproxy shows them",
  ),
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
  controller: oneOfThese("jcmoraisjr", "haproxytech"),
};

/**
 * A hop for an ingress controller that runs HAProxy. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster,
 *   and for `x-real-ip` without the controller that sets it
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { haproxyIngress } from "@client-ip/presets";
 *
 * const resolver = createResolver(haproxyIngress({ address: "10.244.1.0/24" }));
 * const rawHeaders = ["X-Original-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function haproxyIngress(options: HaproxyIngressOptions): Hop {
  checkPreset(HAPROXY_INGRESS_FACTS, options, RULES);
  const { header = "x-forwarded-for", controller, ...hop } = options;
  if (header === "x-real-ip" && controller !== "jcmoraisjr") {
    throw presetError(
      "haproxyIngress({ header: 'x-real-ip' }) without controller: 'jcmoraisjr'",
      "a controller that sets X-Real-IP: that of HAProxy Technologies passes a client's own on",
      "`kubectl get pods -A -o yaml | grep image:.*haproxy` shows whose it is: quay.io/jcmoraisjr or haproxytech. If it is the first, add controller: 'jcmoraisjr'; else leave header out.",
    );
  }
  const tells = header === "x-real-ip" ? { value: header } : header;
  return { name: "haproxyIngress", tells, ...withSecretHeader(hop) };
}
