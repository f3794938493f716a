import { makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const all = ["gateway", "waypoint", "ztunnel"];

scenario({
  name: "ambient-waypoint",
  title: "Istio ambient mode with a waypoint: the waypoint hides its caller",
  about: `A waypoint is an Envoy that Istio puts in front of an application in ambient mode, to read requests. It appends
nothing to \`X-Forwarded-For\` and forwards no \`X-Forwarded-Client-Cert\` of its caller. The application always
sees the waypoint's address. The header still contains what the gateway wrote, or what another pod wrote. A
secret header, which the gateway sets on each request, distinguishes them.

The waypoint is configured as Istio's sources say (\`use_remote_address: false\`). Istio itself does not run. An
Envoy stands in for ztunnel, as [without a waypoint](ambient.md).`,
  hosts: {
    ...CLIENTS,
    gateway: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], pods: "10.1.0.1/24" } },
    waypoint: { lans: { pods: "10.1.0.6/24" } },
    app: { lans: { pods: "10.1.0.4/24" } },
    pod: { lans: { pods: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["gateway", "X-Forwarded-For: 203.0.113.7, X-Gateway-Secret", "waypoint"],
    ["pod", "X-Forwarded-For: 6.6.6.6", "waypoint"],
    ["waypoint", "tunnel to port 15008, in it both unchanged", "app"],
    ["app", "ztunnel calls the application, from 10.1.0.6", "app"],
  ],
  app: "app",
  applications: ["koa"],
  prepare: makeCertificates,
  tasks: [
    { on: "app", runs: "sh", file: "../ambient/iptables.sh" },
    { on: "app", runs: "envoy", file: "../ambient/ztunnel.yaml", port: 15006 },
    { on: "waypoint", runs: "envoy", file: "waypoint.yaml", port: 8080 },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.7", all, "secret", { peer: "10.1.0.6" }),
    },
    {
      from: "client",
      what: "calls the gateway over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", all, "secret", { peer: "10.1.0.6" }),
    },
    {
      from: "neighbor",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.8", all, "secret"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6, and guesses the secret",
      to: web,
      sends: [...FORGED_HEADERS, "X-Gateway-Secret: gateway-to-app"],
      sees: resolved("203.0.113.7", all, "secret"),
    },
    {
      from: "pod",
      what: "calls the waypoint",
      to: "http://10.1.0.6:8080/",
      sees: unresolved("hidden", ["waypoint", "ztunnel"], "none", { peer: "10.1.0.6" }),
    },
    {
      from: "pod",
      what: "calls the waypoint with forged headers, and guesses the secret",
      to: "http://10.1.0.6:8080/",
      sends: [...FORGED_HEADERS, "X-Gateway-Secret: gateway-to-app"],
      sees: unresolved("hidden", ["waypoint", "ztunnel"], "none"),
    },
    {
      from: "pod",
      what: "bypasses the waypoint, with forged headers",
      to: "http://10.1.0.4:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "gateway",
      what: "bypasses the waypoint, as Istio's gateways do by default",
      to: "http://10.1.0.4:3000/",
      sends: ["X-Forwarded-For: 203.0.113.7"],
      sees: unresolved("unproven", ["ztunnel"], "none"),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `With \`externalTrafficPolicy: Cluster\`, the default of the gateway's Service, each request seems to come from the
  node. There is no warning. The ConfigMap above sets \`Local\`. Versions of Istio that do not read it need it on the
  Service itself. To check: \`kubectl get service web-istio -o jsonpath='{.spec.externalTrafficPolicy}'\`. See
  [Istio ingress gateway behind SNAT](istio-ingress-snat.md).`,
    `Calls from inside the mesh through a waypoint have no client that can be proven: they are \`hidden\`.`,
    `A gateway bypasses the waypoint unless the Service has the label \`istio.io/ingress-use-waypoint\`. Then use
  [the path without a waypoint](ambient.md). With this path, its requests are \`unproven\`.`,
    `Do not trust the waypoint by its address as a hop that tells \`x-forwarded-for\`: any pod's forged header comes
  through it.`,
  ],
});
