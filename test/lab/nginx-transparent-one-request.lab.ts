import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["nginx"];

scenario({
  name: "nginx-transparent-one-request",
  presets: ["nginx"],
  title: "One request per connection behind a transparent nginx (maxRequestsPerSocket)",
  about: `nginx connects from the client's address and, by mistake or after an update, keeps its connections. It then
sends one client's requests over another client's connection ([the trap](nginx-transparent-keepalive.md)).

Here the application prevents it. With \`server.maxRequestsPerSocket = 1\`, Node answers each request with
\`Connection: close\`, closes the connection, and would refuse a second request on it with 503. Each connection
belongs to one request of one client.`,
  hosts: {
    ...IPV4_CLIENTS,
    nginx: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1" },
  },
  drawing: [
    ["client", "to 203.0.113.1", "nginx"],
    ["neighbor", "to 203.0.113.1", "nginx"],
    ["nginx", "from 203.0.113.7, then from 203.0.113.8", "app"],
  ],
  app: "app",
  applications: ["express-one-request"],
  tasks: [
    { on: "nginx", runs: "sh", file: "iptables.sh" },
    { on: "nginx", runs: "nginx", file: "app.conf" },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "calls again, and forges headers that name 6.6.6.6",
      to: "http://203.0.113.1/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", via, "none"),
    },
  ],
  traps: [
    `This is a setting of Node's HTTP/1 server, and works with any framework:
  [\`express-one-request.ts\`](../../examples/topologies/express-one-request.ts). Each request costs a connection.`,
    `The files are for IPv4. For IPv6 clients, configure the same with \`ip6tables\` and \`ip -6\`, and let the
  application listen on IPv6. That is not tested here.`,
  ],
});
