import { IPV4_CLIENTS, FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["haproxy"];

scenario({
  name: "haproxy-transparent",
  presets: ["haproxy"],
  title: "HAProxy as a transparent proxy (TPROXY, usesrc clientip)",
  about: `HAProxy accepts the clients' connections and connects to the application from the client's address
(\`source 0.0.0.0 usesrc clientip\`), in \`mode tcp\` and in \`mode http\`. The application's answers go to the
client's address. They must pass through HAProxy's machine, which delivers them to HAProxy.

The connection seems to come from the client. The path says so, and no header is read.`,
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
      what: "calls through `mode tcp`",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "calls through `mode tcp`",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "calls through `mode http`",
      to: "http://203.0.113.1:81/",
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "neighbor",
      what: "calls through `mode http`, where the client's connection is kept",
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
      what: "calls when the answers are no longer delivered to the proxy",
      after: { on: "haproxy", run: "ip rule del fwmark 1 lookup 100" },
      to: "http://203.0.113.1/",
      patience: 1000,
      sees: "no answer",
    },
  ],
  traps: [
    `A caller that reaches the application without HAProxy is resolved as a client, with its own address. No header
  of it is read, but it is not kept out either.`,
    `The application's route to the clients must go through HAProxy's machine: make that its default route.`,
    `HAProxy with \`http-reuse always\` reuses a kept connection only for the client that it was opened for.
  [nginx does not](nginx-transparent-keepalive.md).`,
    `The files are for IPv4. For IPv6 clients, configure the same with \`ip6tables\` and \`ip -6\`, and let the
  application listen on IPv6. That is not tested here.`,
  ],
});
