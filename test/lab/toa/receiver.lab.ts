import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Host } from "../host.ts";
import { Network } from "../network.ts";
import {
  believed,
  CLIENT,
  IPV4,
  IPV4_AFTER_DATA,
  IPV6,
  MAPPED,
  refused,
  withdrawn,
} from "./receiver-rows.ts";
import { useToaTools } from "./tools.ts";

useToaTools();

const peer = fileURLToPath(new URL("peer.js", import.meta.url));

const network = new Network({
  app: { lans: { inside: ["10.1.0.2/24", "fd00:1::2/64"] }, controlGroup: true },
  balancer: { lans: { inside: ["10.1.0.1/24", "fd00:1::1/64"] }, controlGroup: true },
  outsider: { lans: { inside: ["10.1.0.66/24", "fd00:1::66/64"] }, controlGroup: true },
  // Half of its address is what the balancer's is in IPv6's clothes.
  pretender: { lans: { inside: "fd00:1::ffff:a01:1/64" }, controlGroup: true },
});
const app = new Host(network.namespaceOf("app"));
const balancer = new Host(network.namespaceOf("balancer"));
const outsider = new Host(network.namespaceOf("outsider"));
const pretender = new Host(network.namespaceOf("pretender"));

/** Starts peer.js, which asks for the peer's name after so many messages. */
async function listen(address: string, port: number, messages: number): Promise<void> {
  const command = [process.execPath, peer, address, `${port}`, `${messages}`];
  await app.start(command, port);
}

beforeAll(async () => {
  await network.make();
  // Older than the programs: the kernel keeps no SYN for it.
  await listen("0.0.0.0", 4024, 0);
  await app.run(`toa build
    toa attach --cgroup $CONTROL_GROUP --trust 10.1.0.1 fd00:1::/126 --kind 254 200`);
  await listen("0.0.0.0", 4004, 0);
  await listen("0.0.0.0", 4014, 1);
  await listen("0.0.0.0", 4034, 2);
  await listen("::", 4006, 0);
});
afterAll(async () => {
  await app.run("toa detach --cgroup $CONTROL_GROUP");
  await app.stop();
  await network.remove();
});

/** What a caller is called that writes these options (see tcp-options), one set after the other. */
async function peerName(
  caller: Host,
  options: string | readonly string[],
  to: string,
): Promise<string> {
  const commands = [options].flat().map((some) => `tcp-options ${some}`);
  return (await caller.run([...commands, `ask ${to}`].join("\n"))).trim();
}

let counters: ReadonlyMap<string, number> = new Map();

/**
 * Which counters have changed since the last time that they were read; how often Node asked is its
 * own affair.
 */
async function changedCounters(): Promise<readonly string[]> {
  const lines = (await app.run("toa status --cgroup $CONTROL_GROUP")).matchAll(
    /^ {2}(\w+_\w+): (\d+)$/gm,
  );
  const now = new Map([...lines].map(([, name = "", count]) => [name, Number(count)]));
  const changed = [...now].filter(([name, count]) => count !== (counters.get(name) ?? 0));
  counters = now;
  return changed.map(([name]) => name).filter((name) => name !== "peer_names_answered");
}

