import { GATEWAY_IDENTITY as identity } from "../harness/forged.ts";
import { FORGED_PROOF, forgesAsPod, makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const plain = "http://172.17.0.59:3000/";
const both = ["gateway", "sidecar"];

scenario({
  name: "istio-tproxy",
  title: "Istio sidecar, interception mode TPROXY: the application sees its caller's address",
  about: `With the annotation \`sidecar.istio.io/interceptionMode: TPROXY\` on the application's pod, the sidecar calls the
application from its caller's address. A pod that calls inside the mesh is the client itself. The gateway's
address is visible too. The gateway's \`X-Forwarded-For\` is read if the call comes from the address of its pods
and \`X-Forwarded-Client-Cert\`, which the sidecar writes, names its certificate.

The rules are those of \`istio-iptables\`. Both Envoys stand in for Istio's, configured as its control plane does.`,
  hosts: {
    ...CLIENTS,
    gateway: {
      lans: {
        outside: ["203.0.113.1/24", "2001:db8::1/64"],
        pods: ["172.17.0.20/16", "fd00:17::20/64"],
      },
    },
    pod: { lans: { pods: ["172.17.0.58/16", "fd00:17::58/64"] } },
    second: { lans: { pods: ["172.17.0.57/16", "fd00:17::57/64"] } },
    other: { lans: { pods: ["172.17.0.66/16", "fd00:17::66/64"] } },
    app: { lans: { pods: ["172.17.0.59/16", "fd00:17::59/64"] } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["gateway", "mutual TLS, X-Forwarded-For: 203.0.113.7", "app"],
    ["other", "mutual TLS, X-Forwarded-For: 6.6.6.6", "app"],
    ["pod", "plain", "app"],
    ["app", "the sidecar calls the application, from the caller's address", "app"],
  ],
  app: "app",
  applications: ["fastify"],
  prepare: makeCertificates,
  tasks: [
    { on: "app", runs: "sh", file: "iptables.sh" },
    { on: "app", runs: "envoy", file: "sidecar.yaml", port: 15006, as: "0:1337" },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "pod",
      what: "calls in plain text (in a PERMISSIVE mesh; STRICT refuses it)",
      to: plain,
      sees: resolved("172.17.0.58", ["sidecar"], "none", { peer: "172.17.0.58" }),
    },
    {
      from: "second",
      what: "calls in plain text",
      to: plain,
      sees: resolved("172.17.0.57", ["sidecar"], "none", { peer: "172.17.0.57" }),
    },
    {
      from: "pod",
      what: "calls in plain text over IPv6",
      to: "http://[fd00:17::59]:3000/",
      sees: resolved("fd00:17::58", ["sidecar"], "none", { peer: "fd00:17::58" }),
    },
    {
      from: "pod",
      what: "calls in plain text and forges headers that name 6.6.6.6",
      to: plain,
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: resolved("172.17.0.58", ["sidecar"], "none", {
        peer: "172.17.0.58",
        warnings: ["unrecognized-proxy"],
      }),
    },
    {
      from: "client",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.7", both, "identity", {
        peer: "172.17.0.20",
        source: "x-forwarded-for",
        identity,
      }),
    },
    {
      from: "neighbor",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.8", both, "identity", { peer: "172.17.0.20" }),
    },
    {
      from: "client",
      what: "calls the gateway over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", both, "identity", { peer: "172.17.0.20" }),
    },
    {
      from: "client",
      what: "calls the gateway and forges headers that name 6.6.6.6, and the gateway's certificate",
      to: web,
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: resolved("203.0.113.7", both, "identity"),
    },
    ...forgesAsPod(
      "calls with its own certificate",
      { from: "other", to: "https://172.17.0.59:3000/", certificate: "other" },
      resolved("172.17.0.66", ["sidecar"], "none", { peer: "172.17.0.66" }),
    ),
    ...forgesAsPod(
      "(another workload at this address) calls with a certificate other than the gateway's",
      { from: "gateway", to: "https://172.17.0.59:3000/", certificate: "other" },
      unresolved("unproven", ["sidecar"], "none", { peer: "172.17.0.20" }),
    ),
    {
      from: "gateway",
      what: "(another workload at this address) calls in plain text and forges headers that name 6.6.6.6",
      to: plain,
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: unresolved("unproven", ["sidecar"], "none", { peer: "172.17.0.20" }),
    },
    {
      from: "app",
      what: "calls from another container of the pod, bypassing the sidecar, and forges headers that name 6.6.6.6",
      to: "http://127.0.0.1:3000/",
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: resolved("127.0.0.1", ["sidecar"], "none", { warnings: ["unrecognized-proxy"] }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `The pod's annotation decides the mode, not the mesh. With a path for TPROXY behind a sidecar under REDIRECT,
  every request is \`hidden\`. With a path for REDIRECT behind TPROXY, the gateway's pod is taken for the client.
  \`required: true\` makes such a request unresolved.`,
    `The gateway's address alone is no proof where pods come and go: another pod may get it tomorrow. The certificate
  is the proof. The address prevents that a request that the gateway did not send is resolved as if the gateway
  were its client.`,
    `The sidecar must run as root, or have CAP_NET_ADMIN, with the group 1337. As user 1337, its calls from the
  caller's address are redirected back to itself, and time out.`,
    `A sidecar that reads PROXY headers trusts every pod's header, and the application's peer is then the address in
  it. Use that mode only if nothing but the balancer reaches the pod.`,
    `A gateway Service with \`externalTrafficPolicy: Cluster\` names the node as the client, without a warning: see
  [Istio ingress gateway behind SNAT](istio-ingress-snat.md).`,
  ],
});
