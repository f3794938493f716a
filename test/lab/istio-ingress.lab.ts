import { SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";

scenario({
  name: "istio-ingress",
  presets: ["istio"],
  title: "Istio ingress gateway, application without a sidecar",
  about: `The gateway's Service keeps the client's address (\`externalTrafficPolicy: Local\`). No proxy is in front of the
gateway (\`numTrustedProxies: 0\`, the default). The application's pod is not in the mesh, so the connection comes
from the gateway's pod. The gateway appends its peer, the client, to \`X-Forwarded-For\`. Envoy Gateway, Contour
and other gateways based on Envoy do the same.

If the application's pod has a sidecar, see [interception mode REDIRECT](istio-redirect.md) or
[TPROXY](istio-tproxy.md).`,
  hosts: {
    ...CLIENTS,
    gateway: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], pods: "10.1.0.10/24" } },
    pod: { lans: { pods: "10.1.0.9/24" } },
    app: { lans: { pods: "10.1.0.20/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["gateway", "X-Forwarded-For: 203.0.113.7", "app"],
    ["pod", "X-Forwarded-For: 6.6.6.6", "app"],
  ],
  app: "app",
  applications: ["koa"],
  tasks: [{ on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 }],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.7", ["gateway"], "address", { peer: "10.1.0.10", warnings: [] }),
    },
    {
      from: "neighbor",
      what: "calls the gateway over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::8", ["gateway"], "address", { peer: "10.1.0.10" }),
    },
    {
      from: "client",
      what: "calls the gateway and forges headers that name 6.6.6.6",
      to: web,
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", ["gateway"], "address", { source: "x-forwarded-for" }),
    },
    {
      from: "client",
      what: "calls the gateway and forges two lines that end as if the gateway had called itself",
      to: web,
      sends: ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 6.6.6.6, 10.1.0.10"],
      sees: resolved("203.0.113.7", ["gateway"], "address"),
    },
    {
      from: "pod",
      what: "calls the gateway from inside and forges headers that name 6.6.6.6",
      to: "http://10.1.0.10:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["gateway"], "address"),
    },
    {
      from: "pod",
      what: "bypasses the gateway and forges headers that name 6.6.6.6: it is the client",
      to: "http://10.1.0.20:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `Pods come and go: write a range that only the gateway's pods have. If they share a range with all pods, any pod
  can send what the gateway sends. Then let only the gateway reach the application (a NetworkPolicy), or give
  the application a sidecar, which proves the caller.`,
    `\`externalTrafficPolicy: Cluster\`, the default of a Service, makes the node every request's client: see
  [behind SNAT](istio-ingress-snat.md).`,
    `A load balancer that reads requests, in front of the gateway, is a hop of its own: see
  [behind a balancer](istio-ingress-balancer.md). Without it in the path, it is taken for the client.`,
  ],
});
