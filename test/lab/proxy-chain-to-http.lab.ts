import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const all = ["edge", "transit", "relay", "nginx"];
const preamble = "PROXY TCP4 6.6.6.6 10.1.0.1 40000 8080\r\n";

scenario({
  name: "proxy-chain-to-http",
  title: "PROXY protocol over three hops, then X-Forwarded-For (HAProxy, Envoy, nginx)",
  about: `Three balancers stand in front of nginx, and none of them reads requests. An example: two network load balancers
in a row, then an Envoy that routes by server name. Each forwards the client of the previous hop in a PROXY header. nginx reads that
header, and names the client in X-Forwarded-For.

The application sees only nginx. The hops before it are \`source-address\`: nginx names the same client as if they
had kept the source address.`,
  hosts: {
    ...CLIENTS,
    edge: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
    transit: { lans: { inside: "10.1.0.2/24" } },
    relay: { lans: { inside: "10.1.0.3/24" } },
    nginx: { lans: { inside: "10.1.0.4/24" } },
    app: { lans: { inside: "10.1.0.5/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "edge"],
    ["edge", "PROXY 203.0.113.7, version 1", "transit"],
    ["transit", "PROXY 203.0.113.7, version 2", "relay"],
    ["relay", "PROXY 203.0.113.7, version 2", "nginx"],
    ["nginx", "X-Forwarded-For: 203.0.113.7", "app"],
  ],
  app: "app",
  applications: ["fastify"],
  tasks: [
    { on: "edge", runs: "haproxy", file: "edge.cfg", port: 8080 },
    { on: "transit", runs: "haproxy", file: "transit.cfg", port: 8080 },
    { on: "relay", runs: "envoy", file: "relay.yaml", port: 8080 },
    { on: "relay", runs: "nft", file: "relay.nft" },
    { on: "nginx", runs: "nginx", file: "nginx.conf", port: 8080 },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", all, "address", { peer: "10.1.0.4" }),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", all, "address"),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.8", all, "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:8080/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 10.1.0.3"],
      sees: resolved("203.0.113.7", all, "address"),
    },
    {
      from: "client",
      what: "sends its own PROXY header, which nginx then reads as a malformed request",
      to: "http://203.0.113.1:8080/",
      begins: preamble,
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "sends a PROXY header to transit, which trusts only edge",
      to: "http://10.1.0.2:8080/",
      begins: preamble,
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "sends a PROXY header to Envoy, and is blocked",
      to: "http://10.1.0.3:8080/",
      begins: preamble,
      sees: "connection refused",
    },
    {
      from: "insider",
      what: "sends a PROXY header to nginx, which reads but does not trust it",
      to: "http://10.1.0.4:8080/",
      begins: preamble,
      sees: resolved("10.1.0.9", all, "address"),
    },
    {
      from: "insider",
      what: "calls the application, with forged headers",
      to: "http://10.1.0.5:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      after: { on: "relay", run: "nft flush ruleset" },
      from: "insider",
      what: "sends a PROXY header to Envoy: **WRONG, Envoy trusts every sender**",
      to: "http://10.1.0.3:8080/",
      begins: preamble,
      sees: resolved("6.6.6.6", all, "address"),
    },
  ],
  traps: [
    `Envoy trusts a PROXY header from every peer that reaches its port. So does \`accept-proxy\` of HAProxy, and so do
  Apache and Varnish. The application cannot detect it. Close the port to all peers except the balancer (here
  \`relay.nft\`, in Kubernetes a NetworkPolicy), or use a directive that names the sender:
  \`expect-proxy … if { src … }\`, \`set_real_ip_from\`.`,
    `Do not write a \`proxy-protocol\` hop in front of nginx: the path is refused at startup, because that header ends
  at nginx.`,
    `Without \`real_ip_header proxy_protocol\` and \`set_real_ip_from\`, nginx names the balancer. If one hop does not
  \`send-proxy\`, every client becomes that hop.`,
    `\`via\` lists all balancers even for a caller that enters behind them: these hops leave no trace that the
  application could check.`,
  ],
});