describe("TOA: what the receiver believes", () => {
  describe.each(believed)(
    "An option from a trusted balancer $why",
    ({ options, to = IPV4, sees, counts }) => {
      it("names the peer that the option names", async ({ task }) => {
        const name = await peerName(balancer, options, to);
        task.meta.saw = name.replace(/ .*/, "");
        expect(name).toBe(sees);
        expect(await changedCounters()).toEqual(["from_trusted", counts]);
      });
    },
  );

  describe.each(refused)(
    "An option from a trusted balancer $why",
    ({ options, to = IPV4, counts }) => {
      it("leaves the balancer's name if the option is refused", async ({ task }) => {
        const name = await peerName(balancer, options, to);
        task.meta.saw = name.replace(/ .*/, "");
        expect(name).toMatch(/^(::ffff:)?10\.1\.0\.1 /);
        expect(await changedCounters()).toEqual(["from_trusted", counts]);
      });
    },
  );

  describe.each(withdrawn)(
    "A client who writes $why, where the balancer writes on the first data only,",
    (row) => {
      it("is the balancer to who asks then", async () => {
        const name = await peerName(balancer, [row.forged, row.honest], IPV4_AFTER_DATA);
        expect(name).toMatch(/^10\.1\.0\.1 /);
        expect(await changedCounters()).toEqual([
          "from_trusted",
          ...row.counts,
          "withdrawn_on_data",
        ]);
      });
    },
  );

  it("A client who writes on the SYN that opens a connection at once is the balancer", async () => {
    // Every listener of the machine, and no cookie: nginx says `fastopen=`, haproxy `tfo`.
    await app.run("echo $((0x602)) > /proc/sys/net/ipv4/tcp_fastopen");
    await listen("0.0.0.0", 4044, 1);
    await balancer.run(`echo $((0x5)) > /proc/sys/net/ipv4/tcp_fastopen
      tcp-options syn 254=6.6.6.6:666; tcp-options +ack ${CLIENT}`);
    const said = await balancer.run("curl -sS --http0.9 --tcp-fastopen http://10.1.0.2:4044/");
    expect(said).toMatch(/\n10\.1\.0\.1 /);
    expect(await changedCounters()).toEqual(["from_trusted", "refused_fast_open"]);
  });

  describe.each([
    { over: "IPv4", from: outsider, to: IPV4, own: /^10\.1\.0\.66 / },
    { over: "IPv4 to a socket on `::`", from: outsider, to: MAPPED, own: /^::ffff:10\.1\.0\.66 / },
    { over: "IPv6", from: outsider, to: IPV6, own: /^fd00:1::66 / },
    { over: "IPv6 who pretends", from: pretender, to: IPV6, own: /^fd00:1::ffff:a01:1 / },
  ])("An outsider over $over", ({ from, to, own }) => {
    it.each([
      { on: "syn", counts: ["ignored_from_untrusted"] },
      { on: "ack", counts: ["ignored_from_untrusted"] },
      { on: "syn,ack,data", counts: ["ignored_from_untrusted"] },
      // No process reads its data.
      { on: "data", counts: [] },
    ])("is not believed, whatever it writes on $on", async ({ on, counts }) => {
      expect(await peerName(from, `${on} 254=6.6.6.6:666`, to)).toMatch(own);
      expect(await changedCounters()).toEqual(counts);
    });
  });

  describe("SYN cookies", () => {
    beforeAll(() => app.run("echo 2 > /proc/sys/net/ipv4/tcp_syncookies"));
    afterAll(() => app.run("echo 1 > /proc/sys/net/ipv4/tcp_syncookies"));

    it.each([
      { on: "ack", to: IPV4, sees: /^203\.0\.113\.7 / },
      { on: "data", to: IPV4_AFTER_DATA, sees: /^203\.0\.113\.7 / },
      { on: "syn", to: IPV4, sees: /^10\.1\.0\.1 / },
    ])("leave what is written on $on: $sees", async ({ on, to, sees }) => {
      expect(await peerName(balancer, `${on} ${CLIENT}`, to)).toMatch(sees);
    });

    it("leave a client the word who writes on the ACK, where the balancer writes on the SYN only", async () => {
      const options = [`syn ${CLIENT}`, "+ack 254=6.6.6.6:666"];
      expect(await peerName(balancer, options, IPV4)).toBe("6.6.6.6 666");
    });
  });

  describe("The trust list", () => {
    it("is what protects: an outsider on it is believed, and taken off it is not", async () => {
      await app.run("toa trust --cgroup $CONTROL_GROUP 10.1.0.64/29 fd00:1::66");
      expect(await peerName(outsider, "ack 254=6.6.6.6:666", IPV4)).toBe("6.6.6.6 666");
      expect(await peerName(outsider, "ack 254=6.6.6.6:666", IPV6)).toBe("::ffff:6.6.6.6 666");
      await app.run("toa untrust --cgroup $CONTROL_GROUP 10.1.0.64/29 fd00:1::66");
      expect(await peerName(outsider, "ack 254=6.6.6.6:666", IPV4)).toMatch(/^10\.1\.0\.66 /);
      expect(await peerName(outsider, "ack 254=6.6.6.6:666", IPV6)).toMatch(/^fd00:1::66 /);
    });

    it("knows an IPv6 address that looks like the balancer's IPv4 address in IPv6's clothes", async () => {
      await app.run("toa trust --cgroup $CONTROL_GROUP fd00:1::ffff:a01:1");
      expect(await peerName(pretender, "ack 254=6.6.6.6:666", IPV6)).toBe("::ffff:6.6.6.6 666");
      await app.run("toa untrust --cgroup $CONTROL_GROUP fd00:1::ffff:a01:1");
    });
  });
});
