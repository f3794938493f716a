import { IPV4_CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";
import { useToaTools } from "./toa/tools.ts";

useToaTools();

const BALANCER = "http://203.0.113.1/";
const APPLICATION = "http://10.1.0.2:3000/";
const HIDDEN = unresolved("hidden", ["balancer", "toa"], "none", { peer: "10.1.0.1" });

/** The option that is forged. */
const FORGED = "254=6.6.6.6:666";
const TWICE = `${FORGED} 254=6.6.6.6:667`;

scenario({
  name: "toa",
  title: "TOA: the balancer writes the client into a TCP option",
  about: `A balancer that takes the client's place in packets, as LVS in FULLNAT mode, DPVS and some clouds' level 4 balancers do,
and writes who the client was into an option of the TCP header. [\`toa\`](../../tools/toa/README.md), a small tool of this
project's, makes the kernel answer with that client when the application asks for its peer: by eBPF, without a kernel
module, and for the balancers only that it is told to trust.

DPVS writes TOA, as option 254, for each TCP service in FNAT mode; newer ones can send PROXY headers instead, which need
nothing of the kernel: prefer them. LVS has FULLNAT and TOA by Alibaba's patch of the kernel only, and then writes it
unless told not to. The kernel's own IPVS has neither, and needs neither: it keeps the source address. For clouds see
their manuals; option 200 is written, too.

Here [\`fullnat\`](../../test/lab/toa/fullnat) and \`iptables\` do what LVS does, since that is a kernel module, and
[\`tcp-options\`](../../test/lab/toa/tcp-options) lets a host write options of its own. Both are this laboratory's.`,
  hosts: {
    ...IPV4_CLIENTS,
    forger: { lans: { outside: "203.0.113.66/24" }, via: "203.0.113.1", controlGroup: true },
    balancer: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
    insider: { lans: { inside: "10.1.0.9/24" }, controlGroup: true },
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
    { on: "balancer", runs: "sh", file: "strip.sh" },
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
      localPort: 34567,
      sees: resolved("203.0.113.7", ["toa"], "none", { peer: "203.0.113.7", port: 34567 }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: BALANCER,
      sees: resolved("203.0.113.8", ["toa"], "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: BALANCER,
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", ["toa"], "none"),
    },
    {
      from: "insider",
      what: "writes TOA, whom nobody trusts, and calls the application itself",
      after: { on: "insider", run: `tcp-options syn,ack,data ${FORGED}` },
      to: APPLICATION,
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "insider",
      what: "writes TOA and is trusted: **WRONG, who is trusted can name anybody**",
      after: { on: "app", run: "toa trust --cgroup $CONTROL_GROUP 10.1.0.9" },
      to: APPLICATION,
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "insider",
      what: "writes TOA on the first data only: **WRONG as well, since this library asks for the peer later**",
      after: { on: "insider", run: `tcp-options data ${FORGED}` },
      to: APPLICATION,
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "insider",
      what: "is trusted no longer",
      after: { on: "app", run: "toa untrust --cgroup $CONTROL_GROUP 10.1.0.9" },
      to: APPLICATION,
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "insider",
      what: "sends through the balancer",
      after: {
        on: "insider",
        run: `ip route add 10.1.0.2 via 10.1.0.1; tcp-options syn,ack,data ${FORGED}`,
      },
      to: APPLICATION,
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "forger",
      what: "writes TOA",
      after: { on: "forger", run: `tcp-options syn,ack,data ${FORGED}` },
      to: BALANCER,
      sees: resolved("203.0.113.66", ["toa"], "none", { peer: "203.0.113.66" }),
    },
    {
      from: "forger",
      what: "writes TOA twice",
      after: { on: "forger", run: `tcp-options ack,data ${TWICE}` },
      to: BALANCER,
      sees: resolved("203.0.113.66", ["toa"], "none", { peer: "203.0.113.66" }),
    },
    {
      from: "forger",
      what: "fills the options, which leaves no room for the balancer's",
      after: { on: "forger", run: `tcp-options ack,data ${FORGED} 253=fill` },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "fills the options where nobody strips them: **WRONG, the client's own is the only one**",
      after: { on: "balancer", run: "iptables -t mangle -F PREROUTING" },
      to: BALANCER,
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
      from: "client",
      what: "calls, and the balancer does not write TOA",
      after: { on: "balancer", run: "tc filter del dev inside egress" },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "writes TOA: **WRONG, nobody else does**",
      after: { on: "forger", run: `tcp-options ack,data ${FORGED}` },
      to: BALANCER,
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "forger",
      what: "writes TOA, which nftables drops",
      after: {
        on: "balancer",
        run: "nft 'table inet toa { chain prerouting { type filter hook prerouting priority mangle; tcp option 254 exists drop; }; }'",
      },
      to: BALANCER,
      patience: 1000,
      sees: "no answer",
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
    `A client can write the option itself, and can always arrange that the balancer's own is missing or unread: without
  \`strip.sh\` any client can be anybody. Strip the kinds that \`toa\` accepts, on all of the balancer's interfaces, or in front
  of a balancer outside of the kernel, as DPVS is. What is stripped becomes padding, so that filling the options only buys to
  be unresolved. With nftables drop such segments, as above: \`reset tcp option\` takes away the first of several only.`,
    `What runs on the balancer, or has its address put on by it, is the balancer: hence \`--ctstate DNAT\` in \`balancer.sh\`.`,
    `By hand \`toa attach\` lasts until systemd stops the service, and removes its control group: attach in the unit.`,
    `With \`clientIp("direct")\` whoever brings no TOA is taken for 10.1.0.1. The path above makes that \`hidden\`. Its finding
  \`dead-hop\`, that the balancer hides everybody, is what is meant here.`,
    `The option is what the kernel says, not what a header says: no answer of this library can tell a forged peer from a
  true one. Only the balancers that \`toa\` trusts, and the stripping, protect.`,
    `\`ss\`, the firewall and packet filters go on seeing the balancer: only \`getpeername\` and \`accept\` name the client.`,
    `More of them, with what to do, are in [toa's README](../../tools/toa/README.md).`,
  ],
});
