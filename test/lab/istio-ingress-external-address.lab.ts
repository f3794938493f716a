import { SHARED_GATEWAY } from "./mesh.ts";
import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const source = "x-envoy-external-address";
const doors = [
  { door: "gateway-0", to: "http://203.0.113.10:8080/", v6: "http://[2001:db8::10]:8080/" },
  { door: "gateway-1", to: "http://203.0.113.1:8081/", v6: "http://[2001:db8::1]:8081/" },
  { door: "gateway-2", to: "http://203.0.113.1:8082/", v6: "http://[2001:db8::1]:8082/" },
] as const;

scenario({
  name: "istio-ingress-external-address",
  title: "x-envoy-external-address of Istio's ingress gateway behind none, one and two proxies",
  about: `A gateway whose \`numTrustedProxies\` is the number of proxies in front that append to \`X-Forwarded-For\` sets
\`x-envoy-external-address\` to the client behind them. The library cross-checks it with \`X-Forwarded-For\`, by the same number.
This is for proxies whose addresses nobody knows; where they are known, [a chain of hops](istio-ingress-balancer.md) is
better: it also sees who goes around them. Three gateways are shown here, each with another number. Envoy Gateway writes
one more than that in its \`numTrustedHops\`.`,
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
    ...doors.flatMap(
      ({ door, to, v6 }) =>
        [
          {
            from: "client",
            what: `calls by the way to ${door}`,
            to,
            sees: resolved("203.0.113.7", [door], "address", { source, warnings: [] }),
          },
          {
            from: "neighbor",
            what: `calls by the way to ${door} over IPv6`,
            to: v6,
            sees: resolved("2001:db8::8", [door], "address", { source }),
          },
          {
            from: "client",
            what: `calls by the way to ${door} and forges headers that name 6.6.6.6`,
            to,
            sends: FORGED_HEADERS,
            sees: resolved("203.0.113.7", [door], "address", { source }),
          },
          {
            from: "client",
            what: `calls by the way to ${door} and forges several lines of both headers`,
            to,
            sends: [
              "X-Envoy-External-Address: 6.6.6.6",
              "X-Envoy-External-Address: 6.6.6.6",
              "X-Forwarded-For: 6.6.6.6, 10.1.0.1",
              "X-Forwarded-For: 6.6.6.6, 6.6.6.6, 10.1.0.3",
            ],
            sees: resolved("203.0.113.7", [door], "address", { source }),
          },
        ] as const,
    ),
    {
      from: "insider",
      what: "calls gateway-1 around HAProxy",
      to: "http://10.1.0.11:8080/",
      sees: resolved("10.1.0.9", ["gateway-1"], "address", { source }),
    },
    {
      from: "insider",
      what: "calls gateway-1 around HAProxy and forges x-envoy-external-address: 6.6.6.6",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Envoy-External-Address: 6.6.6.6"],
      sees: resolved("10.1.0.9", ["gateway-1"], "address", { source }),
    },
    {
      from: "insider",
      what: "calls gateway-1 around HAProxy and sends an address with a port, as some balancers write it",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6:80"],
      sees: unresolved("malformed", ["gateway-1"], "address"),
    },
    {
      from: "insider",
      what: "calls the application around all and forges headers that name 6.6.6.6",
      to: "http://10.1.0.20:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "insider",
      what: "calls gateway-1 around HAProxy and forges X-Forwarded-For: 6.6.6.6: **WRONG, Envoy believes it**",
      to: "http://10.1.0.11:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: resolved("6.6.6.6", ["gateway-1"], "address", { source }),
    },
  ],
  traps: [
    SHARED_GATEWAY,
    `With \`numTrustedProxies\` above 0, whoever reaches the gateway around the proxies in front says who he is, in
  \`X-Forwarded-For\`: Envoy believes it, and nothing that the application sees shows it. A [chain of hops](istio-ingress-balancer.md)
  with the proxies' addresses answers his own address. Otherwise let only the proxies reach the gateway.`,
    `The number must be right: one too many, and every client says who he is.`,
    `Proxies that write a port behind the address (Azure's Application Gateway, AWS's with client ports) make Envoy name the proxy:
  that is \`malformed\` here, never the proxy's address.`,
    `A gateway that takes private addresses for internal passes a forged header on: see
  [internal addresses](istio-ingress-internal-addresses.md).`,
  ],
});
