import { IPV4_CLIENTS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["nginx"];

scenario({
  name: "nginx-transparent-keepalive",
  presets: ["nginx"],
  title: "Trap: nginx as a transparent proxy with upstream keep-alive",
  about: `nginx connects from the client's address ([a transparent proxy](nginx-transparent.md)) and keeps its connections
to the application. It reuses any kept connection to that server, even one that it opened from another client's
address. One client's requests then reach the application over another client's connection.

No middleware can detect this: neither the connection nor the request shows it. Port 80 shows the mistake, port
81 a fix.`,
  hosts: {
    ...IPV4_CLIENTS,
    nginx: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1" },
  },
  drawing: [
    ["client", "to 203.0.113.1", "nginx"],
    ["neighbor", "to 203.0.113.1", "nginx"],
    ["nginx", "from 203.0.113.7, for both", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "nginx", runs: "sh", file: "iptables.sh" },
    { on: "nginx", runs: "nginx", file: "app.conf" },
  ],
  visits: [
    {
      from: "client",
      what: "calls with keep-alive",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls with keep-alive: **WRONG, this is the other client**",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "client",
      what: "calls without keep-alive",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls without keep-alive",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
  ],
  traps: [
    `From version 1.29.7 on, nginx keeps connections in every \`upstream\`, even without \`keepalive\`: an update breaks
  a correct configuration. \`proxy_set_header Connection close\` works in all versions. \`keepalive 0\` works only
  from 1.29.7 on; older versions refuse it.`,
    `An application that accepts [one request per connection](nginx-transparent-one-request.md) is safe from this.`,
    `A header that nginx adds does not help. It arrives from a client's address, so its sender cannot be recognized
  by address.`,
    `To keep connections, let nginx call from its own address and write X-Forwarded-For: [nginx](nginx.md).`,
    `[HAProxy](haproxy-transparent.md) keeps connections apart by client.`,
    `\`proxy_set_header Connection close\` breaks WebSockets. To allow them, write
  \`map $http_upgrade $kept { default upgrade; "" close; }\`, \`proxy_set_header Connection $kept\`,
  \`proxy_set_header Upgrade $http_upgrade\` and \`proxy_http_version 1.1\`. An upgraded connection is never reused
  for another client.`,
    `The files are for IPv4. For IPv6 clients, configure the same with \`ip6tables\` and \`ip -6\`, and let the
  application listen on IPv6. That is not tested here.`,
  ],
});
