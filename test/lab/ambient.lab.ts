import { makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const both = ["gateway", "ztunnel"];

scenario({
  name: "ambient",
  title: "Istio in ambient mode: ztunnel keeps the caller's address",
  about: `In ambient mode there is no sidecar. A program called ztunnel in the application's pod ends the mesh's tunnels, reads no
request, adds no header, and calls the application from the address of whoever called the pod. So the application sees the
gateway's pod, or another pod, by its address, and there is no certificate to be told of.

ztunnel itself could not be had here: npm, PyPI, crates.io and Debian do not have it. An Envoy stands in for it and does what
its sources say: tunnels of HTTP CONNECT in mutual TLS, and the caller's address kept. Istio's control plane was not run
either; the gateway is Envoy there, too.`,
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
      what: "calls by a tunnel of its own",
      to: "http://10.1.0.4:3000/",
      through: "https://10.1.0.4:15008",
      certificate: "other",
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { peer: "10.1.0.9", warnings: [] }),
    },
    {
      from: "pod",
      what: "calls by a tunnel of its own, with forged headers",
      to: "http://10.1.0.4:3000/",
      through: "https://10.1.0.4:15008",
      certificate: "other",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "pod",
      what: "calls plainly, where the mesh is PERMISSIVE (STRICT refuses it), with forged headers",
      to: "http://10.1.0.4:3000/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("10.1.0.9", ["ztunnel"], "none", { peer: "10.1.0.9" }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `\`externalTrafficPolicy: Cluster\`, the default of the gateway's service, makes every client the node, and nothing shows it. The
  ConfigMap above sets \`Local\`; an Istio that does not read it yet wants it on the service itself. What it has says
  \`kubectl get service web-istio -o jsonpath='{.spec.externalTrafficPolicy}'\`. See [an ingress gateway behind SNAT](istio-ingress-snat.md).`,
    `Only the address tells the gateway from another pod: give the gateway's pods a range of their own, or let the gateway
  set a secret header on each request and name that in the path, too.`,
    `With a waypoint in front of the application every caller is the waypoint: see [Istio's waypoint](ambient-waypoint.md).`,
    `\`istio()\` is for sidecars; here no \`X-Forwarded-Client-Cert\` comes, and a path that waits for one resolves nobody.`,
  ],
});
