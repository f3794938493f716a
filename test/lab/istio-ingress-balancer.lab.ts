import { SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const both = ["haproxy", "gateway"];

scenario({
  name: "istio-ingress-balancer",
  presets: ["awsAlb"],
  title: "Istio ingress gateway behind an HTTP load balancer (AWS ALB, numTrustedProxies)",
  about: `A load balancer that reads requests, such as HAProxy or AWS ALB, appends the client to \`X-Forwarded-For\`. The
gateway (\`numTrustedProxies: 1\`) appends the balancer. The application walks back over both elements, as long as
it recognizes their author.

\`numTrustedProxies\` affects which address Envoy itself uses, in its logs, its rules and
\`x-envoy-external-address\`. It does not affect this path. For three proxies in a row, see
[HAProxy, nginx and Envoy](haproxy-nginx-envoy.md).`,
  hosts: {
    ...CLIENTS,
    balancer: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
    gateway: { lans: { inside: "10.1.0.10/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
    app: { lans: { inside: "10.1.0.20/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "balancer"],
    ["balancer", "X-Forwarded-For: 203.0.113.7", "gateway"],
    ["gateway", "X-Forwarded-For: 203.0.113.7, 10.1.0.1", "app"],
    ["insider", "X-Forwarded-For: 6.6.6.6", "gateway"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "balancer", runs: "haproxy", file: "haproxy.cfg", port: 8080 },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the balancer",
      to: web,
      sees: resolved("203.0.113.7", both, "address", { peer: "10.1.0.10", warnings: [] }),
    },
    {
      from: "neighbor",
      what: "calls the balancer over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::8", both, "address", { peer: "10.1.0.10" }),
    },
    {
      from: "client",
      what: "calls the balancer and forges headers that name 6.6.6.6",
      to: web,
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", both, "address", { source: "x-forwarded-for" }),
    },
    {
      from: "client",
      what: "calls the balancer and forges two lines that end as if both proxies had written them",
      to: web,
      sends: ["X-Forwarded-For: 6.6.6.6, 10.1.0.1", "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("203.0.113.7", both, "address"),
    },
    {
      from: "insider",
      what: "bypasses the balancer at the gateway",
      to: "http://10.1.0.10:8080/",
      sees: resolved("10.1.0.9", ["gateway"], "address"),
    },
    {
      from: "insider",
      what: "bypasses the balancer at the gateway and forges headers that name 6.6.6.6",
      to: "http://10.1.0.10:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["gateway"], "address"),
    },
    {
      from: "insider",
      what: "bypasses the balancer at the gateway and forges a line as if from the balancer",
      to: "http://10.1.0.10:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("10.1.0.9", ["gateway"], "address"),
    },
    {
      from: "insider",
      what: "bypasses both and forges headers that name 6.6.6.6",
      to: "http://10.1.0.20:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `A caller that bypasses the balancer is resolved by its own address, not refused. \`required: true\` on the
  balancer's hop refuses it. A firewall keeps it out.`,
    `The gateway's Service must keep the balancer's address too (\`externalTrafficPolicy: Local\`, or pods as targets).
  Otherwise a node stands between balancer and gateway, and is resolved as the client.`,
    `With \`numTrustedProxies: 1\`, \`x-envoy-external-address\` has the client as well. But it also has whatever address
  a caller that bypasses the balancer sends: see [x-envoy-external-address](istio-ingress-external-address.md).`,
  ],
});
