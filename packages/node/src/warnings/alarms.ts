import type { Resolver } from "@client-ip/core";
import { networkOf } from "./network.ts";
import { warnOnce } from "./warn-once.ts";

/** How many alarms of each resolver were told. */
const told = new WeakMap<Resolver, number>();

/**
 * Warns of what many answers of a resolver show together, each once.
 *
 * @param peer of the request at hand, whose network is shown.
 */
export function warnOfAlarms(resolver: Resolver, peer: string | undefined): void {
  const { alarms } = resolver;
  const first = told.get(resolver) ?? 0;
  if (first === alarms.length) return;
  told.set(resolver, alarms.length);
  for (const alarm of alarms.slice(first)) {
    if (alarm.code === "no-client") {
      warnOnce("CLIENT_IP_NO_CLIENT", "", () => {
        return (
          `None of the first 100 requests has a client: the last one is ${alarm.status}. ` +
          "explainClientIp(req) shows why. If all were health checks, there is nothing to do."
        );
      });
    } else if (alarm.code === "unseen-hop") {
      const from = peer === undefined ? "" : `, such as the last one, from ${networkOf(peer)},`;
      warnOnce("CLIENT_IP_UNSEEN_HOP", alarm.hop, () => {
        return (
          `None of the first 1,000 requests${from} came through the hop ${alarm.hop} of your ` +
          "path. If it is there, its address, secret or identity is not as configured: look at explainClientIp(req)."
        );
      });
    } else if (alarm.code === "private-clients") {
      warnOnce("CLIENT_IP_PRIVATE_CLIENTS", "", () => {
        return (
          "So many clients in a row have private addresses that one of your hops probably hides " +
          "the real ones: source NAT, such as externalTrafficPolicy: Cluster in Kubernetes. " +
          "Keep the source address there, or describe the hop: snat()."
        );
      });
    }
  }
}
