import { aroundBalancer, byBalancer, gatewayOf, HOSTS } from "./level-four.ts";
import { SHARED_GATEWAY } from "./mesh.ts";
import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const both = ["nlb", "gateway"];

scenario({
  name: "istio-ingress-proxy-protocol",
  title: "A balancer that sends PROXY headers to Istio's ingress gateway",
  about: `A network balancer in front of a cluster connects to the gateway from its own address, and names the client in a PROXY header in front
of each connection: AWS's NLB with \`aws-load-balancer-proxy-protocol: "*"\`, Azure's private link service, Google's proxy network
load balancer (version 1), HAProxy here. The gateway reads the header (\`gatewayTopology.proxyProtocol\`), then requests, and appends the header's client to \`X-Forwarded-For\`.
The header ends there: the application needs no \`acceptProxyProtocol\`. Its pod has no sidecar here; with one see
[the same with sidecars](istio-redirect-proxy-protocol.md). A balancer that keeps the address itself (an NLB with
\`preserve_client_ip.enabled=true\`, Google's passthrough network load balancer, Azure's load balancer) needs no header: see
[Istio's ingress gateway](istio-ingress.md).

Envoy stands for Istio's gateway, HAProxy for the cloud's balancer. The manifests are those that lead there; no Istio runs in
the test.`,
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
      what: "asks for itself, in a health check (PROXY LOCAL)",
      to: "http://10.1.0.20:8080/",
      begins: "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0",
      sees: resolved("10.1.0.1", both, "address", { warnings: [] }),
    },
    {
      from: "balancer",
      what: "calls as if it had not been told to send PROXY headers",
      to: "http://10.1.0.20:8080/",
      sees: "connection closed",
    },
    {
      from: "pod",
      what: "calls the application around the gateway and forges headers that name 6.6.6.6: it is itself the client",
      to: "http://172.17.0.57:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("172.17.0.66", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    ...aroundBalancer(resolved("6.6.6.6", both, "address")),
  ],
  traps: [
    SHARED_GATEWAY,
    `Envoy's \`proxy_protocol\` filter believes whoever reaches the port: close the gateway's to everybody but the balancer, by the
  NetworkPolicy above or a security group. An NLB has one address in each zone, so name its subnets. On EKS pods have
  addresses of the VPC: choose subnets in which no pods are (\`aws-load-balancer-subnets\`), or they can name any client.`,
    `The balancer and the gateway must agree. A balancer that sends a header to a gateway that expects none gets HTTP 400; a gateway that
  expects one closes each connection without. Other ports of the same gateway, and calls from within the cluster, are
  closed with it.`,
    `An NLB with targets by instance comes by way of a node: with \`externalTrafficPolicy: Cluster\` from the node's address. The header
  still names the client, but the policy must let the nodes in, and so whoever else comes by them.`,
    `Pods come and go: write the range that the gateway's pods, and no others, have. On most networks there is none: pods of all kinds
  share the nodes' ranges, and any pod can say what the gateway says. Then let only the gateway reach the application (a
  NetworkPolicy), or give the application [a sidecar](istio-redirect-proxy-protocol.md), which proves who called.`,
    `\`numTrustedProxies\` stays 0: the balancer appends nothing to \`X-Forwarded-For\`. With 1 Envoy takes the client's own word, in its
  logs and rules and in \`x-envoy-external-address\`; this path reads what Envoy itself appended.`,
    `A balancer that reads requests (AWS's ALB) sends no PROXY header but appends to \`X-Forwarded-For\`: see
  [behind a balancer that reads requests](istio-ingress-balancer.md).`,
  ],
});
