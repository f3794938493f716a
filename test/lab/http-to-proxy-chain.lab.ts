import { CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const balancers = ["first", "second", "third"];
const all = ["nginx", ...balancers];

scenario({
  name: "http-to-proxy-chain",
  title: "X-Forwarded-For, then three PROXY headers in a row (nginx, HAProxy)",
  about: `nginx reads requests at the edge. Three balancers that forward connections unread stand between it and the
application. Each adds a PROXY header with its own peer. So three headers arrive in a row, the nearest
balancer's first, and then the request with nginx's X-Forwarded-For.

The application takes the headers off one by one, each only if the one before names the next balancer.`,
  hosts: {
    ...CLIENTS,
    nginx: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
    first: { lans: { inside: "10.1.0.2/24" } },
    second: { lans: { inside: "10.1.0.3/24" } },
    third: { lans: { inside: "10.1.0.4/24" } },
    app: { lans: { inside: "10.1.0.5/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "nginx"],
    ["nginx", "X-Forwarded-For: 203.0.113.7", "first"],
    ["first", "PROXY 10.1.0.1", "second"],
    ["second", "PROXY 10.1.0.2, PROXY 10.1.0.1", "third"],
    ["third", "PROXY 10.1.0.3, PROXY 10.1.0.2, PROXY 10.1.0.1", "app"],
  ],
  app: "app",
  applications: ["express-proxy-protocol", "fastify-proxy-protocol", "koa-proxy-protocol"],
  tasks: [
    { on: "nginx", runs: "nginx", file: "nginx.conf", port: 8080 },
    { on: "first", runs: "haproxy", file: "first.cfg", port: 8080 },
    { on: "second", runs: "haproxy", file: "second.cfg", port: 8080 },
    { on: "third", runs: "haproxy", file: "third.cfg", port: 8080 },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", all, "address", {
        peer: "10.1.0.4",
        source: "x-forwarded-for",
      }),
    },
    {
      from: "neighbor",
      what: "calls, over the connection that nginx kept",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.8", all, "address"),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", all, "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:8080/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("203.0.113.7", all, "address"),
    },
    {
      from: "client",
      what: "sends its own PROXY header",
      to: "http://203.0.113.1:8080/",
      begins: "PROXY TCP4 6.6.6.6 10.1.0.1 40000 8080\r\n",
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "enters at the first balancer, with forged headers",
      to: "http://10.1.0.2:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", balancers, "address", { source: "proxy-protocol" }),
    },
    {
      from: "insider",
      what: "enters at the first balancer with a fourth PROXY header, which names nginx",
      to: "http://10.1.0.2:8080/",
      begins: "PROXY TCP4 10.1.0.1 10.1.0.2 40000 8080\r\n",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "enters at the second balancer with a PROXY header as if from the first one",
      to: "http://10.1.0.3:8080/",
      begins: "PROXY TCP4 10.1.0.1 10.1.0.2 40000 8080\r\n",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "enters at the third balancer, without forging",
      to: "http://10.1.0.4:8080/",
      sees: resolved("10.1.0.9", ["third"], "address", { source: "proxy-protocol" }),
    },
    {
      from: "insider",
      what: "sends the application three PROXY headers that look right",
      to: "http://10.1.0.5:3000/",
      begins: [
        "PROXY TCP4 10.1.0.3 10.1.0.4 40000 8080\r\n",
        "PROXY TCP4 10.1.0.2 10.1.0.3 40000 8080\r\n",
        "PROXY TCP4 10.1.0.1 10.1.0.2 40000 8080\r\n",
      ].join(""),
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: "HTTP 400",
    },
    {
      from: "insider",
      what: "calls the application, with forged headers",
      to: "http://10.1.0.5:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
  ],
  traps: [
    `Three headers in a row come from balancers that do not read them. If each balancer reads the header and forwards
  the client, one header arrives, and the path has one \`proxy-protocol\` hop: see
  [PROXY over three hops](proxy-chain-to-http.md).`,
    `An extra PROXY header is answered with 400, because it is read as the request's first line. So is every header
  from an unrecognized peer.`,
    `Any machine inside that may use a balancer can enter there. It is then resolved by its own address, and cannot
  name another client.`,
  ],
});
