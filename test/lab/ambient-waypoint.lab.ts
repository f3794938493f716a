import { makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const all = ["gateway", "waypoint", "ztunnel"];

scenario({
  name: "ambient-waypoint",
  title: "Istio in ambient mode with a waypoint: it hides who called it",
  about: `A waypoint is an Envoy that Istio puts in front of an application in ambient mode, to read requests. It appends nothing to
\`X-Forwarded-For\`, and no \`X-Forwarded-Client-Cert\` of its caller comes to the application, which sees the waypoint's address
whoever called. What the gateway said still stands in the header, and so does what another pod said. A secret header that
the gateway sets on each request tells them apart.

The waypoint is set up as Istio's sources say (\`use_remote_address: false\`); Istio itself was not run. An Envoy stands in for
ztunnel, as [without a waypoint](ambient.md).`,
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
    ["waypoint", "tunnel to port 15008, in it both as they came", "app"],
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
      what: "forges headers that name 6.6.6.6, and guesses at the secret",
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
      what: "calls the waypoint with forged headers, and guesses at the secret",
      to: "http://10.1.0.6:8080/",
      sends: [...FORGED_HEADERS, "X-Gateway-Secret: gateway-to-app"],
      sees: unresolved("hidden", ["waypoint", "ztunnel"], "none"),
    },
    {
      from: "pod",
      what: "goes around the waypoint, with forged headers",
      to: "http://10.1.0.4:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "gateway",
      what: "goes around the waypoint, as Istio's gateways do unless told",
      to: "http://10.1.0.4:3000/",
      sends: ["X-Forwarded-For: 203.0.113.7"],
      sees: unresolved("unproven", ["ztunnel"], "none"),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `\`externalTrafficPolicy: Cluster\`, the default of the gateway's service, makes every client the node, and nothing shows it. The
  ConfigMap above sets \`Local\`; an Istio that does not read it yet wants it on the service itself. What it has says
  \`kubectl get service web-istio -o jsonpath='{.spec.externalTrafficPolicy}'\`. See [an ingress gateway behind SNAT](istio-ingress-snat.md).`,
    `Calls from within the mesh through a waypoint have no client that anybody could prove: they are \`hidden\`.`,
    `A gateway goes around the waypoint unless the service has the label \`istio.io/ingress-use-waypoint\`: then use
  [the path without one](ambient.md). With this path its requests are \`unproven\`.`,
    `The waypoint believed by its address as one that tells \`x-forwarded-for\` would be the mistake: any pod's forged header
  comes through it.`,
  ],
});
