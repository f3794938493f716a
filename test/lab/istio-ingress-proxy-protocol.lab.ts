import { aroundBalancer, byBalancer, gatewayOf, HOSTS } from "./level-four.ts";
import { SHARED_GATEWAY } from "./mesh.ts";
import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const both = ["nlb", "gateway"];

scenario({
  name: "istio-ingress-proxy-protocol",
  presets: ["awsNlb"],
  title: "AWS NLB with PROXY protocol to Istio's ingress gateway",
  about: `A network load balancer in front of a cluster connects to the gateway from its own address, and names the client
in a PROXY header on each connection: AWS NLB with \`aws-load-balancer-proxy-protocol: "*"\`, Azure Private Link
Service, Google's proxy network load balancer (version 1), HAProxy here. The gateway reads the header
(\`gatewayTopology.proxyProtocol\`), then requests, and appends the header's client to \`X-Forwarded-For\`. The
header ends there: the application needs no \`acceptProxyProtocol\`.

The application's pod has no sidecar here. If it has one, see
[the same with sidecars](istio-redirect-proxy-protocol.md). A load balancer that keeps the client's address (AWS
NLB with \`preserve_client_ip.enabled=true\`, Google's passthrough network load balancer, Azure Load Balancer)
needs no header: see [Istio ingress gateway](istio-ingress.md).

Envoy stands in for Istio's gateway, and HAProxy for the cloud's balancer. The manifests are the matching Istio
configuration. The test does not run Istio.`,
  hosts: HOSTS,
  drawing: [
    ["client", "to 203.0.113.1", "balancer"],
    ["balancer", "PROXY: 203.0.113.7", "gateway"],
    ["gateway", "X-Forwarded-For: 203.0.113.7", "app"],
    ["pod", "X-Forwarded-For: 6.6.6.6", "app"],
    ["pod", "PROXY: 6.6.6.6", "gateway"],
  ],
  app: "app",
  applications: ["express", "fastify"],
  tasks: gatewayOf("gateway.yaml"),
  manifests: ["kubernetes-gateway.yaml", "kubernetes.yaml"],
  visits: [
    ...byBalancer((clientIp) =>
      resolved(clientIp, both, "address", {
        peer: "172.17.0.20",
        source: "x-forwarded-for",
        warnings: [],
      }),
    ),
    {
      from: "neighbor",
      what: "calls over IPv6, and forges two lines that end as if the gateway had called itself",
      to: "http://[2001:db8::1]/",
      sends: ["X-Forwarded-For: 6.6.6.6, 172.17.0.20", "X-Forwarded-For: 6.6.6.6, 172.17.0.20"],
      sees: resolved("2001:db8::8", both, "address", { peer: "172.17.0.20" }),
    },
    {
      from: "balancer",
      what: "sends its own health check (PROXY LOCAL)",
      to: "http://10.1.0.20:8080/",
      begins: "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0",
      sees: resolved("10.1.0.1", both, "address", { warnings: [] }),
    },
    {
      from: "balancer",
      what: "calls without a PROXY header",
      to: "http://10.1.0.20:8080/",
      sees: "connection closed",
    },
    {
      from: "pod",
      what: "bypasses the gateway and forges headers that name 6.6.6.6: it is the client",
      to: "http://172.17.0.57:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("172.17.0.66", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    ...aroundBalancer(resolved("6.6.6.6", both, "address")),
  ],
  traps: [
    SHARED_GATEWAY,
    `Envoy's \`proxy_protocol\` filter trusts every peer that reaches the port. Close the gateway's port to every peer
  except the balancer, by the NetworkPolicy above or a security group. An NLB has one address in each zone, so
  list its subnets. On EKS, pods have addresses of the VPC: choose subnets without pods
  (\`aws-load-balancer-subnets\`), or pods can name any client.`,
    `The balancer and the gateway must agree. A gateway that expects no header answers one with HTTP 400. A gateway
  that expects a header closes every connection without one, also on its other ports and from inside the
  cluster.`,
    `An NLB with instance targets goes through a node: with \`externalTrafficPolicy: Cluster\`, from the node's
  address. The header still names the client. But the NetworkPolicy must admit the nodes, and with them every
  other caller that comes through them.`,
    `Pods come and go: write a range that only the gateway's pods have. Most networks have no such range: all pods
  share the nodes' ranges, and any pod can send what the gateway sends. Then let only the gateway reach the
  application (a NetworkPolicy), or give the application [a sidecar](istio-redirect-proxy-protocol.md), which
  proves the caller.`,
    `\`numTrustedProxies\` stays 0, because the balancer appends nothing to \`X-Forwarded-For\`. With 1, Envoy would use
  the client's own header, in its logs and rules and in \`x-envoy-external-address\`. This path reads the element
  that Envoy itself appended.`,
    `A load balancer that reads requests (AWS ALB) sends no PROXY header but appends to \`X-Forwarded-For\`: see
  [behind an HTTP load balancer](istio-ingress-balancer.md).`,
  ],
});
