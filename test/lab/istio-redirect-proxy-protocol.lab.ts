import { GATEWAY_IDENTITY as identity } from "../harness/forged.ts";
import { aroundBalancer, byBalancer, gatewayOf, HOSTS } from "./level-four.ts";
import { FORGED_PROOF, makeCertificates, SHARED_GATEWAY } from "./mesh.ts";
import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const all = ["nlb", "gateway", "sidecar"];
const hidden = unresolved("hidden", ["sidecar"], "none", { peer: "127.0.0.6" });

scenario({
  name: "istio-redirect-proxy-protocol",
  title: "A balancer that sends PROXY headers to Istio's ingress gateway, and sidecars",
  about: `The usual way into a mesh on AWS: an NLB sends PROXY headers, the gateway reads them (\`gatewayTopology.proxyProtocol\`) and appends the
client to \`X-Forwarded-For\`, and calls by mutual TLS the application's sidecar, which iptables redirects to. The application
sees 127.0.0.6, whoever called; the gateway is proven by its certificate, of which the sidecar tells in \`X-Forwarded-Client-Cert\`.
It is [interception mode REDIRECT](istio-redirect.md) with a hop in front that keeps the client's address. Other clouds'
balancers that send PROXY headers are in [the same without sidecars](istio-ingress-proxy-protocol.md). Under
\`interceptionMode: TPROXY\` write \`istio({ …, mode: "tproxy", gatewayAddress })\` behind the balancer's hop: see [TPROXY](istio-tproxy.md).

HAProxy stands for the NLB, both Envoys for Istio's. The manifests are those that lead there; no Istio runs in the test.`,
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
      what: "calls the pod by its own certificate and sends all that comes from the gateway",
      to: "https://172.17.0.57:3000/",
      certificate: "other",
      sends: FORGED_PROOF,
      sees: hidden,
    },
    {
      from: "pod",
      what: "calls the pod plainly, where the mesh is PERMISSIVE, and sends all that comes from the gateway",
      to: "http://172.17.0.57:3000/",
      sends: FORGED_PROOF,
      sees: hidden,
    },
    ...aroundBalancer(resolved("6.6.6.6", all, "identity", { identity })),
  ],
  traps: [
    SHARED_GATEWAY,
    `The certificate proves that the gateway called, not that what the gateway was told is true: its port must be closed to
  everybody but the balancer, as [without sidecars](istio-ingress-proxy-protocol.md). The traps there are this page's, too.`,
    `The name in the path is that of the gateway's service account. \`istioctl install\` calls it \`istio-ingressgateway-service-account\`, the
  Helm chart by its release's name; with the wrong one nobody is resolved. \`kubectl get pod -n istio-system -l istio=ingressgateway -o jsonpath='{.items[*].spec.serviceAccountName}'\``,
    `The gateway's PROXY header ends at the gateway. Do not give the application \`acceptProxyProtocol\`, nor the sidecar's port a
  \`proxyProtocol\` of a DestinationRule: that is [level 4](gateway-proxy-protocol.md).`,
  ],
});
