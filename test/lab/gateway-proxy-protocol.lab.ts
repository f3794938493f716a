import { aroundBalancer, byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "gateway-proxy-protocol",
  title: "A gateway at level 4: the application reads the PROXY header",
  about: `A network balancer (HAProxy here; AWS's NLB and others do the same) puts the client's address in front of each connection, as
PROXY protocol. The ingress gateway, an Envoy that passes connections on and looks into no request, reads that header and sends one
of its own. The application reads it itself (\`acceptProxyProtocol\`), from the gateway's address and from no other. Where pods have
sidecars, the application's port is exempt from them, since the application must see who connects.

Envoy stands for Istio's gateway. The manifests are those that lead there; no Istio runs in the test.`,
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
    `Envoy's \`proxy_protocol\` filter believes whoever reaches the port. The application trusts the gateway, so that the gateway's port must be
  closed to everybody but the balancer: by a network policy, a security group, or as in \`gateway.sh\`.`,
    `Pods come and go: write the range that the gateway's pods, and no others, have. On most networks there is none, and with
  \`172.17.0.0/16\` any pod could name any client. Then let only the gateway reach the application (a NetworkPolicy, which the network
  plugin must enforce), or let the gateway read requests, and prove by [a sidecar](istio-redirect-proxy-protocol.md) who called.`,
    `To other pods the application is open, as any port is: they are told by their own addresses, and cannot name others.
  \`acceptProxyProtocol(server, { resolver, unrecognizedPeers: "reject" })\` closes it to all but the gateway.`,
    `A sidecar under REDIRECT that is not exempt takes the gateway's address away: see [that](gateway-proxy-protocol-redirect.md). One under
  TPROXY can [read the header in the application's place](gateway-proxy-protocol-tproxy.md).`,
    `A gateway that reads requests (Istio's, for \`protocol: HTTP\`, which is what most have) adds X-Forwarded-For, and the balancer's
  header ends there: see [PROXY headers to Istio's ingress gateway](istio-ingress-proxy-protocol.md).`,
  ],
});
