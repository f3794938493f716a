import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Host } from "../host.ts";
import { Network } from "../network.ts";
import { useToaTools } from "./tools.ts";

useToaTools();

const network = new Network({ app: { lans: {}, controlGroup: true } });
const app = new Host(network.namespaceOf("app"));
const pins = mkdtempSync(join(tmpdir(), "client-ip-lab-"));

/**
 * Runs a script where nothing is pinned but what these tests pin, whatever else goes on meanwhile.
 */
function inHost(script: string): Promise<string> {
  return app.run(`unshare --mount sh -eu <<'END'
    mount --bind ${pins} /sys/fs/bpf
    ${script}\nEND`);
}

beforeAll(async () => {
  await network.make();
  await app.run(`mount -t bpf none ${pins}; toa build`);
});
afterEach(() => inHost("toa detach --all; rmdir $CONTROL_GROUP/* 2>/dev/null || true"));
afterAll(async () => {
  await app.run(`umount ${pins}; rmdir ${pins}`);
  await network.remove();
});

const ATTACH = "toa attach --cgroup $CONTROL_GROUP";

/** What is attached to the control group, and what is pinned, with its numbers. */
const attachments = (): Promise<string> =>
  inHost("bpftool cgroup show $CONTROL_GROUP; find /sys/fs/bpf/toa 2>/dev/null || true");

/** What `toa status` says of one thing. */
async function status(what: string): Promise<readonly string[]> {
  const lines = (await inHost("toa status || true")).split("\n");
  return lines
    .filter((line) => line.startsWith(`  ${what}:`))
    .map((line) => line.slice(what.length + 4));
}

describe("TOA: the command refuses, and says how to mend it", () => {
  it.each([
    { why: "trusting no peer is useless", run: ATTACH, says: "--trust PREFIX" },
    {
      why: "a list may turn out empty",
      run: `${ATTACH} --trust --kind 200`,
      says: "--trust PREFIX",
    },
    { why: "sockets are in a cgroup", run: "toa attach --trust 10.1.0.1", says: "--cgroup DIR" },
    {
      why: "of version 2",
      run: "toa attach --cgroup /tmp --trust 10.1.0.1",
      says: "/tmp is no directory of cgroup v2",
    },
    { why: "every address is too many", run: `${ATTACH} --trust 0.0.0.0/0`, says: "at most a /8" },
    { why: "in IPv6 too", run: `${ATTACH} --trust ::/0`, says: "at most a /16" },
    {
      why: "one of the two is a slip",
      run: `${ATTACH} --trust 10.1.0.1/24`,
      says: "did you mean 10.1.0.0/24?",
    },
    {
      why: "in IPv6 too",
      run: `${ATTACH} --trust fd00:1:0:0::1:0/64`,
      says: "did you mean fd00:1::/64?",
    },
    {
      why: "inet_aton would read an octal number",
      run: `${ATTACH} --trust 010.1.0.1`,
      says: "leading zeros",
    },
    {
      why: "a sockets' family decides",
      run: `${ATTACH} --trust ::ffff:a01:1`,
      says: "without ::ffff:",
    },
    {
      why: "names are not looked up",
      run: `${ATTACH} --trust balancer`,
      says: "an IPv4 address has four numbers",
    },
    {
      why: "the second one counts too",
      run: `${ATTACH} --trust 10.1.0.1 fe80::1%eth0`,
      says: "fe80::1%eth0: not an IPv6 address",
    },
    {
      why: "globs are no prefixes",
      run: `${ATTACH} --trust '10.1.*'`,
      says: "neither a prefix nor a number",
    },
    {
      why: "8 is the timestamps' kind",
      run: `${ATTACH} --trust 10.1.0.1 --kind 8`,
      says: "TCP itself uses",
    },
    {
      why: "a kind is a byte",
      run: `${ATTACH} --trust 10.1.0.1 --kind 256`,
      says: "from 6 to 255",
    },
    {
      why: "a kind is a number",
      run: `${ATTACH} --trust 10.1.0.1 --kind x`,
      says: "a number as 254 or 200",
    },
    {
      why: "nothing is compiled on the way",
      run: `TOA_OBJECT=/tmp/absent ${ATTACH} --trust 10.1.0.1`,
      says: "toa build",
    },
    {
      why: "a broken file is not loaded",
      run: `TOA_OBJECT=/etc/hostname ${ATTACH} --trust 10.1.0.1`,
      says: "Linux 5.12 or newer",
    },
    {
      why: "options are few",
      run: `${ATTACH} --trust 10.1.0.1 --force`,
      says: "--force is no option",
    },
    {
      why: "only root may",
      run: "setpriv --reuid=65534 --clear-groups -- toa status",
      says: "sudo toa",
    },
    {
      why: "nothing is there to trust with",
      run: "toa trust 10.1.0.1",
      says: "nothing is attached",
    },
    {
      why: "its name would be too long",
      run: `toa attach --cgroup /sys/fs/cgroup/${"x".repeat(250)} --trust 10.1.0.1`,
      says: "shorten it by",
    },
    { why: "nothing is there to show", run: "toa status", says: "nothing is attached" },
    { why: "there is no such command", run: "toa start", says: "toa attach --cgroup DIR" },
  ])("$run, since $why", async ({ run, says }) => {
    await expect(inHost(run)).rejects.toThrow(says);
    expect(await attachments()).not.toContain("toa");
  });

  it.each([
    {
      why: "a name was misspelt",
      run: "toa untrust 10.1.0.9",
      says: "not every one of these is trusted",
    },
    { why: "the last one is left", run: "toa untrust 10.1.0.1", says: "toa detach" },
    { why: "whom?", run: "toa trust", says: "toa trust PREFIX" },
    {
      why: "another one is meant",
      run: "toa trust --cgroup /sys/fs/cgroup/other 10.1.0.2",
      says: "nothing is attached to /sys/fs/cgroup/other",
    },
  ])("$run where one balancer is trusted, since $why", async ({ run, says }) => {
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    await expect(inHost(run)).rejects.toThrow(says);
    expect(await status("trusted")).toEqual(["10.1.0.1/32"]);
  });
});

