import { IPV4_CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "dnat-masquerade",
  presets: ["docker", "klipper"],
  title: "DNAT with MASQUERADE (source NAT): the balancer replaces the client's address",
  about: `A balancer forwards connections and rewrites both destination and source: source NAT. A Kubernetes Service of
type LoadBalancer or NodePort does so by default (\`externalTrafficPolicy: Cluster\`), with the node's address.
Connections through Docker's userland proxy look the same: see [Docker Compose](docker-compose.md).

The client's address is no longer in the connection, and every header comes from the client itself. So no client
can be known. The path says so, and each resolution is \`hidden\`.

To know the clients, keep the address: in Kubernetes with \`externalTrafficPolicy: Local\` ([DNAT](dnat.md)),
elsewhere with PROXY protocol ([to a gateway](istio-ingress-proxy-protocol.md),
[to the application](gateway-proxy-protocol.md)). Or let a proxy in front of the balancer prove itself by a
secret ([edge behind source NAT](edge-masquerade.md)).`,
  hosts: {
    ...IPV4_CLIENTS,
    balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    insider: { lans: { inside: "10.1.0.9/24" } },
    app: { lans: { inside: "10.1.0.2/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:80", "balancer"],
    ["balancer", "from 10.1.0.1, to 10.1.0.2:3000", "app"],
    ["insider", "from 10.1.0.9", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [],
  variants: {
    iptables: [{ on: "balancer", runs: "sh", file: "iptables.sh" }],
    nftables: [{ on: "balancer", runs: "nft", file: "balancer.nft" }],
  },
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: unresolved("hidden", ["snat"], "none", { peer: "10.1.0.1" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: unresolved("hidden", ["snat"], "none", { peer: "10.1.0.1" }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1/",
      sends: FORGED_HEADERS,
      sees: unresolved("hidden", ["snat"], "none"),
    },
    {
      from: "insider",
      what: "calls the application, not the balancer",
      to: "http://10.1.0.2:3000/",
      sees: resolved("10.1.0.9", [], "none"),
    },
  ],
  manifests: ["service.yaml"],
  traps: [
    `With \`clientIp()\`, with \`clientIp("direct")\`, or with \`tells: "source-address"\` as for [plain DNAT](dnat.md),
  every client would be 10.1.0.1: one address in all logs, and one shared rate limit.`,
    `Do not describe the balancer as a hop that tells \`x-forwarded-for\`. It forwards packets and writes no header, so
  every client could name itself.`,
    `In Kubernetes the address is that of the node that accepted the connection. Write the nodes' subnet and, on an
  overlay network, the nodes' addresses in it (the tunnel's, such as flannel's \`10.244.N.0\`). Log
  \`req.clientIpInfo.peer\` for a few calls from outside to see them.`,
    `A node that the path does not name is resolved as the client, without a warning. Prefer a range to a list of
  nodes, and check again when nodes are added.`,
  ],
});
