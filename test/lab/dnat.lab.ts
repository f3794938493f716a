import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "dnat",
  presets: ["awsNlb", "docker", "klipper"],
  title: "DNAT and port forwarding: the balancer rewrites only the destination",
  about: `A balancer or router forwards connections and rewrites only their destination: a port forwarding (DNAT), or a
Kubernetes or k3s Service with \`externalTrafficPolicy: Local\`. Docker publishes container ports with such rules
too, if its firewall rules are enabled. The application's answers go back through the balancer.

The connection still comes from the client. The path says so, and no header is read.`,
  hosts: {
    ...IPV4_CLIENTS,
    balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1" },
  },
  drawing: [
    ["client", "to 203.0.113.1:80", "balancer"],
    ["balancer", "from 203.0.113.7, to 10.1.0.2:3000", "app"],
  ],
  app: "app",
  applications: ["express", "fastify", "koa"],
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
      sees: resolved("203.0.113.7", ["balancer"], "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", ["balancer"], "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", ["balancer"], "none"),
    },
  ],
  manifests: ["service.yaml"],
  traps: [
    `With \`MASQUERADE\` (in Kubernetes \`externalTrafficPolicy: Cluster\`), every client becomes the balancer: see
  [DNAT with MASQUERADE](dnat-masquerade.md).`,
  ],
});
