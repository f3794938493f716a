import type { NetworkPlan } from "./network.ts";
import { forgedHeaders, type Seen, type Task, type Visit } from "./plan.ts";

type Name = "client" | "neighbour" | "balancer" | "gateway" | "other" | "app";

/** A balancer outside of the cluster, a gateway, the application's pod and another pod. */
export const hosts: NetworkPlan<Name> = {
  client: { lans: { outside: "203.0.113.7/24" } },
  neighbour: { lans: { outside: "203.0.113.8/24" } },
  balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" } },
  gateway: { lans: { inside: "10.1.0.20/24", pods: "172.17.0.20/16" } },
  other: { lans: { pods: "172.17.0.66/16" } },
  app: { lans: { pods: "172.17.0.57/16" }, via: "172.17.0.1" },
};

export const drawing: readonly (readonly [Name, string, Name])[] = [
  ["client", "to 203.0.113.1", "balancer"],
  ["balancer", "PROXY: 203.0.113.7", "gateway"],
  ["gateway", "PROXY: 203.0.113.7", "app"],
  ["other", "PROXY: 6.6.6.6", "app"],
];

const folder = "../gateway-proxy-protocol";

/** From the balancer to the gateway. */
export const gateway: readonly Task<Name>[] = [
  { on: "gateway", runs: "sh", file: `${folder}/gateway.sh` },
  { on: "gateway", runs: "envoy", file: `${folder}/gateway.yaml`, port: 8080 },
  { on: "balancer", runs: "haproxy", file: `${folder}/haproxy.cfg` },
];

/** A header that names 6.6.6.6, for {@link Visit.begins}. */
export const forgedProxy = "PROXY TCP4 6.6.6.6 172.17.0.57 1234 3000\r\n";

/**
 * What comes by the balancer.
 *
 * @param seen what the application says of a client.
 */
export function byBalancer(seen: (clientIp: string) => Seen): readonly Visit<Name>[] {
  const to = "http://203.0.113.1/";
  return [
    { from: "client", what: "calls", to, sees: seen("203.0.113.7") },
    { from: "neighbour", what: "calls", to, sees: seen("203.0.113.8") },
    {
      from: "neighbour",
      what: "calls where the balancer sends version 1",
      to: "http://203.0.113.1:81/",
      sees: seen("203.0.113.8"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to,
      sends: forgedHeaders,
      sees: seen("203.0.113.7"),
    },
    {
      from: "client",
      what: "sends a PROXY header of its own that names 6.6.6.6",
      to,
      begins: forgedProxy,
      sees: "HTTP 400",
    },
  ];
}
