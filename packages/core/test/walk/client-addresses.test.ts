import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";
import type { Hop, ProxyHeader } from "../../src/index.ts";

const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const valueHop: Hop = { name: "proxy", address: "10.0.0.1", tells: { value: "X-Real-IP" } };
const toldBy = (element: string) => [
  ask(hop, "10.0.0.1", { "X-Forwarded-For": element }),
  ask(hop, "10.0.0.1", { "X-Forwarded-For": `6.6.6.6,${element}` }),
  ask(valueHop, "10.0.0.1", { "X-Real-IP": element }),
];
const tells = "x-forwarded-for" as const;
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const header = (more: Partial<ProxyHeader>): ProxyHeader => ({
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  tlvs: [],
  ...more,
});

describe("what can be a client", () => {
  it.each([
    ["0.0.0.0", "1.0.0.0", "this host"],
    ["::", "::8", "the unspecified address"],
    ["0:0:0:0:0:0:0:0", "0:0:1::", "written out; its neighbors in the other groups"],
    ["::0", "0:0:0:0:1::", "with a zero"],
    ["0::0", "1::", "with two"],
    ["::ffff:0.0.0.0", "::ffff:1.0.0.0", "mapped"],
    ["224.0.0.1", "223.255.255.255", "multicast begins"],
    ["239.255.255.255", "223.0.0.1", "multicast ends"],
    ["::ffff:224.0.0.1", "::ffff:223.0.0.1", "multicast, mapped"],
    ["ff02::1", "feff::1", "IPv6 multicast begins with ff"],
    ["ffff::1", "fe00::1", "all of it"],
    ["255.255.255.255", "203.0.113.255", "broadcast"],
    ["[ff02::1]:80", "[fe00::1]:80", "in brackets"],
    ["0.0.0.0:80", "1.0.0.0:80", "with a port"],
  ])("never-a-client: %s, but its neighbor %s: %s", (never, neighbor) => {
    for (const answer of toldBy(never)) {
      expect(answer).toMatchObject({ ip: undefined, status: "malformed" });
    }
    for (const answer of toldBy(neighbor)) expect(answer).toMatchObject({ status: "resolved" });
  });

  it.each(["0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255"])(
    "never-a-client: not even the socket's peer %s",
    (peer) => {
      for (const config of ["direct", undefined, hop]) {
        expect(ask(config, peer)).toMatchObject({ ip: undefined, status: "malformed" });
      }
    },
  );

  it.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])(
    "loopback-told-locally: %s is a client where a local hop told it",
    (element) => {
      const ip = element.replace("::ffff:", "");
      const lines = { "X-Forwarded-For": element };
      for (const answer of toldBy(element)) {
        expect(answer).toMatchObject({ ip: undefined, status: "malformed" });
      }
      for (const local of ["127.0.0.1", "::1", "unix", "::ffff:127.0.0.1"]) {
        expect(ask({ ...hop, address: ["loopback", "unix"] }, local, lines)).toMatchObject({ ip });
      }
      expect(ask({ ...hop, address: "2001:db8::1" }, "2001:db8::1", lines)).toMatchObject({
        status: "malformed",
      });
    },
  );

  it("loopback-told-locally: a hidden hop is not local", () => {
    const path: Hop[] = [
      { name: "edge", secret: { header: "X-Edge", value: "s" }, tells: "x-forwarded-for" },
      { name: "snat", address: "127.0.0.1", tells: "nothing" },
    ];
    expect(ask(path, "127.0.0.1", { "X-Edge": "s", "X-Forwarded-For": "127.0.0.1" })).toMatchObject(
      { ip: undefined, status: "malformed" },
    );
    expect(ask(path, "127.0.0.1", { "X-Edge": "s", "X-Forwarded-For": "10.0.0.9" })).toMatchObject({
      ip: "10.0.0.9",
    });
  });

  it("loopback-told-locally: the hop that said it counts, not the socket's peer", () => {
    const path: Hop[] = [
      { name: "outer", address: ["10.0.0.2", "127.0.0.2"], tells: "x-forwarded-for" },
      { name: "inner", address: "127.0.0.1", tells: "x-forwarded-for" },
    ];
    const list = (text: string) => ask(path, "127.0.0.1", { "X-Forwarded-For": text });
    expect(list("127.0.0.3, 10.0.0.2")).toMatchObject({ ip: undefined, status: "malformed" });
    expect(list("127.0.0.3, 127.0.0.2")).toMatchObject({ ip: "127.0.0.3" });
    expect(list("203.0.113.7, 10.0.0.2")).toMatchObject({ ip: "203.0.113.7" });
  });

  it.each<[string, string, string, string | undefined]>([
    ["of a unix socket that this machine's tells", "unix", "127.0.0.1, unix:", "127.0.0.1"],
    ["of one that a hop on loopback tells", "127.0.0.1", "127.0.0.1, unix:", "127.0.0.1"],
    ["of one that another machine tells", "10.0.0.2", "127.0.0.1, unix:", undefined],
    ["of one that a hidden hop tells", "127.0.0.1", "127.0.0.1, unix:, unknown", undefined],
    ["of another machine behind it", "127.0.0.1", "127.0.0.1, 10.0.0.2, unix:", undefined],
  ])("loopback-told-locally: a client %s, from the peer %s: %s", (_whose, peer, list, ip) => {
    const inner: Hop = { name: "inner", address: ["127.0.0.1", "unix", "10.0.0.2"], tells };
    const socket: Hop = { name: "socket", address: "unix", tells };
    const proven: Hop = { name: "proven", secret: { header: "X-Edge", value: "s" }, tells };
    const outer: Hop = { name: "outer", address: "10.0.0.2", tells };
    const behind = list.includes("10.0.0.2") ? [outer, socket] : [socket];
    const path = list.includes("unknown") ? [...behind, proven, inner] : [...behind, inner];
    const answer = ask(path, peer, { "X-Edge": "s", "X-Forwarded-For": list });
    expect(answer).toMatchObject(ip === undefined ? { ip, status: "malformed" } : { ip });
  });

  it("outermost-proven: a hop that names a unix socket is, if the walk fails behind that", () => {
    const path: Hop[] = [
      { name: "socket", address: "unix", tells },
      { name: "outer", address: "10.0.0.2", tells },
      { ...hop, name: "inner" },
    ];
    for (const list of ["?, unix:, 10.0.0.2", "?, unknown, 10.0.0.2"]) {
      expect(ask(path, "10.0.0.1", { "X-Forwarded-For": list }).outermost).toBe("10.0.0.2");
    }
  });

  it("mapped-is-ipv4: folded before matching, in the peer, the list and the configuration", () => {
    const lines = { "X-Forwarded-For": "203.0.113.7, ::ffff:10.0.0.9" };
    const outer: Hop = { name: "outer", address: "10.0.0.9", tells: "x-forwarded-for" };
    expect(ask([outer, hop], "::ffff:10.0.0.1", lines)).toMatchObject({
      ip: "203.0.113.7",
      peer: "10.0.0.1",
      via: ["outer", "proxy"],
    });
    for (const address of ["::ffff:10.0.0.1", "::ffff:10.0.0.0/104", "::ffff:a00:0/104"]) {
      const mapped = { ...hop, address };
      for (const peer of ["10.0.0.1", "::ffff:10.0.0.1"]) {
        expect(ask(mapped, peer, { "X-Forwarded-For": "203.0.113.7" })).toMatchObject({
          ip: "203.0.113.7",
        });
      }
      expect(ask(mapped, "11.0.0.1")).toMatchObject({ ip: "11.0.0.1", via: [] });
    }
  });

  it("strict-address: the zone of a socket's peer is cut", () => {
    const local: Hop = { ...hop, address: "fe80::/10" };
    expect(ask(local, "fe80::1%eth0", { "X-Forwarded-For": "203.0.113.7" })).toMatchObject({
      ip: "203.0.113.7",
      peer: "fe80::1",
    });
    expect(ask("direct", "fe80::1%3")).toMatchObject({ ip: "fe80::1", peer: "fe80::1" });
  });
});

