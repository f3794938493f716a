import { GATEWAY_IDENTITY as identity } from "../harness/forged.ts";
import { aroundBalancer, byBalancer, gatewayOf, HOSTS } from "./level-four.ts";
import { FORGED_PROOF, makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const all = ["nlb", "gateway", "sidecar"];
const hidden = unresolved("hidden", ["sidecar"], "none", { peer: "127.0.0.6" });

scenario({
  name: "istio-redirect-proxy-protocol",
  presets: ["awsNlb"],
  title: "AWS NLB with PROXY protocol, Istio ingress gateway, sidecars (REDIRECT)",
  about: `A common way into a mesh on AWS. An NLB sends PROXY headers. The gateway reads them
(\`gatewayTopology.proxyProtocol\`), appends the client to \`X-Forwarded-For\`, and calls the application's sidecar
with mutual TLS. The application always sees 127.0.0.6 as its peer. The gateway's certificate in
\`X-Forwarded-Client-Cert\`, which the sidecar writes, proves it.

This is [interception mode REDIRECT](istio-redirect.md) with a hop in front that keeps the client's address.
Load balancers of other clouds: see [the same without sidecars](istio-ingress-proxy-protocol.md). Under
\`interceptionMode: TPROXY\`, write \`istio({ …, mode: "tproxy", gatewayAddress })\` after the balancer's hop: see
[TPROXY](istio-tproxy.md).

HAProxy stands in for the NLB, and both Envoys for Istio's. The manifests are the matching Istio configuration.
The test does not run Istio.`,
  hosts: HOSTS,
  drawing: [
    ["client", "to 203.0.113.1", "balancer"],
    ["balancer", "PROXY: 203.0.113.7", "gateway"],
    ["gateway", "mutual TLS, X-Forwarded-For: 203.0.113.7", "app"],
    ["pod", "mutual TLS, X-Forwarded-For: 6.6.6.6", "app"],
    ["pod", "PROXY: 6.6.6.6", "gateway"],
    ["app", "the sidecar calls the application, from 127.0.0.6", "app"],
  ],
  app: "app",
  applications: ["koa"],
  prepare: makeCertificates,
  tasks: [
    { on: "app", runs: "sh", file: "../istio-redirect/iptables.sh" },
    {
      on: "app",
      runs: "envoy",
      file: "../istio-redirect/sidecar.yaml",
      port: 15006,
      as: "1337:1337",
    },
    ...gatewayOf("gateway.yaml"),
  ],
  manifests: ["../istio-ingress-proxy-protocol/kubernetes-gateway.yaml", "kubernetes.yaml"],
  visits: [
    ...byBalancer((clientIp) =>
      resolved(clientIp, all, "identity", {
        peer: "127.0.0.6",
        source: "x-forwarded-for",
        identity,
      }),
    ),
    {
      from: "neighbor",
      what: "calls over IPv6, and forges the gateway's certificate",
      to: "http://[2001:db8::1]/",
      sends: [...FORGED_HEADERS, ...FORGED_PROOF],
      sees: resolved("2001:db8::8", all, "identity", { peer: "127.0.0.6", identity }),
    },
    {
      from: "pod",
      what: "calls the pod with its own certificate and sends every header of the gateway",
      to: "https://172.17.0.57:3000/",
      certificate: "other",
      sends: FORGED_PROOF,
      sees: hidden,
    },
    {
      from: "pod",
      what: "calls the pod in plain text, in a PERMISSIVE mesh, and sends every header of the gateway",
      to: "http://172.17.0.57:3000/",
      sends: FORGED_PROOF,
      sees: hidden,
    },
    ...aroundBalancer(resolved("6.6.6.6", all, "identity", { identity })),
  ],
  traps: [
    SHARED_GATEWAY,
    `The certificate proves that the gateway called, not that the gateway was told the truth. Its port must be closed
  to every peer except the balancer, as [without sidecars](istio-ingress-proxy-protocol.md). The traps there
  apply here too.`,
    `The path names the gateway's service account. \`istioctl install\` calls it
  \`istio-ingressgateway-service-account\`, the Helm chart names it after its release. With a wrong name, no
  client is resolved. To find it:
  \`kubectl get pod -n istio-system -l istio=ingressgateway -o jsonpath='{.items[*].spec.serviceAccountName}'\``,
    `The PROXY header ends at the gateway. Do not add \`acceptProxyProtocol\` to the application, or a DestinationRule
  with \`proxyProtocol\` for the sidecar's port: that is [a TCP gateway](gateway-proxy-protocol.md).`,
  ],
});
