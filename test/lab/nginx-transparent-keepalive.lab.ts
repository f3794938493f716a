import { IPV4_CLIENTS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["nginx"];

scenario({
  name: "nginx-transparent-keepalive",
  title: "A trap: nginx as a transparent proxy that keeps connections",
  about: `nginx that connects from the client's address ([a transparent proxy](nginx-transparent.md)), and keeps connections to the
application to use them again. It takes any kept connection to that server, whichever client's address it was made from, so that
one client's requests come to the application over another client's connection. No middleware can tell: neither the connection
nor the request shows it. On port 80 is the trap, on port 81 a way out of it.`,
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
      what: "calls where connections are kept",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls where connections are kept: **WRONG, this is the other client**",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "client",
      what: "calls where none are kept",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls where none are kept",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
  ],
  traps: [
    `From version 1.29.7 on nginx keeps connections in every \`upstream\`, also where no \`keepalive\` is said: a set-up that was
  right becomes wrong by the update. \`proxy_set_header Connection close\` is right in all versions, \`keepalive 0\` only from 1.29.7 on: older ones refuse it.`,
    `What nginx cannot spoil: an application that takes [one request a connection](nginx-transparent-one-request.md).`,
    `A header that nginx adds does not help here: it comes from a client's address, so that nobody can say by address whether nginx wrote it.`,
    `If connections are to be kept, let nginx call from its own address and write X-Forwarded-For: [nginx](nginx.md).`,
    `[HAProxy](haproxy-transparent.md) keeps connections apart by client.`,
    `\`proxy_set_header Connection close\` breaks WebSockets. For these write \`map $http_upgrade $kept { default upgrade; "" close; }\`,
  \`proxy_set_header Connection $kept\`, \`proxy_set_header Upgrade $http_upgrade\`, \`proxy_http_version 1.1\`: a connection that was
  upgraded is never used for somebody else.`,
    `This is for IPv4. For clients of IPv6, who need an application that listens on IPv6, set up the same by \`ip6tables\` and \`ip -6\`;
  that was not tried here.`,
  ],
});
