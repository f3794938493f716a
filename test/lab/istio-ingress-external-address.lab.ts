import { SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const source = "x-envoy-external-address";
const gateways = [
  { gateway: "gateway-0", to: "http://203.0.113.10:8080/", v6: "http://[2001:db8::10]:8080/" },
  { gateway: "gateway-1", to: "http://203.0.113.1:8081/", v6: "http://[2001:db8::1]:8081/" },
  { gateway: "gateway-2", to: "http://203.0.113.1:8082/", v6: "http://[2001:db8::1]:8082/" },
] as const;

scenario({
  name: "istio-ingress-external-address",
  title: "Istio ingress gateway: x-envoy-external-address behind zero, one and two proxies",
  about: `\`numTrustedProxies\` is the number of proxies in front of the gateway that append to \`X-Forwarded-For\`. The
gateway sets \`x-envoy-external-address\` to the client behind them. The library cross-checks the header with
\`X-Forwarded-For\`, using the same number.

Use this if the proxies' addresses are unknown. If they are known, [a chain of hops](istio-ingress-balancer.md)
is better, because it also detects callers that bypass the proxies. This page has three gateways, each with
another number. Envoy Gateway's \`numTrustedHops\` is one more than that number.`,
  hosts: {
    ...CLIENTS,
    haproxy: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
    nginx: { lans: { inside: "10.1.0.3/24" } },
    "gateway-0": {
      lans: { outside: ["203.0.113.10/24", "2001:db8::10/64"], inside: "10.1.0.10/24" },
    },
    "gateway-1": { lans: { inside: "10.1.0.11/24" } },
    "gateway-2": { lans: { inside: "10.1.0.12/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
    app: { lans: { inside: "10.1.0.20/24" } },
  },
  drawing: [
    ["client", "port 8080", "gateway-0"],
    ["client", "port 8081 or 8082", "haproxy"],
    ["haproxy", "X-Forwarded-For: 203.0.113.7", "gateway-1"],
    ["haproxy", "X-Forwarded-For: 203.0.113.7", "nginx"],
    ["nginx", "X-Forwarded-For: 203.0.113.7, 10.1.0.1", "gateway-2"],
    ["gateway-0", "x-envoy-external-address: 203.0.113.7", "app"],
    ["gateway-1", "x-envoy-external-address: 203.0.113.7", "app"],
    ["gateway-2", "x-envoy-external-address: 203.0.113.7", "app"],
  ],
  app: "app",
  applications: ["fastify"],
  tasks: [
    { on: "haproxy", runs: "haproxy", file: "haproxy.cfg", port: 8081 },
    { on: "nginx", runs: "nginx", file: "nginx.conf", port: 8080 },
    { on: "gateway-0", runs: "envoy", file: "gateway-0.yaml", port: 8080 },
    { on: "gateway-1", runs: "envoy", file: "gateway-1.yaml", port: 8080 },
    { on: "gateway-2", runs: "envoy", file: "gateway-2.yaml", port: 8080 },
  ],
  manifests: ["kubernetes.yaml"],
  visits: [
    ...gateways.flatMap(
      ({ gateway, to, v6 }) =>
        [
          {
            from: "client",
            what: `calls ${gateway}`,
            to,
            sees: resolved("203.0.113.7", [gateway], "address", { source, warnings: [] }),
          },
          {
            from: "neighbor",
            what: `calls ${gateway} over IPv6`,
            to: v6,
            sees: resolved("2001:db8::8", [gateway], "address", { source }),
          },
          {
            from: "client",
            what: `calls ${gateway} and forges headers that name 6.6.6.6`,
            to,
            sends: FORGED_HEADERS,
            sees: resolved("203.0.113.7", [gateway], "address", { source }),
          },
          {
            from: "client",
            what: `calls ${gateway} and forges several lines of both headers`,
            to,
            sends: [
              "X-Envoy-External-Address: 6.6.6.6",
              "X-Envoy-External-Address: 6.6.6.6",
              "X-Forwarded-For: 6.6.6.6, 10.1.0.1",
              "X-Forwarded-For: 6.6.6.6, 6.6.6.6, 10.1.0.3",
            ],
            sees: resolved("203.0.113.7", [gateway], "address", { source }),
          },
        ] as const,
    ),
    {
      from: "insider",
      what: "bypasses HAProxy at gateway-1",
      to: "http://10.1.0.11:8080/",
      sees: resolved("10.1.0.9", ["gateway-1"], "address", { source }),
    },
    {
      from: "insider",
      what: "bypasses HAProxy at gateway-1 and forges x-envoy-external-address: 6.6.6.6",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Envoy-External-Address: 6.6.6.6"],
      sees: resolved("10.1.0.9", ["gateway-1"], "address", { source }),
    },
    {
      from: "insider",
      what: "bypasses HAProxy at gateway-1 and sends an address with a port, as some balancers write it",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6:80"],
      sees: unresolved("malformed", ["gateway-1"], "address"),
    },
    {
      from: "insider",
      what: "bypasses all of them and forges headers that name 6.6.6.6",
      to: "http://10.1.0.20:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "insider",
      what: "bypasses HAProxy at gateway-1 and forges X-Forwarded-For: 6.6.6.6: **WRONG, Envoy trusts it**",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: resolved("6.6.6.6", ["gateway-1"], "address", { source }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `With \`numTrustedProxies\` above 0, a caller that bypasses the proxies in front can name any client in
  \`X-Forwarded-For\`. Envoy trusts it, and the application cannot detect it.
  [A path with the proxies' addresses](istio-ingress-balancer.md) resolves its own address. Otherwise, let only
  the proxies reach the gateway.`,
    `The number must be right: one too many, and every client can name itself.`,
    `Proxies that write a port after the address (Azure Application Gateway, AWS ALB with client ports) make Envoy
  name the proxy. The library answers \`malformed\`, never the proxy's address.`,
    `A gateway that treats private addresses as internal forwards a forged header: see
  [internal addresses](istio-ingress-internal-addresses.md).`,
  ],
});
