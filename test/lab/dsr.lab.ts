import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["balancer"];

scenario({
  name: "dsr",
  title: "Direct server return (DSR): LVS direct routing, keepalived",
  about: `Each application machine also has the balancer's address, on its loopback interface. The balancer forwards
packets unchanged, and the machine answers the client directly, past the balancer. This is "direct routing" in
LVS (\`ipvsadm -g\`) and keepalived, and the DSR mode of MetalLB and Cilium.

The connection comes from the client. The path says so, and no header is read.

The kernel of the test has no IPVS, so a plain route stands in for the balancer. IPVS in this mode only changes
the frame's hardware address, so the application receives the same packets.`,
  hosts: {
    client: { lans: { outside: "203.0.113.7/24" }, via: "203.0.113.1" },
    neighbor: { lans: { outside: "203.0.113.8/24" }, via: "203.0.113.1" },
    router: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.254/24" }, router: true },
    balancer: { lans: { inside: "10.1.0.1/24" }, via: "10.1.0.254", router: true },
    app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.254" },
  },
  drawing: [
    ["client", "to 198.51.100.10:3000", "router"],
    ["router", "to 198.51.100.10:3000", "balancer"],
    ["balancer", "from 203.0.113.7, to 198.51.100.10:3000", "app"],
    ["app", "from 198.51.100.10:3000", "router"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "router", runs: "sh", file: "router.sh" },
    { on: "balancer", runs: "sh", file: "balancer.sh" },
    { on: "app", runs: "sh", file: "app.sh" },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://198.51.100.10:3000/",
      sees: resolved("203.0.113.7", via, "none", { peer: "203.0.113.7" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://198.51.100.10:3000/",
      sees: resolved("203.0.113.8", via, "none", { peer: "203.0.113.8" }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://198.51.100.10:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", via, "none"),
    },
    {
      from: "client",
      what: "calls, and the answer bypasses the balancer",
      after: { on: "balancer", run: "iptables -A FORWARD -s 198.51.100.10 -j DROP" },
      to: "http://198.51.100.10:3000/",
      sees: resolved("203.0.113.7", via, "none"),
    },
  ],
  traps: [
    `The balancer cannot change the port: the application must listen on the port that clients call.`,
    `The balancer needs a default route although it answers no client. Under strict \`rp_filter\` (1) it drops packets
  from clients to which it has no route.`,
    `Without \`arp_ignore\`, the application's machine announces the balancer's address in the LAN, and clients reach
  it directly.`,
  ],
});
