import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { LiveAddresses } from "../../src/index.ts";

const CLIENT = "203.0.113.7";

function appending(address: NonNullable<Hop["address"]>): Hop {
  return { name: "proxy", address, tells: "x-forwarded-for" };
}

describe("families-apart: which peers the address of a hop holds", () => {
  it.each<[string | string[], string, string, string]>([
    // [address, a peer that is this hop, its nearest neighbor that is not, why the row exists]
    ["10.0.0.1", "10.0.0.1", "10.0.0.2", "one IPv4 address"],
    ["2001:db8::1", "2001:db8::1", "2001:db8::2", "one IPv6 address"],
    ["10.0.1.0/24", "10.0.1.255", "10.0.2.0", "an IPv4 range ends where its prefix ends"],
    ["10.0.1.0/24", "10.0.1.0", "10.0.0.255", "and begins where it begins"],
    ["192.0.2.128/25", "192.0.2.128", "192.0.2.127", "a prefix that ends inside a byte"],
    ["10.0.0.1/32", "10.0.0.1", "10.0.0.0", "a range of one"],
    ["0.0.0.0/0", "255.255.255.254", "2001:db8::1", "every IPv4 address is no IPv6 address"],
    ["::/0", "2001:db8::1", "10.0.0.1", "::/0 holds no IPv4: families are separate"],
    ["2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1", "an IPv6 range inside a group"],
    ["fd00::/8", "fdff::1", "fe00::1", "an IPv6 range in the first group"],
    ["2001:db8::1/128", "2001:db8::1", "2001:db8::", "a range of one, IPv6"],
    ["loopback", "127.0.0.1", "126.255.255.255", "IPv4 loopback is 127.0.0.0/8"],
    ["loopback", "127.255.255.254", "128.0.0.0", "all of it"],
    ["loopback", "::1", "::2", "IPv6 loopback is ::1 alone"],
    ["linklocal", "169.254.0.1", "169.253.255.255", "IPv4 link-local"],
    ["linklocal", "fe80::1", "fec0::1", "IPv6 link-local is fe80::/10"],
    ["linklocal", "febf::1", "fe7f::1", "all of it"],
    ["uniquelocal", "10.255.255.255", "11.0.0.0", "10.0.0.0/8"],
    ["uniquelocal", "172.16.0.0", "172.15.255.255", "172.16.0.0/12 begins"],
    ["uniquelocal", "172.31.255.255", "172.32.0.0", "172.16.0.0/12 ends"],
    ["uniquelocal", "192.168.0.1", "192.169.0.1", "192.168.0.0/16"],
    ["uniquelocal", "fc00::1", "fbff::1", "fc00::/7 begins"],
    ["uniquelocal", "fdff::1", "fe00::1", "fc00::/7 ends"],
    ["private", "10.0.0.1", "100.64.0.1", "private is another word for uniquelocal, without CGNAT"],
    ["private", "fd00::1", "127.0.0.1", "and without loopback"],
    ["cgnat", "100.64.0.0", "100.63.255.255", "100.64.0.0/10 begins"],
    ["cgnat", "100.127.255.255", "100.128.0.0", "100.64.0.0/10 ends"],
    ["cgnat", "100.100.0.1", "10.0.0.1", "cgnat is not private"],
    [["10.0.0.1", "fd00::/8"], "fd00::1", "10.0.0.2", "an array: any of them"],
    [["loopback", "10.0.0.1"], "10.0.0.1", "10.0.0.2", "an array of names and addresses"],
  ])("address %j holds %s, not %s: %s", (address, inside, outside) => {
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask(appending(address), inside, lines)).toMatchObject({ ip: CLIENT, via: ["proxy"] });
    expect(ask(appending(address), outside, lines)).toMatchObject({ ip: outside, via: [] });
  });

  it("any-is-no-unix-socket: any is every address of both families", () => {
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask(appending("any"), "198.51.100.1", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(appending("any"), "2001:db8::1", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(appending("any"), "unix", lines)).toMatchObject({
      ip: undefined,
      status: "hidden",
      via: [],
    });
  });

  it("any-is-no-unix-socket: unix is the unix listener and no address", () => {
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask(appending("unix"), "unix", lines)).toMatchObject({ ip: CLIENT, via: ["proxy"] });
    expect(ask(appending("unix"), "127.0.0.1", lines)).toMatchObject({ ip: "127.0.0.1", via: [] });
    expect(ask(appending(["unix", "loopback"]), "127.0.0.1", lines)).toMatchObject({ ip: CLIENT });
  });

  it("a live list is an address, alone or in an array", () => {
    const live = new LiveAddresses({ name: "edges", prefixes: ["198.51.100.0/24"] });
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask(appending(live), "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(appending(live), "198.51.101.4", lines)).toMatchObject({ ip: "198.51.101.4" });
    expect(ask(appending(["10.0.0.1", live]), "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(appending(["10.0.0.1", live]), "10.0.0.1", lines)).toMatchObject({ ip: CLIENT });
  });

  it.each([
    // Names, ranges and `any` would let any pod of the mesh be the proxy.
    ["any", "127.0.0.6"],
    ["loopback", "127.0.0.6"],
    ["127.0.0.0/8", "127.0.0.6"],
    ["127.0.0.0/29", "127.0.0.6"],
    ["0.0.0.0/0", "127.0.0.6"],
    ["any", "::6"],
    ["::/0", "::6"],
    ["::/125", "::6"],
    ["loopback", "::ffff:127.0.0.6"],
    // Each literal is itself only.
    ["::6", "127.0.0.6"],
    ["127.0.0.6", "::6"],
  ])("sidecar-by-its-literal: address %j does not hold the sidecar's %s", (address, peer) => {
    expect(ask(appending(address), peer, { "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: undefined,
      status: "hidden",
      via: [],
    });
  });

  it.each([
    ["127.0.0.6", "127.0.0.6"],
    ["127.0.0.6", "::ffff:127.0.0.6"],
    ["::6", "::6"],
    ["127.0.0.5", "127.0.0.5"],
    ["127.0.0.0/29", "127.0.0.7"],
    ["::/125", "::7"],
  ])("address %j holds %s", (address, peer) => {
    expect(ask(appending(address), peer, { "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: CLIENT,
      via: ["proxy"],
    });
  });
});
