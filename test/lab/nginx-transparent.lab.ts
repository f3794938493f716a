import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["nginx"];

scenario({
  name: "nginx-transparent",
  title: "nginx as a transparent proxy",
  about: `nginx takes the clients' connections and makes its own to the application, from the client's address (\`proxy_bind $remote_addr
transparent\`), for requests as for streams. The application answers to the client's address, so that its answers must pass by
nginx's machine, which takes them in. The connection seems to come from the client: there is nothing to believe, and nothing to
configure but that, as long as no connection is used for two clients.`,
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
      what: "calls by the stream proxy",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls by the stream proxy",
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
      what: "calls where the answers are not taken in",
      after: { on: "nginx", run: "ip rule del fwmark 1 lookup 100" },
      to: "http://203.0.113.1/",
      patience: 1000,
      sees: "no answer",
    },
  ],
  traps: [
    `nginx that keeps connections to the application sends one client's requests over another one's: see
  [the trap](nginx-transparent-keepalive.md). It keeps them where an \`upstream\` says \`keepalive\`, and from 1.29.7 on in every
  \`upstream\` that does not say \`keepalive 0\`; \`Connection: close\` for the application prevents it in all versions.`,
    `An application that takes [one request a connection](nginx-transparent-one-request.md) does not depend on that.`,
    `The application's way to the clients must lead over nginx's machine: its default route.`,
    `\`Connection: close\` breaks WebSockets: [how to let them through](nginx-transparent-keepalive.md).`,
    `This is for IPv4. For clients of IPv6, who need an application that listens on IPv6, set up the same by \`ip6tables\` and \`ip -6\`;
  that was not tried here.`,
  ],
});
