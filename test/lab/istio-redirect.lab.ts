import { GATEWAY_IDENTITY as identity } from "../harness/forged.ts";
import { FORGED_PROOF, forgesAsPod, makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const both = ["gateway", "sidecar"];
const hidden = unresolved("hidden", ["sidecar"], "none", { peer: "127.0.0.6" });

scenario({
  name: "istio-redirect",
  title: "Istio sidecar, interception mode REDIRECT: every peer is 127.0.0.6",
  about: `Istio's default. iptables in the application's pod redirects each connection to the sidecar, which calls the
application from 127.0.0.6 or ::6. The caller's address is lost: it may be the gateway, another pod, or a caller
without a certificate. The gateway writes \`X-Forwarded-For\`, and another pod can write it too.

\`X-Forwarded-Client-Cert\` distinguishes them: the sidecar writes into it whose certificate it verified, and the
gateway's SPIFFE ID is the proof. Calls from inside the mesh have no client that can be proven, and are
unresolved.

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
    other: { lans: { pods: ["172.17.0.66/16", "fd00:17::66/64"] } },
    app: { lans: { pods: ["172.17.0.57/16", "fd00:17::57/64"] } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["gateway", "mutual TLS, X-Forwarded-For: 203.0.113.7", "app"],
    ["other", "mutual TLS, X-Forwarded-For: 6.6.6.6", "app"],
    ["pod", "plain, X-Forwarded-For: 6.6.6.6", "app"],
    ["app", "the sidecar calls the application, from 127.0.0.6", "app"],
  ],
  app: "app",
  applications: ["express"],
  prepare: makeCertificates,
  tasks: [
    { on: "app", runs: "sh", file: "iptables.sh" },
    { on: "app", runs: "envoy", file: "sidecar.yaml", port: 15006, as: "1337:1337" },
    { on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.7", both, "identity", {
        peer: "127.0.0.6",
        source: "x-forwarded-for",
        identity,
      }),
    },
    {
      from: "neighbor",
      what: "calls the gateway",
      to: web,
      sees: resolved("203.0.113.8", both, "identity", { peer: "127.0.0.6" }),
    },
    {
      from: "client",
      what: "calls the gateway over IPv6, which calls the pod over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sends: ["Host: ipv6.app.example", ...FORGED_HEADERS],
      sees: resolved("2001:db8::7", both, "identity", { peer: "::6", identity }),
    },
    {
      from: "client",
      what: "calls the gateway and forges headers that name 6.6.6.6, and the gateway's certificate",
      to: web,
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: resolved("203.0.113.7", both, "identity"),
    },
    {
      from: "pod",
      what: "calls in plain text (here and below in a PERMISSIVE mesh; STRICT refuses it)",
      to: "http://172.17.0.57:3000/",
      sees: hidden,
    },
    {
      from: "pod",
      what: "calls in plain text over IPv6",
      to: "http://[fd00:17::57]:3000/",
      sees: unresolved("hidden", ["sidecar"], "none", { peer: "::6" }),
    },
    ...forgesAsPod("calls in plain text", { from: "pod", to: "http://172.17.0.57:3000/" }, hidden),
    ...forgesAsPod(
      "calls with its own certificate",
      { from: "other", to: "https://172.17.0.57:3000/", certificate: "other" },
      hidden,
    ),
    {
      from: "other",
      what: "calls with its own certificate over IPv6 and forges headers that name 6.6.6.6",
      to: "https://[fd00:17::57]:3000/",
      certificate: "other",
      sends: FORGED_HEADERS,
      sees: unresolved("hidden", ["sidecar"], "none", { peer: "::6" }),
    },
    {
      from: "app",
      what: "calls from another container of the pod, bypassing the sidecar, and forges headers that name 6.6.6.6",
      to: "http://127.0.0.1:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("127.0.0.1", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "pod",
      what: "calls a port that is excluded from the mesh and forges headers that name 6.6.6.6: it is the client",
      after: {
        on: "app",
        run: "iptables -t nat -I ISTIO_INBOUND -p tcp --dport 3000 -j RETURN",
      },
      to: "http://172.17.0.57:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("172.17.0.58", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `127.0.0.6 only proves that a request came through the sidecar. A path that trusts \`X-Forwarded-For\` from there
  without \`identity\` trusts every pod.`,
    `The path names the gateway's service account, which may differ from the gateway's name: here
  \`istio-ingressgateway\`; with \`istioctl install\` it is \`istio-ingressgateway-service-account\`. With a wrong
  name, no client is resolved. To find it:
  \`kubectl get pod -n istio-system -l istio=ingressgateway -o jsonpath='{.items[*].spec.serviceAccountName}'\``,
    `With APPEND_FORWARD, Istio's default, \`X-Forwarded-Client-Cert\` starts with what the caller sent, even an open
  quoted-string. The sidecar's own element is the last one. With SANITIZE_SET it is the only one: write
  \`istio({ …, xfcc: "only" })\`, as in [Istio TPROXY](istio-tproxy.md).`,
    `Ports in \`traffic.sidecar.istio.io/excludeInboundPorts\`, and other containers of the pod, bypass the sidecar.
  Such a caller is resolved as the client, by its own address. \`required: true\` in the path refuses it.`,
    `A gateway Service with \`externalTrafficPolicy: Cluster\` names the node as the client, without a warning: see
  [Istio ingress gateway behind SNAT](istio-ingress-snat.md).`,
  ],
});
