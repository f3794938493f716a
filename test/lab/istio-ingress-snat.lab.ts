import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1/";
const hidden = unresolved("hidden", ["node", "gateway"], "address", { peer: "10.1.0.10" });

scenario({
  name: "istio-ingress-snat",
  title: "Istio's ingress gateway behind SNAT: nobody can know the client",
  about: `\`externalTrafficPolicy: Cluster\` is the default of a Kubernetes service: the node that a connection comes to passes it on
in its own name, so the gateway sees the node and appends it to \`X-Forwarded-For\`. A balancer or NAT gateway that hides its
peers does the same. The client's address is nowhere any more. The path says so, and every request is unresolved, not the
node. The remedy is \`externalTrafficPolicy: Local\`, or PROXY headers from the balancer to the gateway.`,
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
    `With the gateway alone in the path, the node is the client: one address for everybody, in limits and logs.`,
    `Neither \`numTrustedProxies\` nor another header mends it: what \`X-Forwarded-For\` has to the left of the node, the client wrote.`,
    `With \`Local\` a node without a pod of the gateway answers nobody; the cloud's balancer finds out by its health checks.`,
    `\`x-envoy-external-address\` names the node as well, or, where [private addresses are internal](istio-ingress-internal-addresses.md),
  whatever the client wrote.`,
  ],
});
