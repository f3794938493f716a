import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["nginx"];

scenario({
  name: "nginx-transparent",
  presets: ["nginx"],
  title: "nginx as a transparent proxy (TPROXY, proxy_bind transparent)",
  about: `nginx accepts the clients' connections and connects to the application from the client's address
(\`proxy_bind $remote_addr transparent\`), for HTTP and for streams. The application's answers go to the client's
address. They must pass through nginx's machine, which delivers them to nginx.

The connection seems to come from the client. The path says so, and no header is read. This holds only while
nginx uses no connection for two clients.`,
  hosts: {
    ...IPV4_CLIENTS,
    nginx: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1" },
  },
  drawing: [
    ["client", "to 203.0.113.1", "nginx"],
    ["nginx", "from 203.0.113.7, to 10.1.0.2:3000", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "nginx", runs: "nginx", file: "app.conf" },
    { on: "nginx", runs: "nginx stream", file: "stream.conf", port: 81 },
  ],
  variants: {
    iptables: [{ on: "nginx", runs: "sh", file: "iptables.sh" }],
    nftables: [{ on: "nginx", runs: "sh", file: "nft.sh" }],
  },
  visits: [
    {
      from: "client",
      what: "sends a request",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "sends a request",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "calls through the stream proxy",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls through the stream proxy",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.8", via, "none"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "client",
      what: "calls when the answers are no longer delivered to the proxy",
      after: { on: "nginx", run: "ip rule del fwmark 1 lookup 100" },
      to: "http://203.0.113.1/",
      patience: 1000,
      sees: "no answer",
    },
  ],
  traps: [
    `With upstream keep-alive, nginx sends one client's requests over another client's connection: see
  [the trap](nginx-transparent-keepalive.md). An \`upstream\` with \`keepalive\` does it, and from 1.29.7 on every
  \`upstream\` without \`keepalive 0\`. The header \`Connection: close\` to the application prevents it in all
  versions.`,
    `An application that accepts [one request per connection](nginx-transparent-one-request.md) does not depend on
  that.`,
    `The application's route to the clients must go through nginx's machine: make that its default route.`,
    `\`Connection: close\` breaks WebSockets: [how to allow them](nginx-transparent-keepalive.md).`,
    `The files are for IPv4. For IPv6 clients, configure the same with \`ip6tables\` and \`ip -6\`, and let the
  application listen on IPv6. That is not tested here.`,
  ],
});