describe("never-a-client: an impossible address in the middle of a chain", () => {
  it.each(["0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1"])(
    "%s is not the hop whose address is any",
    (element) => {
      const proxy = { address: "10.0.0.5", tells: "x-forwarded-for" } as const;
      const chain = createResolver([{ address: "any", tells: "x-forwarded-for" }, proxy]);
      const asked = (list: string): unknown =>
        chain.resolve({ peer: "10.0.0.5", rawHeaders: ["x-forwarded-for", list] });
      expect(asked(`6.6.6.6, ${element}`)).toMatchObject({ ip: undefined, status: "malformed" });
      expect(asked("203.0.113.7, 192.0.2.1")).toMatchObject({ ip: "203.0.113.7" });
    },
  );
});

describe("never-a-client: an impossible address in each kind of evidence", () => {
  it.each(["0.0.0.0", "127.0.0.1", "224.0.0.1", "239.1.2.3", "255.255.255.255"])(
    "the address %s is malformed",
    (address) => {
      const list: Hop = { address: "10.0.0.5", tells };
      const value: Hop = { address: "10.0.0.5", tells: { value: "X-Real-IP" } };
      const rfc: Hop = { address: "10.0.0.5", tells: "forwarded" };
      const malformed = { ip: undefined, status: "malformed" };
      expect(
        ask(nlb, "10.0.0.5", {}, { proxyProtocol: header({ source: { address, port: 1 } }) }),
      ).toMatchObject(malformed);
      expect(ask(list, "10.0.0.5", { "X-Forwarded-For": address })).toMatchObject(malformed);
      expect(ask(value, "10.0.0.5", { "X-Real-IP": address })).toMatchObject(malformed);
      expect(ask(rfc, "10.0.0.5", { Forwarded: `for=${address}` })).toMatchObject(malformed);
    },
  );
});
