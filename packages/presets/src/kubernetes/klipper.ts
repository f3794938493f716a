import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { HIDING_RULES, hidingHop, type HidingOptions } from "../hiding-hop.ts";
import { checkPreset } from "../options.ts";

export const KLIPPER_FACTS: FactSheet = {
  preset: "klipper",
  vendor: "k3s",
  what: "ServiceLB (klipper-lb), the load balancer of k3s and RKE2, with source NAT",
  words: ["k3s", "k3d", "RKE2", "Rancher", "svclb", "servicelb", "klipper-lb", "10.42.0.1"],
  example: "klipper()",
  text: "klipper",
  sample: {
    path: "[klipper(), traefik({ address: '10.42.0.0/16' })]",
    peer: "10.42.0.8",
    headers: ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"],
    client: "203.0.113.7",
  },
  tells: "Nothing: it replaces its peer's address with its own, and passes all bytes on.",
  scheme: "Passes every header on.",
  peer: "The svclb pod, or the node as `10.42.0.1`: addresses of the cluster's pods, 10.42.0.0/16 unless k3s runs with another `--cluster-cidr`.",
  forged: "All headers pass, as sent.",
  authenticate:
    "By address, which proves only the way that the request took. A hop outside it needs a secret or an identity.",
  traps: [
    "A request that it hides has no client (`hidden`). Set `externalTrafficPolicy: Local` on the Service, for k3s's own Traefik in a HelmChartConfig ([the manifest](k3s.md)): the client's address is then kept, and the request does not match this hop.",
    "With `Local`, a node that runs no pod of the Service still hides clients: send traffic to the nodes that do.",
    'The finding `dead-hop` says that what it hides has no client. With `Local` that is right, and can be accepted: `{"path":"klipper > traefik 10.42.0.0/16 > app","accept":["dead-hop"]}`.',
    "If it is left out of the path, `10.42.0.1` is taken for the client.",
    "A request of another pod in the cluster matches it too, and is `hidden`.",
  ],
  sources: [
    "https://github.com/k3s-io/klipper-lb/blob/75a20bed/entry",
    "https://github.com/k3s-io/klipper-lb/issues/31",
    "https://github.com/k3s-io/k3s/issues/7798",
    "https://docs.k3s.io/networking/networking-services",
  ],
  read: "2026-11-29",
  confidence: ["source", "reported", "documented"],
};

/**
 * A hop for ServiceLB, the load balancer of k3s, which hides its peer: `[klipper(), traefik({
 * address: "10.42.0.0/16" })]`. A request that comes through it is unresolved; one that kept its
 * source address (`externalTrafficPolicy: Local`) passes it by. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { klipper, traefik } from "@client-ip/presets";
 *
 * const resolver = createResolver([klipper(), traefik({ address: "10.42.0.0/16" })]);
 * const ask = (list: string) =>
 *   resolver.resolve({ peer: "10.42.0.8", rawHeaders: ["X-Forwarded-For", list] });
 * ask("203.0.113.7").ip; // -> "203.0.113.7"
 * ask("10.42.0.1").status; // -> "hidden"
 * ```
 */
export function klipper(options: HidingOptions = {}): Hop {
  checkPreset(KLIPPER_FACTS, options, HIDING_RULES);
  const { name = "klipper", address = "10.42.0.0/16" } = options;
  return hidingHop(name, address);
}
