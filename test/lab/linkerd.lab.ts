import { SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const web = "http://203.0.113.1:8080/";
const both = ["ingress", "linkerd"];
const hidden = unresolved("hidden", ["linkerd"], "none", { peer: "127.0.0.1" });
const forged = [
  ...FORGED_HEADERS,
  "X-Ingress-Secret: ingress-to-app",
  "l5d-client-id: ingress-nginx.ingress-nginx.serviceaccount.identity.linkerd.cluster.local",
];

scenario({
  name: "linkerd",
  title: "Linkerd sidecar behind ingress-nginx: the sidecar hides its caller",
  about: `Linkerd's sidecar accepts every connection to the pod and calls the application from the pod itself, 127.0.0.1
or the pod's own address. It appends nothing to \`X-Forwarded-For\`, and forwards what the ingress controller, or
another pod, wrote. A secret header, which the ingress controller sets on each request, distinguishes them.

Linkerd's proxy was not available for the test: npm, PyPI and Debian do not have it, and crates.io has its name
without the program. An HAProxy stands in for it, without the mesh's TLS, and does what Linkerd's sources and
issues say about addresses and headers.`,
  hosts: {
    ...CLIENTS,
    ingress: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], pods: "10.1.0.1/24" } },
    app: { lans: { pods: "10.1.0.4/24" } },
    pod: { lans: { pods: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "ingress"],
    ["ingress", "X-Forwarded-For: 203.0.113.7, X-Ingress-Secret", "app"],
    ["pod", "X-Forwarded-For: 6.6.6.6", "app"],
    ["app", "the sidecar calls the application, from 127.0.0.1", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "app", runs: "sh", file: "iptables.sh" },
    { on: "app", runs: "haproxy", file: "sidecar.cfg", port: 4143 },
    { on: "ingress", runs: "nginx", file: "ingress.conf", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls the ingress controller",
      to: web,
      sees: resolved("203.0.113.7", both, "secret", { peer: "127.0.0.1" }),
    },
    {
      from: "client",
      what: "calls the ingress controller over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", both, "secret"),
    },
    {
      from: "neighbor",
      what: "calls the ingress controller",
      to: web,
      sees: resolved("203.0.113.8", both, "secret"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6, and guesses the secret",
      to: web,
      sends: forged,
      sees: resolved("203.0.113.7", both, "secret"),
    },
    { from: "pod", what: "calls", to: "http://10.1.0.4:3000/", sees: hidden },
    {
      from: "pod",
      what: "calls with forged headers, and guesses the secret",
      to: "http://10.1.0.4:3000/",
      sends: forged,
      sees: hidden,
    },
    {
      from: "app",
      what: "calls from inside its own pod, bypassing the sidecar, with forged headers",
      to: "http://127.0.0.1:3000/",
      sends: forged,
      sees: hidden,
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `Do not trust the sidecar as a hop that tells \`x-forwarded-for\`, which \`clientIp("loopback")\` does: any pod's
  forged header comes through it.`,
    `\`l5d-client-id\`, in which Linkerd names the caller's certificate, is no proof. The sidecar replaces it only in
  traffic that it detects as HTTP. On an opaque port, or if detection fails, it forwards what the caller wrote.
  A secret of your own does not depend on that.`,
    `Calls from inside the mesh have no client that can be proven: they are \`hidden\`.`,
  ],
});
