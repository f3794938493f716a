import { FORGED_HEADERS, resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["balancer"];

scenario({
  name: "dsr",
  title: "Direct server return: the balancer only routes",
  about: `The balancer's address lies on each application machine too, on its loopback interface. The balancer passes packets on as
they are, and the machine answers the client directly, past the balancer: direct server return, or "direct routing" in LVS
(\`ipvsadm -g\`), keepalived, MetalLB's and Cilium's DSR modes. The connection comes from the client: there is nothing to
believe, and nothing to configure but that.`,
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
      what: "calls, and is answered past the balancer",
      after: { on: "balancer", run: "iptables -A FORWARD -s 198.51.100.10 -j DROP" },
      to: "http://198.51.100.10:3000/",
      sees: resolved("203.0.113.7", via, "none"),
    },
  ],
  traps: [
    `The balancer cannot change the port: the application listens where clients call.`,
    `The balancer needs its default route though it answers nobody: under strict \`rp_filter\` (1) it drops packets from clients to whom
  it knows no way.`,
    `Without \`arp_ignore\` the application's machine claims the balancer's address in the LAN, and clients come to it directly.`,
    `The balancer here is a plain route, since the kernel that this was tried on has no IPVS. What arrives at the application is the
  same: IPVS in this mode changes no more than the frame's hardware address.`,
  ],
});
