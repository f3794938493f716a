import { forgedHeaders, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";
import { useToaTools } from "./toa/tools.ts";

useToaTools();

const BALANCER = "http://203.0.113.1/";
const HIDDEN = unresolved("hidden", ["balancer", "toa"], "none", { peer: "10.1.0.1" });

/** The option that the forger writes, and what fills the 40 bytes beside the kernel's own options. */
const FORGED = "254=6.6.6.6:666";
const FILLING = `${FORGED} 253=000000000000000000000000000000000000`;

scenario({
  name: "toa",
  title: "TOA: the balancer writes the client into a TCP option",
  about: `A balancer that takes the client's place in packets, as LVS in FULLNAT mode, DPVS and some clouds' level 4 balancers do,
and writes who the client was into an option of the TCP header. [\`toa\`](../../toa/README.md), a small tool of this
project's, makes the kernel answer with that client when the application asks for its peer: by eBPF, without a kernel
module, and for the balancers only that it is told to trust.

Here \`fullnat\` and \`iptables\` do what LVS does, since that is a kernel module, and \`tcp-options\` lets a host write
options of its own.`,
  hosts: {
    client: { lans: { outside: "203.0.113.7/24" } },
    neighbour: { lans: { outside: "203.0.113.8/24" } },
    forger: { lans: { outside: "203.0.113.66/24" }, via: "203.0.113.1", controlGroup: true },
    balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    colleague: { lans: { inside: "10.1.0.9/24" }, controlGroup: true },
    app: { lans: { inside: "10.1.0.2/24" }, controlGroup: true },
  },
  drawing: [
    ["client", "to 203.0.113.1:80", "balancer"],
    ["balancer", "from 10.1.0.1, to 10.1.0.2:3000, TOA 203.0.113.7", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "app", runs: "sh", file: "app.sh" },
    { on: "balancer", runs: "sh", file: "balancer.sh" },
  ],
  variants: {
    "option 254": [{ on: "balancer", runs: "sh", file: "balancer-254.sh" }],
    "option 200": [{ on: "balancer", runs: "sh", file: "balancer-200.sh" }],
  },
  visits: [
    {
      from: "client",
      what: "calls",
      to: BALANCER,
      options: ["--local-port", "34567"],
      sees: resolved("203.0.113.7", ["toa"], "none", { peer: "203.0.113.7", port: 34567 }),
    },
    {
      from: "neighbour",
      what: "calls",
      to: BALANCER,
      sees: resolved("203.0.113.8", ["toa"], "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: BALANCER,
      sends: forgedHeaders,
      sees: resolved("203.0.113.7", ["toa"], "none"),
    },
    {
      from: "colleague",
      what: "writes TOA, whom nobody trusts, and calls the application itself",
      after: { on: "colleague", run: `tcp-options syn,ack,data ${FORGED}` },
      to: "http://10.1.0.2:3000/",
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "colleague",
      what: "writes TOA and is trusted: **believed**",
      after: { on: "app", run: "toa trust --cgroup $CONTROL_GROUP 10.1.0.9" },
      to: "http://10.1.0.2:3000/",
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "colleague",
      what: "writes TOA on the first data only, before this library asks for the peer",
      after: { on: "colleague", run: `tcp-options data ${FORGED}` },
      to: "http://10.1.0.2:3000/",
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "forger",
      what: "writes TOA beside the balancer's",
      after: { on: "forger", run: `tcp-options ack,data ${FORGED}` },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "writes TOA on the SYN, which this balancer leaves alone",
      after: { on: "forger", run: `tcp-options syn ${FORGED}` },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "fills the options, which leaves no room for the balancer's: **believed**",
      after: { on: "forger", run: `tcp-options ack,data ${FILLING}` },
      to: BALANCER,
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "forger",
      what: "fills the options, in vain",
      after: {
        on: "balancer",
        run: "iptables -t mangle -A PREROUTING -i outside -p tcp -j TCPOPTSTRIP --strip-options 200,253,254",
      },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "writes what is taken away again, and is known",
      after: { on: "forger", run: `tcp-options ack,data ${FORGED}` },
      to: BALANCER,
      sees: resolved("203.0.113.66", ["toa"], "none"),
    },
    {
      from: "client",
      what: "calls, and nobody writes TOA",
      after: { on: "balancer", run: "tc filter del dev inside egress" },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "is the only one who writes TOA: **believed**",
      after: { on: "balancer", run: "iptables -t mangle -F PREROUTING" },
      to: BALANCER,
      sees: resolved("6.6.6.6", ["toa"], "none"),
    },
    {
      from: "forger",
      what: "is the only one who writes TOA, in vain",
      after: {
        on: "balancer",
        run: `nft 'table ip strip { chain prerouting { type filter hook prerouting priority mangle; iifname "outside" reset tcp option 254; }; }'`,
      },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "client",
      what: "calls, and nobody restores it any more",
      after: { on: "app", run: "toa detach --cgroup $CONTROL_GROUP" },
      to: BALANCER,
      sees: HIDDEN,
    },
  ],
  traps: [
    `A client can write the option itself. Where the balancer has no room left to write its own, or does not write it for
  this service, the client's stands alone, from the balancer's address, and is believed. Strip the kinds that \`toa\`
  accepts from whatever comes in from clients, on the balancer or in front of it, as above: what is stripped becomes
  padding, so that filling the options only buys to be unresolved.`,
    `With \`clientIp("direct")\` whoever brings no TOA is taken for 10.1.0.1. The path above makes that \`hidden\`. Its finding
  \`dead-hop\`, that the balancer hides everybody, is what is meant here.`,
    `The option is what the kernel says, not what a header says: no answer of this library can tell a forged peer from a
  true one. Only the balancers that \`toa\` trusts, and the stripping, protect.`,
    `\`ss\`, the firewall and packet filters go on seeing the balancer: only \`getpeername\` and \`accept\` name the client.`,
    `More of them, with what to do, are in [toa's README](../../toa/README.md).`,
  ],
});