describe("TOA: the command", () => {
  it("changes nothing when it attaches again, but for what is said anew", async () => {
    await inHost(`${ATTACH} --trust 10.1.0.1 10.1.0.2 fd00:1::/64 --kind 254`);
    const before = await attachments();
    await inHost(`${ATTACH} --trust 10.1.0.2 10.2.0.0/16 2001:db8::1 --kind 200 253`);
    expect(await attachments()).toBe(before);
    expect(await status("attached")).toEqual(["yes"]);
    expect(await status("kinds")).toEqual(["200 253"]);
    expect((await status("trusted")).toSorted()).toEqual([
      "10.1.0.2/32",
      "10.2.0.0/16",
      "2001:db8::1/128",
    ]);
  });

  it("reads kind 254 unless told otherwise", async () => {
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    expect(await status("kinds")).toEqual(["254"]);
  });

  it("keeps as many prefixes as there are, written in their shortest form", async () => {
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    await inHost("toa trust 10.0.0.0/8 fd00:0:0:1:0:0:0:1 fd00:0:0:1:2:0:0:1");
    await inHost("toa trust fd00:0:0:1:: fd00:1:2:3:4:5:6:7 fd00:0:1::/48");
    await inHost("toa untrust 10.1.0.1 fd00:1:2:3:4:5:6:7");
    expect((await status("trusted")).toSorted()).toEqual([
      "10.0.0.0/8",
      "fd00:0:0:1::/128",
      "fd00:0:0:1::1/128",
      "fd00:0:1::/48",
      "fd00::1:2:0:0:1/128",
    ]);
  });

  it("leaves nothing behind when it detaches, and may detach again", async () => {
    const before = await attachments();
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    expect(await attachments()).toContain("toa_receive");
    const detach = "toa detach --cgroup $CONTROL_GROUP";
    expect(await inHost(detach)).toContain("toa: detached from");
    expect(await attachments()).toBe(before);
    expect(await inHost(detach)).toContain("toa: nothing is attached to");
    expect(await inHost("toa detach")).toBe("toa: nothing is attached\n");
  });

  it("serves several cgroups, whatever they are called, and then wants to know which one is meant", async () => {
    const other = "$CONTROL_GROUP/my-app_2.service";
    await inHost(
      `mkdir ${other}; ${ATTACH} --trust 10.1.0.1; toa attach --cgroup ${other} --trust 10.1.0.2`,
    );
    await expect(inHost("toa trust 10.1.0.3")).rejects.toThrow("--cgroup DIR");
    await inHost(`toa trust --cgroup ${other} 10.1.0.3`);
    expect(await inHost(`toa status --cgroup ${other}`)).toMatch(
      /my-app_2\.service\n {2}attached: yes\n/,
    );
    expect(await status("trusted")).toEqual(["10.1.0.1/32", "10.1.0.2/32", "10.1.0.3/32"]);
    await inHost(`toa detach --cgroup ${other}`);
    expect(await status("trusted")).toEqual(["10.1.0.1/32"]);
  });

  it("says when the cgroup has gone, and attaches to it when it comes again", async () => {
    const service = "$CONTROL_GROUP/service";
    const attach = `toa attach --cgroup ${service} --trust 10.1.0.1`;
    await inHost(`mkdir ${service}; ${attach}; rmdir ${service}`);
    await expect(inHost("toa status")).rejects.toThrow("Command failed");
    expect((await status("attached")).join()).toContain("this cgroup is gone");
    await inHost(`mkdir ${service}; ${attach}`);
    expect(await status("attached")).toEqual(["yes"]);
    await inHost(`rmdir ${service}; toa detach`);
    expect(await attachments()).not.toContain("toa");
  });

  it("warns of a service's cgroup, unless the service's unit attaches", async () => {
    const service = "$CONTROL_GROUP/app.service";
    const attach = `toa attach --cgroup ${service} --trust 10.1.0.1`;
    expect(await inHost(`mkdir ${service}; ${attach}`)).toContain("do not restart the service");
    const inUnit = `sh -c 'echo 0 > ${service}/cgroup.procs; exec ${attach}'`;
    expect(await inHost(inUnit)).toMatch(/^toa: attached to .*\n$/);
  });

  it("trusts no peer for a cgroup that was removed and created again", async () => {
    const service = "$CONTROL_GROUP/service";
    await inHost(`mkdir ${service}; toa attach --cgroup ${service} --trust 10.1.0.1`);
    await inHost(`rmdir ${service}; mkdir ${service}`);
    await expect(inHost("toa trust 10.1.0.2")).rejects.toThrow("removes the cgroup");
    await expect(inHost("toa untrust 10.1.0.1")).rejects.toThrow("removes the cgroup");
    expect(await status("trusted")).toEqual(["10.1.0.1/32"]);
  });

  it("mends what is only half there", async () => {
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    await inHost(
      "rm /sys/fs/bpf/toa/*/maps/toa_trusted; bpftool cgroup detach $CONTROL_GROUP sock_ops pinned /sys/fs/bpf/toa/*/programs/toa_receive",
    );
    await expect(inHost("toa status")).rejects.toThrow("Command failed");
    await inHost(`${ATTACH} --trust 10.1.0.1`);
    expect(await status("attached")).toEqual(["yes"]);
    expect((await attachments()).match(/^\d+ .*toa_\w+/gm)).toHaveLength(3);
  });

  it("removes what has no name any more", async () => {
    await inHost(`${ATTACH} --trust 10.1.0.1; rm -r /sys/fs/bpf/toa`);
    expect(await attachments()).toContain("toa_receive");
    await inHost("toa detach --cgroup $CONTROL_GROUP");
    expect(await attachments()).not.toContain("toa");
  });
});
