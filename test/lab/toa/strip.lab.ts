import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Host } from "../host.ts";
import { Network } from "../network.ts";
import { useToaTools } from "./tools.ts";

useToaTools();

const peer = fileURLToPath(new URL("peer.js", import.meta.url));
const manual = readFileSync(new URL("../../../tools/toa/README.md", import.meta.url), "utf8");
const example = new URL("../../../examples/topologies/toa/strip.sh", import.meta.url);

/**
 * A router in front of a balancer knows no connections, so that nothing puts fragments together.
 * Forgers may be at any of its interfaces.
 */
const network = new Network({
  forger: {
    lans: { any: "203.0.113.66/24" },
    via: "203.0.113.1",
    controlGroup: true,
  },
  router: { lans: { any: "203.0.113.1/24", inside: "10.1.0.1/24" }, router: true },
  app: { lans: { inside: "10.1.0.2/24" }, via: "10.1.0.1", controlGroup: true },
});
const forger = new Host(network.namespaceOf("forger"));
const router = new Host(network.namespaceOf("router"));
const app = new Host(network.namespaceOf("app"));

beforeAll(async () => {
  await network.make();
  // Trusted here as a balancer is that leaves what the client wrote.
  await app.run(`toa build
    toa attach --cgroup $CONTROL_GROUP --trust 203.0.113.66 --kind 254 200`);
  await app.start([process.execPath, peer, "0.0.0.0", "4014", "1"], 4014);
});
afterEach(() => router.run("nft flush ruleset"));
afterAll(async () => {
  await app.run("toa detach --cgroup $CONTROL_GROUP");
  await app.stop();
  await network.remove();
});

const nft = (rules: string): string => `nft -f - <<'END'\n${rules}\nEND`;
const inChain = (rule: string): string =>
  nft(
    `table ip toa { chain prerouting { type filter hook prerouting priority mangle; ${rule}; }; }`,
  );

const RULES = {
  nothing: "true",
  "strip.sh": readFileSync(example, "utf8"),
  "the manual's rules for nftables": nft(/```nft\n([^]*?)```/.exec(manual)?.[1] ?? ""),
  "nftables' reset": inChain("reset tcp option 254"),
  "nftables' drop alone": inChain("tcp option 254 exists drop"),
};

const BELIEVED = /\n6\.6\.6\.6 /;
const STRIPPED = /\n203\.0\.113\.66 /;
const DROPPED = /^no answer$/;

/** How packets leave: 48 bytes of a TCP header are in the first fragment, TOA is in the second. */
const WHOLE = 1500;
const IN_FRAGMENTS = 68;
const ONE = "254=6.6.6.6:666";
const TWO = `${ONE} 254=6.6.6.6:667`;
const SECOND_FRAGMENT = `253=${"00".repeat(14)} ${ONE}`;

describe("TOA: what strips the option in front of a balancer", () => {
  it.each<{
    why: string;
    rules: keyof typeof RULES;
    options: string;
    mtu: number;
    sees: RegExp;
  }>([
    { why: "it is written", rules: "nothing", options: ONE, mtu: WHOLE, sees: BELIEVED },
    {
      why: "fragments come together again",
      rules: "nothing",
      options: SECOND_FRAGMENT,
      mtu: IN_FRAGMENTS,
      sees: BELIEVED,
    },
    { why: "it is taken out", rules: "strip.sh", options: ONE, mtu: WHOLE, sees: STRIPPED },
    {
      why: "both are taken out",
      rules: "strip.sh",
      options: TWO,
      mtu: WHOLE,
      sees: STRIPPED,
    },
    {
      why: "half a header is dropped",
      rules: "strip.sh",
      options: SECOND_FRAGMENT,
      mtu: IN_FRAGMENTS,
      sees: DROPPED,
    },
    {
      why: "it is dropped",
      rules: "the manual's rules for nftables",
      options: ONE,
      mtu: WHOLE,
      sees: DROPPED,
    },
    {
      why: "the other kind is dropped",
      rules: "the manual's rules for nftables",
      options: "200=6.6.6.6:666",
      mtu: WHOLE,
      sees: DROPPED,
    },
    {
      why: "it is dropped",
      rules: "the manual's rules for nftables",
      options: TWO,
      mtu: WHOLE,
      sees: DROPPED,
    },
    {
      why: "fragments are put together first",
      rules: "the manual's rules for nftables",
      options: SECOND_FRAGMENT,
      mtu: IN_FRAGMENTS,
      sees: DROPPED,
    },
    {
      why: "others may call",
      rules: "the manual's rules for nftables",
      options: "253=0011",
      mtu: WHOLE,
      sees: STRIPPED,
    },
    {
      why: "only the first one is taken out",
      rules: "nftables' reset",
      options: TWO,
      mtu: WHOLE,
      sees: BELIEVED,
    },
    {
      why: "no filter sees it in fragments",
      rules: "nftables' drop alone",
      options: SECOND_FRAGMENT,
      mtu: IN_FRAGMENTS,
      sees: BELIEVED,
    },
  ])(
    "$rules, with $options in packets of $mtu bytes: $why",
    async ({ rules, options, mtu, sees }) => {
      await router.run(RULES[rules]);
      const patience = sees === DROPPED ? 1 : 5;
      const said = await forger.run(`ip route replace default via 203.0.113.1 mtu lock ${mtu}
      tcp-options ack,data ${options}
      curl -sS --http0.9 --max-time ${patience} http://10.1.0.2:4014/ 2>/dev/null || printf 'no answer'`);
      expect(said).toMatch(sees);
    },
  );
});
