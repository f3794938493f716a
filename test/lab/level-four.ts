import type { NetworkPlan } from "./network.ts";
import { CLIENTS, FORGED_HEADERS, type Seen, type Task, type Visit } from "./plan.ts";

type Name = "client" | "neighbor" | "balancer" | "gateway" | "pod" | "app";

/** A balancer outside of the cluster, a gateway, the application's pod and another pod. */
export const HOSTS: NetworkPlan<Name> = {
  ...CLIENTS,
  balancer: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
  gateway: { lans: { inside: "10.1.0.20/24", pods: "172.17.0.20/16" } },
  pod: { lans: { pods: "172.17.0.66/16" } },
  app: { lans: { pods: "172.17.0.57/16" }, via: "172.17.0.1" },
};

export const DRAWING: readonly (readonly [Name, string, Name])[] = [
  ["client", "to 203.0.113.1", "balancer"],
  ["balancer", "PROXY: 203.0.113.7", "gateway"],
  ["gateway", "PROXY: 203.0.113.7", "app"],
  ["pod", "PROXY: 6.6.6.6", "app"],
];

const FOLDER = "../gateway-proxy-protocol";

/** From the balancer to the gateway. */
export const GATEWAY: readonly Task<Name>[] = gatewayOf(`${FOLDER}/gateway.yaml`);

/** The same with another gateway: one that reads requests. */
export function gatewayOf(file: string): readonly Task<Name>[] {
  return [
    { on: "gateway", runs: "sh", file: `${FOLDER}/gateway.sh` },
    { on: "gateway", runs: "envoy", file, port: 8080 },
    { on: "balancer", runs: "haproxy", file: `${FOLDER}/haproxy.cfg` },
  ];
}

/** A header that names 6.6.6.6, for {@link Visit.begins}. */
export const FORGED_PROXY = "PROXY TCP4 6.6.6.6 172.17.0.57 1234 3000\r\n";

/**
 * A pod sends the gateway a PROXY header that names 6.6.6.6.
 *
 * @param sees the application, once the gateway's port is open to pods.
 */
export function aroundBalancer(sees: Seen): readonly Visit<Name>[] {
  const call = { from: "pod", to: "http://172.17.0.20:8080/", begins: FORGED_PROXY } as const;
  const what = "sends a PROXY header to the gateway";
  const after = { on: "gateway", run: "iptables -F INPUT" } as const;
  return [
    { ...call, what: `${what}, which \`gateway.sh\` blocks`, sees: "connection refused" },
    { ...call, what: `${what}: **WRONG, the gateway trusts every sender**`, after, sees },
  ];
}

/**
 * Calls through the balancer.
 *
 * @param seen what the application sees of a client.
 */
export function byBalancer(seen: (clientIp: string) => Seen): readonly Visit<Name>[] {
  const [client, neighbor] = [seen("203.0.113.7"), seen("203.0.113.8")];
  const version1 = "calls through the port that sends version 1";
  const forges = "forges headers that name 6.6.6.6";
  const preamble = "sends its own PROXY header that names 6.6.6.6";
  const to = "http://203.0.113.1/";
  return [
    { from: "client", what: "calls", to, sees: client },
    { from: "neighbor", what: "calls", to, sees: neighbor },
    { from: "neighbor", what: version1, to: "http://203.0.113.1:81/", sees: neighbor },
    { from: "client", what: forges, to, sends: FORGED_HEADERS, sees: client },
    { from: "client", what: preamble, to, begins: FORGED_PROXY, sees: "HTTP 400" },
  ];
}
