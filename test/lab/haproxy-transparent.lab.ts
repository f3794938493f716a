import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["haproxy"];

scenario({
  name: "haproxy-transparent",
  title: "HAProxy as a transparent proxy",
  about: `HAProxy takes the clients' connections and makes its own to the application, from the client's address (\`source 0.0.0.0
usesrc clientip\`), in \`mode tcp\` as in \`mode http\`. The application answers to the client's address, so that its answers must
pass by HAProxy's machine, which takes them in. The connection seems to come from the client: there is nothing to believe,
and nothing to configure but that.`,
  hosts: {
    ...IPV4_CLIENTS,
    haproxy: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1" },
  },
  drawing: [
    ["client", "to 203.0.113.1", "haproxy"],
    ["haproxy", "from 203.0.113.7, to 10.1.0.2:3000", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [{ on: "haproxy", runs: "haproxy", file: "haproxy.cfg" }],
  variants: {
    iptables: [{ on: "haproxy", runs: "sh", file: "iptables.sh" }],
    nftables: [{ on: "haproxy", runs: "sh", file: "nft.sh" }],
  },
  visits: [
    {
      from: "client",
      what: "calls by `mode tcp`",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "calls by `mode tcp`",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "calls by `mode http`",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls by `mode http`, where the client's connection is kept",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.8", via, "none"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:81/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "client",
      what: "calls where the answers are not taken in",
      after: { on: "haproxy", run: "ip rule del fwmark 1 lookup 100" },
      to: "http://203.0.113.1/",
      patience: 1000,
      sees: "no answer",
    },
  ],
  traps: [
    `Whoever can reach the application without HAProxy is a client too, at its own address. Nothing is believed of it, but nothing keeps it
  out either.`,
    `The application's way to the clients must lead over HAProxy's machine: its default route.`,
    `HAProxy with \`http-reuse always\` uses a kept connection for the client that it was made for. [nginx does not](nginx-transparent-keepalive.md).`,
    `This is for IPv4. For clients of IPv6, who need an application that listens on IPv6, set up the same by \`ip6tables\` and \`ip -6\`;
  that was not tried here.`,
  ],
});
