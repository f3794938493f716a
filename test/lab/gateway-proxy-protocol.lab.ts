import { byBalancer, drawing, forgedProxy, gateway, hosts } from "./level-four.ts";
import { forgedHeaders, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "gateway-proxy-protocol",
  title: "A gateway at level 4: the application reads the PROXY header",
  about: `A network balancer (HAProxy here; AWS's NLB and others do the same) puts the client's address in front of each connection, as
PROXY protocol. The ingress gateway, an Envoy that passes connections on and looks into no request, reads that header and sends one
of its own. The application reads it itself (\`acceptProxyProtocol\`), from the gateway's address and from no other. Where pods have
sidecars, the application's port is exempt from them, since the application must see who connects.

Envoy stands for Istio's gateway. The manifests are those that lead there; no Istio runs in the test.`,
  hosts,
  drawing,
  app: "app",
  applications: ["express-proxy-protocol", "fastify-proxy-protocol", "koa-proxy-protocol"],
  tasks: gateway,
  visits: [
    ...byBalancer((clientIp) =>
      resolved(clientIp, ["gateway"], "address", {
        peer: "172.17.0.20",
        source: "proxy-protocol",
      }),
    ),
    {
      from: "other",
      what: "sends a PROXY header straight to the application",
      to: "http://172.17.0.57:3000/",
      begins: forgedProxy,
      sees: "HTTP 400",
    },
    {
      from: "other",
      what: "sends headers that name 6.6.6.6 straight to the application",
      to: "http://172.17.0.57:3000/",
      sends: forgedHeaders,
      sees: resolved("172.17.0.66", [], "none", { warnings: ["unrecognised-proxy"] }),
    },
    {
      from: "other",
      what: "sends a PROXY header to the gateway, which `gateway.sh` closes to it",
      to: "http://172.17.0.20:8080/",
      begins: forgedProxy,
      sees: "connection refused",
    },
    {
      from: "other",
      what: "sends a PROXY header to the gateway: **WRONG, the gateway takes anybody's word**",
      after: { on: "gateway", run: "iptables -F INPUT" },
      to: "http://172.17.0.20:8080/",
      begins: forgedProxy,
      sees: resolved("6.6.6.6", ["gateway"], "address"),
    },
  ],
  manifests: ["kubernetes.yaml"],
  traps: [
    `Envoy's \`proxy_protocol\` filter believes whoever reaches the port. The application trusts the gateway, so that the gateway's port must be
  closed to everybody but the balancer: by a network policy, a security group, or as in \`gateway.sh\`.`,
    `The gateway's address must be its pods' own: name their range, in which no other pods are. With \`172.17.0.0/16\` any pod could name any client.`,
    `To other pods the application is open, as any port is: they are told by their own addresses, and cannot name others.
  \`acceptProxyProtocol(server, { resolver, strangers: "reject" })\` closes it to all but the gateway.`,
    `A sidecar under REDIRECT that is not exempt takes the gateway's address away: see [that](gateway-proxy-protocol-redirect.md). One under
  TPROXY can [read the header in the application's place](gateway-proxy-protocol-tproxy.md).`,
    `A gateway that reads requests (Istio's, for \`protocol: HTTP\`) adds X-Forwarded-For: then the path has the gateway with
  \`tells: "x-forwarded-for"\`, and the balancer is a hop that tells \`"source-address"\`, since its header ended at the gateway.`,
  ],
});
