import { aroundBalancer, byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "gateway-proxy-protocol",
  presets: ["awsNlb"],
  title: "PROXY protocol through a TCP gateway: the application reads the header",
  about: `A network load balancer (HAProxy here, AWS NLB and others in the cloud) sends a PROXY header on each connection.
The ingress gateway, an Envoy that forwards TCP connections and reads no request, reads that header and sends
its own. The application reads it (\`acceptProxyProtocol\`), only from the gateway's address. In a mesh, the
application's port is exempt from the sidecar, because the application must see its peer.

Envoy stands in for Istio's gateway. The manifests are the matching Istio configuration. The test does not run
Istio.`,
  hosts: HOSTS,
  drawing: DRAWING,
  app: "app",
  applications: ["express-proxy-protocol", "fastify-proxy-protocol", "koa-proxy-protocol"],
  tasks: GATEWAY,
  visits: [
    ...byBalancer((clientIp) =>
      resolved(clientIp, ["gateway"], "address", {
        peer: "172.17.0.20",
        source: "proxy-protocol",
      }),
    ),
    {
      from: "neighbor",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]/",
      sees: resolved("2001:db8::8", ["gateway"], "address", { peer: "172.17.0.20" }),
    },
    {
      from: "pod",
      what: "sends a PROXY header straight to the application",
      to: "http://172.17.0.57:3000/",
      begins: FORGED_PROXY,
      sees: "HTTP 400",
    },
    {
      from: "pod",
      what: "sends headers that name 6.6.6.6 straight to the application",
      to: "http://172.17.0.57:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("172.17.0.66", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    ...aroundBalancer(resolved("6.6.6.6", ["gateway"], "address")),
  ],
  manifests: ["kubernetes-gateway.yaml", "kubernetes.yaml"],
  traps: [
    `Envoy's \`proxy_protocol\` filter trusts every peer that reaches the port. The application trusts the gateway. So
  the gateway's port must be closed to every peer except the balancer: by a NetworkPolicy, a security group, or
  as in \`gateway.sh\`.`,
    `Pods come and go: write a range that only the gateway's pods have. Most networks have no such range, and with
  \`172.17.0.0/16\` any pod could name any client. Then let only the gateway reach the application (a
  NetworkPolicy, which the network plugin must enforce). Or let the gateway read requests, and prove the caller
  with [a sidecar](istio-redirect-proxy-protocol.md).`,
    `Other pods can call the application, as any port. They are resolved by their own addresses, and cannot name
  other clients. \`acceptProxyProtocol(server, { resolver, unrecognizedPeers: "reject" })\` closes it to all peers
  except the gateway.`,
    `A sidecar under REDIRECT without the exemption hides the gateway's address: see
  [that page](gateway-proxy-protocol-redirect.md). One under TPROXY can
  [read the header instead of the application](gateway-proxy-protocol-tproxy.md).`,
    `A gateway that reads requests (Istio's with \`protocol: HTTP\`, the usual case) adds X-Forwarded-For, and the
  balancer's header ends there: see [PROXY headers to Istio's ingress gateway](istio-ingress-proxy-protocol.md).`,
  ],
});
