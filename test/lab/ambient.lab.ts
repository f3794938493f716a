import { makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const both = ["gateway", "ztunnel"];

scenario({
  name: "ambient",
  title: "Istio ambient mode: ztunnel keeps the caller's address",
  about: `Ambient mode has no sidecar. ztunnel, in the application's pod, terminates the mesh's tunnels and calls the
application from its caller's address. It reads no request and adds no header. So the application sees the
address of the gateway's pod, or of another pod, and gets no certificate.

ztunnel was not available for the test: npm, PyPI, crates.io and Debian do not have it. An Envoy stands in for
it and does what its sources say: HTTP CONNECT tunnels in mutual TLS, with the caller's address kept. The
gateway is an Envoy too. Istio's control plane does not run.`,
  hosts: {
    ...CLIENTS,
    gateway: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], pods: "10.1.0.1/24" } },
    app: { lans: { pods: "10.1.0.4/24" } },
    pod: { lans: { pods: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["gateway", "tunnel to port 15008, in it X-Forwarded-For: 203.0.113.7", "app"],
    ["pod", "tunnel, or plain", "app"],
    ["app", "ztunnel calls the application, from 10.1.0.1 or 10.1.0.9", "app"],
  ],
  app: "app",
  applications: ["fastify"],
  prepare: makeCertificates,
  tasks: [
    { on: "app", runs: "sh", file: "iptables.sh" },
    { on: "app", runs: "envoy", file: "ztunnel.yaml", port: 15006 },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.7", both, "address", { peer: "10.1.0.1" }),
    },
    {
      from: "client",
      what: "calls the gateway over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", both, "address", { peer: "10.1.0.1" }),
    },
    {
      from: "neighbor",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.8", both, "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: web,
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("203.0.113.7", both, "address"),
    },
    {
      from: "pod",
      what: "calls through its own tunnel",
      to: "http://10.1.0.4:3000/",
      through: "https://10.1.0.4:15008",
      certificate: "other",
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { peer: "10.1.0.9", warnings: [] }),
    },
    {
      from: "pod",
      what: "calls through its own tunnel, with forged headers",
      to: "http://10.1.0.4:3000/",
      through: "https://10.1.0.4:15008",
      certificate: "other",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "pod",
      what: "calls in plain text, in a PERMISSIVE mesh (STRICT refuses it), with forged headers",
      to: "http://10.1.0.4:3000/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { peer: "10.1.0.9" }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `With \`externalTrafficPolicy: Cluster\`, the default of the gateway's Service, each request seems to come from the
  node. There is no warning. The ConfigMap above sets \`Local\`. Versions of Istio that do not read it need it on the
  Service itself. To check: \`kubectl get service web-istio -o jsonpath='{.spec.externalTrafficPolicy}'\`. See
  [Istio ingress gateway behind SNAT](istio-ingress-snat.md).`,
    `Only the address distinguishes the gateway from another pod. Give the gateway's pods a range of their own, or
  let the gateway set a secret header on each request and add that to the path.`,
    `With a waypoint in front of the application, the waypoint is always the caller: see
  [Istio's waypoint](ambient-waypoint.md).`,
    `\`mode: "sidecar"\` and \`"tproxy"\` are for sidecars. In ambient mode no \`X-Forwarded-Client-Cert\` arrives, and a
  path that expects one resolves no client.`,
  ],
});
