import type { Hop } from "@client-ip/core";
import { type OptionRules, TEXT } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { hidingHop } from "../hiding-hop.ts";
import { type Addresses, addressesOf, checkPreset } from "../options.ts";

/** The options of {@link linkerd}. */
export interface LinkerdOptions {
  /**
   * The addresses from which the sidecar calls the application: loopback, or the pod's own address
   * (`status.podIP`). Give both.
   */
  readonly address: Addresses;
  /** The name in `via` and explanations; `linkerd` if absent. */
  readonly name?: string;
}

export const LINKERD_FACTS: FactSheet = {
  preset: "linkerd",
  vendor: "Linkerd",
  what: "the sidecar in the application's pod, which hides its caller",
  words: ["linkerd2-proxy", "linkerd-init", "l5d-client-id", "service mesh", "sidecar", "Buoyant"],
  example: "linkerd({ address: ['loopback', '10.1.0.4'] })",
  text: "linkerd loopback, 10.1.0.4",
  sample: {
    path: "[ingressNginx({ address: '10.1.0.1', secret: { value: 'a long random text' } }), linkerd({ address: ['loopback', '10.1.0.4'] })]",
    peer: "127.0.0.1",
    headers: [
      "X-Forwarded-For: 203.0.113.7",
      "X-Origin-Secret: a long random text",
      "l5d-client-id: ingress-nginx.ingress-nginx.serviceaccount.identity.linkerd.cluster.local",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Nothing about addresses: it adds nothing to X-Forwarded-For. It sets l5d-client-id to the mTLS identity of its caller, or removes the header.",
  scheme: "Passes every header on.",
  peer: "127.0.0.1, or the pod's own address, for every caller. Which of the two depends on the version.",
  forged: "X-Forwarded-For of every pod in the mesh, and of plain callers, passes unchanged.",
  authenticate:
    "The sidecar by its address. The hop outside it by a secret that the ingress sets on each request: nothing else tells the ingress from another pod.",
  traps: [
    "l5d-client-id is no proof by itself. If the proxy does not see HTTP within its time limit (10 seconds), or the port is opaque or skipped, it passes bytes, and with them any l5d-client-id that the caller writes.",
    "`[ingressNginx({ address }), linkerd({ address })]` without a secret can resolve no client (`dead-hop`).",
    "Without the pod's own address in `address`, a version that calls from there makes the pod the client of every request. Set POD_IP from `status.podIP`; in a manifest `CLIENT_IP_PATH` can have `$(POD_IP)`.",
    "The kubelet's probes come through the sidecar without any header: they are `hidden`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "`config.linkerd.io/skip-inbound-ports` goes around the sidecar: the ingress is then the peer.",
    "An ingress with a sidecar of its own sees 127.0.0.1 as every client, unless its inbound ports are skipped.",
    "Other containers of the pod connect from the same addresses.",
  ],
  unknown:
    "From which address a version calls the application was reported, not measured: Linkerd's proxy could not be run. Log `clientIpInfo.peer`.",
  sources: [
    "https://github.com/linkerd/linkerd2-proxy/blob/29637b64/linkerd/app/inbound/src/http/set_identity_header.rs",
    "https://github.com/linkerd/linkerd2-proxy/blob/29637b64/linkerd/app/inbound/src/detect.rs",
    "https://github.com/linkerd/linkerd2/issues/4219",
    "https://github.com/linkerd/linkerd2/issues/4713",
    "https://github.com/linkerd/linkerd2/issues/15474",
    "https://github.com/linkerd/linkerd2/issues/3334",
  ],
  read: "2026-11-29",
  confidence: ["source", "reported"],
};

const RULES: OptionRules<LinkerdOptions> = {
  address: addressesOf(
    "the pod itself",
    "loopback and its own address, as status.podIP gives it, such as ['loopback', process.env.POD_IP]",
  ),
  name: TEXT,
};

/**
 * A hop for Linkerd's sidecar, which hides its caller. The ingress outside it needs a `secret`:
 * `[ingressNginx({ address, secret }), linkerd({ address: ["loopback", podIp] })]`. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, since it depends on the version
 *   of Linkerd whether the application sees loopback or the pod's own address
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { ingressNginx, linkerd } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const ingress = ingressNginx({ address: "10.1.0.1", secret });
 * const resolver = createResolver([ingress, linkerd({ address: ["loopback", "10.1.0.4"] })]);
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function linkerd(options: LinkerdOptions): Hop {
  checkPreset(LINKERD_FACTS, options, RULES);
  const { name = "linkerd", address } = options;
  return { ...hidingHop(name, address), healthChecks: true };
}
