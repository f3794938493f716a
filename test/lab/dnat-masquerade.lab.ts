import { IPV4_CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "dnat-masquerade",
  title: "DNAT with MASQUERADE: the balancer takes the client's place",
  about: `A balancer in front of the application that rewrites where packets go and where they come from: source NAT. A Kubernetes
service of type LoadBalancer or NodePort does it unless told otherwise (\`externalTrafficPolicy: Cluster\`), with the node's
address. The client's address is nowhere in the connection any more, and whatever a header says is the client's own word:
there is no client to be known. The path says so, and each answer is \`hidden\`. To know clients, keep the address: in Kubernetes
with \`externalTrafficPolicy: Local\` ([DNAT](dnat.md)), else by PROXY protocol
([to a gateway](istio-ingress-proxy-protocol.md), [to the application](gateway-proxy-protocol.md)), or let a proxy in front prove
itself by a secret ([behind source NAT](edge-masquerade.md)).`,
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
    `With \`clientIp()\`, with \`clientIp("direct")\`, or with \`tells: "source-address"\` as for [plain DNAT](dnat.md), every client would be 10.1.0.1:
  one address in all logs, and one limit that they all share.`,
    `To describe the balancer as one that tells \`x-forwarded-for\` would be worse: it forwards packets and writes no header, so
  that every client names itself.`,
    `In Kubernetes the address is that of whichever node took the connection: name the nodes' subnet, and on an overlay network
  the nodes' addresses in it (the tunnel's, such as flannel's \`10.244.N.0\`). Call from outside a few times and log
  \`req.clientIpInfo.peer\` to see them.`,
    `A node that the path does not name is resolved as the client, and nothing shows it: prefer a range to a list of nodes, and look
  again when nodes are added.`,
  ],
});
