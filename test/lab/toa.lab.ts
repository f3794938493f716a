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
  presets: ["tencentClb", "huaweiElb"],
  title: "TOA: LVS FULLNAT and DPVS write the client into a TCP option",
  about: `A balancer replaces the client's address in packets and writes the client into an option of the TCP header. LVS
in FULLNAT mode, DPVS and the layer 4 balancers of some clouds do this. [\`toa\`](../../tools/toa/README.md), a
small tool of this project, makes the kernel return that client when the application asks for its peer. It uses
eBPF, needs no kernel module, and trusts only the balancers that you list.

DPVS writes TOA as option 254 for each TCP service in FNAT mode. Newer versions can send PROXY headers instead:
prefer those, because they need no help from the kernel. LVS has FULLNAT and TOA only with Alibaba's kernel
patch, and writes TOA by default. The kernel's own IPVS has neither, and keeps the source address. For clouds,
see their manuals: some write option 200.

In the test, [\`fullnat\`](../../test/lab/toa/fullnat) and \`iptables\` do what LVS does, since that is a kernel
module. [\`tcp-options\`](../../test/lab/toa/tcp-options) lets a host write options of its own. Both belong to the
laboratory.`,
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
      what: "is not trusted, writes TOA, and calls the application directly",
      after: { on: "insider", run: `tcp-options syn,ack,data ${FORGED}` },
      to: APPLICATION,
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "insider",
      what: "writes TOA and is trusted: **WRONG, a trusted peer can name any client**",
      after: { on: "app", run: "toa trust --cgroup $CONTROL_GROUP 10.1.0.9" },
      to: APPLICATION,
      sees: resolved("6.6.6.6", ["toa"], "none", { peer: "6.6.6.6" }),
    },
    {
      from: "insider",
      what: "writes TOA on the first data only: too late, this library notes the peer at accept",
      after: { on: "insider", run: `tcp-options data ${FORGED}` },
      to: APPLICATION,
      waits: true,
      sees: resolved("10.1.0.9", ["toa"], "none", { peer: "10.1.0.9" }),
    },
    {
      from: "insider",
      what: "is no longer trusted",
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
      what: "fills the options, so that the balancer's has no room",
      after: { on: "forger", run: `tcp-options ack,data ${FORGED} 253=fill` },
      to: BALANCER,
      sees: HIDDEN,
    },
    {
      from: "forger",
      what: "fills the options, which are no longer stripped: **WRONG, the client's own is the only one**",
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
      what: "writes TOA on the SYN, which this balancer does not change",
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
      what: "writes TOA: **WRONG, the balancer does not**",
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
      what: "calls, after `toa` is detached",
      after: { on: "app", run: "toa detach --cgroup $CONTROL_GROUP" },
      to: BALANCER,
      sees: HIDDEN,
    },
  ],
  traps: [
    `A client can write the option itself, and can always arrange that the balancer's own is missing or unread.
  Without \`strip.sh\` a client can name any other client. Strip the kinds that \`toa\` accepts, on all of the
  balancer's interfaces, or in front of a balancer outside the kernel, such as DPVS. Stripped options become
  padding, so a client that fills the options is only unresolved. With nftables, drop such segments, as above:
  \`reset tcp option\` removes only the first of several.`,
    `A program on the balancer, or a caller whose packets get the balancer's address, is trusted like the balancer.
  Hence \`--ctstate DNAT\` in \`balancer.sh\`.`,
    `A manual \`toa attach\` lasts only until systemd stops the service and removes its control group. Attach in the
  unit.`,
    `With \`clientIp("direct")\`, a client without TOA would be resolved as 10.1.0.1. With the path above it is
  \`hidden\`. The finding \`dead-hop\` says that the balancer hides its clients, which is intended here.`,
    `The option reaches the application through the kernel, not in a header. So this library cannot distinguish a
  forged peer from a true one. Only \`toa\`'s list of balancers and the stripping protect it.`,
    `\`ss\`, the firewall and packet filters still see the balancer. Only \`getpeername\` and \`accept\` return the client.`,
    `The [README of toa](../../tools/toa/README.md#traps) has more traps, with remedies.`,
  ],
});
