import { IPV4_CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "edge-masquerade",
  presets: ["cloudflare"],
  title: "A CDN or edge proxy behind source NAT, known by a secret header",
  about: `A CDN or another edge proxy is outermost. A balancer with source NAT hides it (a Kubernetes Service with
\`externalTrafficPolicy: Cluster\`). Then come a gateway and the application. The gateway's X-Forwarded-For ends
with the balancer's address for every caller.

A secret header, which the edge adds to each request, distinguishes its requests from those that other callers
send to the balancer directly. Only with the secret is the edge's element of X-Forwarded-For read.`,
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
    `A client that learns the secret can name any client, from anywhere. Pass it to the application in its
  environment, rotate it (\`value\` accepts several), and keep it out of the gateway's logs.`,
    `The edge must overwrite the header, not append to it. It must send it over TLS or a private network.`,
    `Without the secret, callers behind source NAT cannot be distinguished. The gateway cannot help: its peer is
  always the balancer.`,
  ],
});
