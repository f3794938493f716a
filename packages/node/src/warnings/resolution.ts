import type { Evidence, Resolution, Resolver } from "@client-ip/core";
import { networkOf } from "./network.ts";
import { platformHint } from "./platform.ts";
import { warnOnce } from "./warn-once.ts";

/** What the sidecar of a mesh that works by redirection connects from (Istio, `mode: 'sidecar'`). */
const sidecars: ReadonlySet<string | undefined> = new Set(["127.0.0.6", "::6"]);

/** Warns, once for each network, of answers that no request can mend: the configuration has to say more. */
export function warnOfResolution(
  resolution: Resolution,
  evidence: Evidence,
  { proxyHops }: Pick<Resolver, "proxyHops">,
): void {
  const { status, peer, via, warnings } = resolution;
  if (status === "unconfigured" && peer !== undefined) {
    const network = networkOf(peer);
    warnOnce("CLIENT_IP_UNCONFIGURED", network, () => {
      const header = headerNameIn(evidence);
      return `${network} sends ${header} but no hop is configured. ${platformHint(process.env)}`;
    });
  } else if (warnings.includes("unrecognized-proxy") && peer !== undefined) {
    const network = networkOf(peer);
    warnOnce("CLIENT_IP_UNRECOGNIZED_PROXY", network, () => {
      const header = headerNameIn(evidence);
      return `${network} sends ${header} but is no hop of the configured path: its own address is answered. Add it to the path if it is a proxy.`;
    });
  } else if (status === "missing" && proxyHops > 0 && evidence.proxyProtocol === undefined) {
    warnOnce("CLIENT_IP_PROXY_UNREAD", "", () => {
      return (
        "The path has a PROXY hop, and nobody takes its header off the connection: " +
        "call acceptProxyProtocol(server, resolver)."
      );
    });
  } else if (status === "hidden" && via.length === 0 && sidecars.has(peer)) {
    warnOnce("CLIENT_IP_SIDECAR", "", () => {
      return (
        `${peer} is a mesh's sidecar on this machine; behind it, anybody in the mesh can be the caller. ` +
        "This looks like Istio: clientIp(istio({ gateway: 'istio-system/istio-ingressgateway-service-account', mode: 'sidecar' }))."
      );
    });
  }
}

/** The best known header among those that gave the proxy away. Never its contents. */
function headerNameIn({ headers = {} }: Evidence): string {
  const known = ["X-Forwarded-For", "Forwarded", "X-Real-IP"];
  return known.find((name) => Object.hasOwn(headers, name.toLowerCase())) ?? "forwarding headers";
}
