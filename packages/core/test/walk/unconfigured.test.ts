import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const resolvedAs = (ip: string) => ({
  ip,
  status: "resolved",
  source: "socket",
  proof: "none",
  via: [],
});

describe("unconfigured-proxy: nothing configured", () => {
  it.each([
    ["203.0.113.7", "public IPv4"],
    ["2a00:1450::1", "public IPv6"],
    ["11.0.0.0", "the neighbor of 10.0.0.0/8"],
    ["172.32.0.0", "the neighbor of 172.16.0.0/12"],
    ["100.128.0.0", "the neighbor of CGNAT"],
    ["::ffff:203.0.113.7", "public, mapped"],
  ])("a public peer is the client, whatever it sends: %s (%s)", (peer) => {
    const ip = peer.replace("::ffff:", "");
    const lines = {
      "X-Forwarded-For": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "X-Real-IP": "6.6.6.6",
    };
    expect(ask(undefined, peer)).toMatchObject({ ...resolvedAs(ip), warnings: [] });
    expect(ask(undefined, peer, lines)).toMatchObject({ ...resolvedAs(ip), warnings: [] });
  });

  it.each([
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["192.168.1.1", "private"],
    ["127.0.0.1", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback, mapped"],
    ["169.254.1.1", "link-local"],
    ["fe80::1", "link-local"],
    ["fd00::1", "unique local"],
    ["100.64.0.1", "shared address space is no public address (RFC 6598)"],
  ])("a non-public peer is the client only without any forwarding header: %s (%s)", (peer) => {
    const ip = peer.replace("::ffff:", "");
    expect(ask(undefined, peer, { Host: "app", Accept: "*/*" })).toMatchObject({
      ...resolvedAs(ip),
      warnings: [],
    });
    expect(ask(undefined, peer, { "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: undefined,
      status: "unconfigured",
      source: undefined,
      peer: ip,
      warnings: [],
    });
  });

  it.each([
    ["X-Forwarded-For", "the usual one"],
    ["x-forwarded-for", "in any case"],
    ["Forwarded", "RFC 7239"],
    ["X-Real-IP", "nginx"],
    ["CF-Connecting-IP", "Cloudflare"],
    ["True-Client-IP", "Akamai, Cloudflare Enterprise"],
    ["X-Envoy-External-Address", "Envoy"],
    ["CF-Connecting-IPv6", "Cloudflare with Pseudo IPv4"],
    ["X-Forwarded", "an old one"],
    ["X-Forwarded-Anything", "a name that begins so"],
    ["Via", "any proxy"],
  ])("%s is a forwarding header (%s)", (name) => {
    expect(ask(undefined, "10.1.2.3", { [name]: CLIENT })).toMatchObject({
      status: "unconfigured",
    });
  });

  it.each([
    ["x_forwarded_for", "an underscore is never a hyphen"],
    ["User-Agent", "says nothing about hops"],
    ["constructor", "an inherited name"],
  ])("%s is no forwarding header (%s)", (name) => {
    expect(ask(undefined, "10.1.2.3", { [name]: CLIENT })).toMatchObject(resolvedAs("10.1.2.3"));
  });

  it("a unix socket and a sidecar have no client", () => {
    for (const peer of ["unix", "127.0.0.6", "::6", "::ffff:127.0.0.6"]) {
      expect(ask(undefined, peer)).toMatchObject({ ip: undefined, status: "hidden" });
      expect(ask(undefined, peer, { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
        ip: undefined,
      });
    }
    // sidecar-is-never-a-client: even without a path.
    expect(ask(undefined, "127.0.0.6", { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
      status: "hidden",
    });
  });

  it("dropped-lines: a forwarding header may have been among them", () => {
    expect(ask(undefined, "10.1.2.3", {}, { truncated: true })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
    expect(ask(undefined, CLIENT, {}, { truncated: true })).toMatchObject(resolvedAs(CLIENT));
  });

  it("platform variables never change what is trusted", () => {
    const before = process.env["DYNO"];
    process.env["DYNO"] = "web.1";
    try {
      expect(
        createResolver().resolve(raw("10.1.2.3", { "X-Forwarded-For": CLIENT })),
      ).toMatchObject({ ip: undefined, status: "unconfigured" });
    } finally {
      if (before === undefined) delete process.env["DYNO"];
      else process.env["DYNO"] = before;
    }
  });
});

describe("direct-is-the-peer: the configuration direct", () => {
  it.each(["203.0.113.7", "2001:db8::7", "10.1.2.3", "127.0.0.1", "::1", "fe80::1", "100.64.0.1"])(
    "the peer %s is the client, whatever it sends",
    (peer) => {
      const lines = { "X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6" };
      expect(ask("direct", peer)).toMatchObject({ ...resolvedAs(peer), warnings: [] });
      expect(ask("direct", peer, lines)).toMatchObject(resolvedAs(peer));
    },
  );

  it.each(["127.0.0.6", "::6", "::ffff:127.0.0.6", "unix"])("the peer %s is hidden", (peer) => {
    expect(ask("direct", peer)).toMatchObject({
      ip: undefined,
      status: "hidden",
      source: undefined,
    });
  });

  it.each(["127.0.0.5", "127.0.0.7", "::5", "::7"])(
    "the sidecar's neighbor %s is a client",
    (peer) => {
      expect(ask("direct", peer)).toMatchObject(resolvedAs(peer));
    },
  );
});

describe("count-of-hops: the configuration { hops: n }", () => {
  it("all n are required: exactly n appending proxies", () => {
    const two = { "X-Forwarded-For": `6.6.6.6, ${CLIENT}, 198.51.100.4` };
    expect(ask({ hops: 2 }, "10.0.0.1", two)).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      source: "x-forwarded-for",
      proof: "count",
      warnings: [],
    });
    expect(ask({ hops: 1 }, "10.0.0.1", two)).toMatchObject({ ip: "198.51.100.4", proof: "count" });
    expect(ask({ hops: 3 }, "10.0.0.1", two)).toMatchObject({ ip: "6.6.6.6" });
    expect(ask({ hops: 4 }, "10.0.0.1", two)).toMatchObject({ ip: undefined, status: "missing" });
    expect(ask({ hops: 2 }, "10.0.0.1", {})).toMatchObject({ ip: undefined, status: "missing" });
  });

  it.each(["10.0.0.1", "127.0.0.1", "::1", "fd00::1", "169.254.1.1", "100.64.0.1", "unix"])(
    "the nearest proxy may be %s",
    (peer) => {
      expect(ask({ hops: 1 }, peer, { "X-Forwarded-For": CLIENT })).toMatchObject({ ip: CLIENT });
    },
  );

  it.each([
    ["198.51.100.66", "public"],
    ["2a00::66", "public"],
    ["127.0.0.6", "no proxy but a sidecar"],
  ])("a request whose nearest proxy is %s (%s) is bypassed", (peer) => {
    for (const hops of [1, 2]) {
      expect(ask({ hops }, peer, { "X-Forwarded-For": "6.6.6.6, 7.7.7.7" })).toMatchObject({
        ip: undefined,
        status: "bypassed",
        via: [],
      });
    }
  });

  it("the outer proxies may be anywhere", () => {
    for (const outer of ["10.0.0.9", "198.51.100.9", "2001:db8::9"]) {
      expect(
        ask({ hops: 2 }, "10.0.0.1", { "X-Forwarded-For": `${CLIENT}, ${outer}` }),
      ).toMatchObject({ ip: CLIENT });
    }
  });
});

describe("never-a-client: nothing configured", () => {
  it("a peer with an impossible address stays malformed, whatever it sends", () => {
    const evidence = { peer: "0.0.0.0", rawHeaders: ["x-forwarded-for", "6.6.6.6"] };
    expect(createResolver().resolve(evidence)).toMatchObject({
      ip: undefined,
      status: "malformed",
    });
  });
});
