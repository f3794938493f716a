import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1/";
const hidden = unresolved("hidden", ["node", "gateway"], "address", { peer: "10.1.0.10" });

scenario({
  name: "istio-ingress-snat",
  title: "Istio ingress gateway behind SNAT (externalTrafficPolicy: Cluster): the client is lost",
  about: `\`externalTrafficPolicy: Cluster\` is the default of a Kubernetes Service. The node that receives a connection
forwards it from its own address. The gateway sees the node and appends it to \`X-Forwarded-For\`. A balancer or
NAT gateway with source NAT does the same. The client's address is lost.

The path says so, and every request is unresolved instead of resolved as the node. The remedy is
\`externalTrafficPolicy: Local\`, or PROXY headers from the balancer to the gateway.`,
  hosts: {
    client: { lans: { outside: "203.0.113.7/24" }, via: "203.0.113.1" },
    neighbor: { lans: { outside: "203.0.113.8/24" }, via: "203.0.113.1" },
    node: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    gateway: { lans: { inside: "10.1.0.10/24" }, via: "10.1.0.1" },
    pod: { lans: { inside: "10.1.0.9/24" } },
    app: { lans: { inside: "10.1.0.20/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:80", "node"],
    ["node", "from 10.1.0.1, to 10.1.0.10:8080", "gateway"],
    ["gateway", "X-Forwarded-For: 10.1.0.1", "app"],
  ],
  app: "app",
  applications: ["koa"],
  tasks: [
    { on: "node", runs: "sh", file: "balancer.sh" },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    { from: "client", what: "calls", to: web, sees: hidden },
    { from: "neighbor", what: "calls", to: web, sees: hidden },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: web,
      sends: FORGED_HEADERS,
      sees: hidden,
    },
    {
      from: "client",
      what: "forges a line that ends as if the node had named 6.6.6.6",
      to: web,
      sends: ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: hidden,
    },
    {
      from: "pod",
      what: "calls the gateway from inside and forges headers that name 6.6.6.6",
      to: "http://10.1.0.10:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["gateway"], "address"),
    },
    {
      from: "client",
      what: "calls, when the node no longer hides it (`Local`), and forges headers that name 6.6.6.6",
      after: { on: "node", run: "iptables -t nat -F POSTROUTING" },
      to: web,
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", ["gateway"], "address", { source: "x-forwarded-for" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: web,
      sees: resolved("203.0.113.8", ["gateway"], "address"),
    },
  ],
  traps: [
    `With only the gateway in the path, the node is the client: one address for all clients, in limits and logs.`,
    `Neither \`numTrustedProxies\` nor another header fixes it: the client wrote everything to the left of the node in
  \`X-Forwarded-For\`.`,
    `With \`Local\`, a node without a pod of the gateway answers no request. The cloud's load balancer detects that by
  its health checks.`,
    `\`x-envoy-external-address\` names the node too. If
  [private addresses are internal](istio-ingress-internal-addresses.md), it is whatever the client wrote.`,
  ],
});
