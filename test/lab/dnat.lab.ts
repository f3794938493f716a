import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "dnat",
  title: "DNAT: the balancer rewrites the destination only",
  about: `A balancer in front of the application that only rewrites where packets go, as a router with a port forwarding does,
or a Kubernetes service with \`externalTrafficPolicy: Local\`. The application's answers go back through the balancer. The
connection still comes from the client: there is nothing to believe, and nothing to configure but that.`,
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
    `As soon as somebody adds \`MASQUERADE\` (in Kubernetes \`externalTrafficPolicy: Cluster\`), every client is the balancer:
  see [DNAT with MASQUERADE](dnat-masquerade.md).`,
  ],
});
