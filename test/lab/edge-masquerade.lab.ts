import { IPV4_CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "edge-masquerade",
  title: "An edge that proves itself through source NAT",
  about: `A CDN or another proxy in front, then a balancer that hides it by source NAT (a Kubernetes service with
\`externalTrafficPolicy: Cluster\`), then a gateway, then the application. The gateway's X-Forwarded-For ends with the balancer,
for every caller alike. What is left of the edge is what it writes into each request: a secret tells its requests from those that
somebody sends to the balancer directly, and its element of X-Forwarded-For is believed then.`,
  hosts: {
    ...IPV4_CLIENTS,
    edge: { lans: { outside: "203.0.113.2/24" } },
    balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    gateway: { lans: { inside: "10.1.0.3/24" } },
    app: { lans: { inside: "10.1.0.2/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.2:80", "edge"],
    ["edge", "X-Forwarded-For, X-Edge-Secret", "balancer"],
    ["neighbor", "around the edge", "balancer"],
    ["balancer", "from 10.1.0.1", "gateway"],
    ["gateway", "X-Forwarded-For", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "balancer", runs: "sh", file: "balancer.sh" },
    { on: "gateway", runs: "nginx", file: "gateway.conf" },
    { on: "edge", runs: "nginx", file: "edge.conf" },
  ],
  visits: [
    {
      from: "client",
      what: "calls the edge",
      to: "http://203.0.113.2/",
      sees: resolved("203.0.113.7", ["edge", "snat", "gateway"], "address", { peer: "10.1.0.3" }),
    },
    {
      from: "neighbor",
      what: "calls the edge",
      to: "http://203.0.113.2/",
      sees: resolved("203.0.113.8", ["edge", "snat", "gateway"], "address"),
    },
    {
      from: "client",
      what: "calls the edge with forged headers that name 6.6.6.6",
      to: "http://203.0.113.2/",
      sends: [...FORGED_HEADERS, "X-Edge-Secret: a guess"],
      sees: resolved("203.0.113.7", ["edge", "snat", "gateway"], "address"),
    },
    {
      from: "neighbor",
      what: "calls the balancer",
      to: "http://203.0.113.1/",
      sees: unresolved("hidden", ["snat", "gateway"], "address"),
    },
    {
      from: "neighbor",
      what: "calls the balancer with forged headers and a guessed secret",
      to: "http://203.0.113.1/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 203.0.113.2", "X-Edge-Secret: a guess"],
      sees: unresolved("hidden", ["snat", "gateway"], "address"),
    },
  ],
  traps: [
    `Whoever learns the secret can name any client, from anywhere. Give it to the application by its environment, change it from time to time
  (\`value\` takes several), and let the gateway keep it out of its logs.`,
    `The secret must be overwritten, not added, at the edge, and be sent over TLS or a private network from there.`,
    `Without the secret nothing behind source NAT can be told apart. The gateway cannot help: its peer is the balancer too.`,
  ],
});
