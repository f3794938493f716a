import { describe, expect, it } from "vitest";
import type { Lines } from "../support/ask.ts";
import { ask } from "../support/ask.ts";
import type { Config, Evidence, Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const secret = { header: "X-Edge", value: "s3cret" };
const XFCC = { "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw` };
const LOCAL: Partial<Evidence> = {
  proxyProtocol: { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] },
};
const list = (text: string): Lines => ({ "X-Forwarded-For": text });
const external: Hop = {
  name: "envoy",
  address: "10.0.0.9",
  tells: { value: "x-envoy-external-address" },
};
const FORGED = "6.6.6.6";
const tells = "x-forwarded-for" as const;
const forged = { "X-Forwarded-For": FORGED };

describe("peer-in-every-answer: every status", () => {
  it.each<[string, Config, string | undefined, Lines, Partial<Evidence>]>([
    ["resolved", alb, "10.0.1.9", list(CLIENT), {}],
    ["unconfigured", undefined, "10.0.1.9", list(CLIENT), {}],
    ["no-peer", alb, undefined, list(CLIENT), {}],
    ["missing", alb, "10.0.1.9", {}, {}],
    ["malformed", alb, "10.0.1.9", list("junk"), {}],
    [
      "ambiguous",
      [gateway, sidecar],
      "127.0.0.6",
      { "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw;URI=spiffe://a/b` },
      {},
    ],
    ["hidden", [gateway, sidecar], "127.0.0.6", {}, {}],
    [
      "conflict",
      external,
      "10.0.0.9",
      { "x-envoy-external-address": "6.6.6.6", ...list(CLIENT) },
      {},
    ],
    ["unproven", { ...cdn, secret }, "198.51.100.4", {}, {}],
    ["bypassed", { ...alb, required: true }, CLIENT, {}, {}],
    ["too-long", alb, "10.0.1.9", list(CLIENT), { truncated: true }],
  ])("status %s, and the peer is there", (status, config, peer, lines, more) => {
    const answer = ask(config, peer, lines, { peerPort: 4711, ...more });
    expect(answer).toMatchObject(
      status === "resolved"
        ? { status, peer, ip: CLIENT, source: "x-forwarded-for" }
        : { status, peer, ip: undefined, port: undefined, source: undefined },
    );
  });

  it("no-peer: a connection that is gone, whatever the path", () => {
    for (const config of [
      undefined,
      "direct",
      { hops: 1 },
      { ...alb, address: ["unix", "any"] },
    ] as const) {
      expect(ask(config, undefined, list("6.6.6.6"))).toMatchObject({
        ip: undefined,
        status: "no-peer",
        peer: undefined,
        via: [],
        warnings: [],
      });
    }
    expect(ask({ ...alb, address: "unix" }, "unix", list(CLIENT))).toMatchObject({ ip: CLIENT });
  });
});

describe("warnings beside an answer", () => {
  it("proxy-local: the warning of PROXY LOCAL", () => {
    expect(ask(nlb, "10.0.0.5", {}, LOCAL)).toMatchObject({
      ip: "10.0.0.5",
      status: "resolved",
      warnings: ["proxy-local"],
    });
  });

  it("list-exhausted: the warning when the list ended inside a range", () => {
    expect(ask(range, "10.0.0.1", list("10.0.0.2"))).toMatchObject({
      ip: "10.0.0.2",
      proof: "none",
      warnings: ["list-exhausted"],
    });
    expect(ask(range, "10.0.0.1", list(`${CLIENT}, 10.0.0.2`))).toMatchObject({ warnings: [] });
  });

  it.each(["10.9.0.5", "127.0.0.1", "::1", "fd00::1", "169.254.0.1", "100.64.0.1"])(
    "unrecognized-proxy: a forwarding header from the non-public %s that is no hop",
    (peer) => {
      const unknown = { ip: peer, status: "resolved", proof: "none", source: "socket" };
      expect(ask(cdn, peer, list(CLIENT))).toMatchObject({
        ...unknown,
        warnings: ["unrecognized-proxy"],
      });
      expect(ask(cdn, peer, { Forwarded: `for=${CLIENT}` })).toMatchObject({
        warnings: ["unrecognized-proxy"],
      });
      expect(ask(cdn, peer, { Accept: "*/*" })).toMatchObject({ ...unknown, warnings: [] });
      expect(ask(cdn, peer, { x_forwarded_for: CLIENT })).toMatchObject({ warnings: [] });
    },
  );

  it("unrecognized-proxy: a hop that keeps the source address is not its peer", () => {
    expect(ask({ tells: "source-address" }, "10.9.0.5", list(CLIENT))).toMatchObject({
      ip: "10.9.0.5",
      warnings: ["unrecognized-proxy"],
    });
  });

  it("unrecognized-proxy: not from a public peer, not from a hop", () => {
    expect(ask(cdn, "192.0.2.66", list(CLIENT))).toMatchObject({ warnings: [] });
    expect(ask(alb, "10.0.1.9", list(CLIENT))).toMatchObject({ warnings: [] });
    expect(ask([cdn, alb], "10.0.1.9", list("10.9.9.9"))).toMatchObject({
      ip: "10.9.9.9",
      warnings: [],
    });
  });
});

describe("via, source, port, peer and identity of an answer", () => {
  it("via is in traffic order and holds only hops that were walked", () => {
    const path: Hop[] = [cdn, { name: "dnat", tells: "source-address" }, alb];
    expect(ask(path, "10.0.1.9", list(`${CLIENT}, 198.51.100.4`)).via).toEqual([
      "cdn",
      "dnat",
      "alb",
    ]);
    expect(ask(path, "192.0.2.66").via).toEqual([]);
  });

  it("source is what named the client, in lower case", () => {
    expect(ask("direct", CLIENT)).toMatchObject({ source: "socket" });
    expect(ask(alb, "10.0.1.9", list(CLIENT))).toMatchObject({ source: "x-forwarded-for" });
    expect(
      ask({ ...alb, tells: { value: "CF-Connecting-IP" } }, "10.0.1.9", {
        "CF-Connecting-IP": CLIENT,
      }),
    ).toMatchObject({ source: "cf-connecting-ip" });
  });

  it("port is that of what named the client", () => {
    const more = { peerPort: 4711 };
    expect(ask("direct", CLIENT, {}, more)).toMatchObject({ port: 4711 });
    expect(ask("direct", CLIENT)).toMatchObject({ port: undefined });
    expect(ask(alb, "10.0.1.9", list(`${CLIENT}:80`), more)).toMatchObject({ port: 80 });
    expect(ask(alb, "10.0.1.9", list(CLIENT), more)).toMatchObject({ port: undefined });
    expect(ask([cdn, alb], "10.0.1.9", list(`${CLIENT}, 198.51.100.4:80`), more)).toMatchObject({
      port: undefined,
    });
  });

  it.each([
    ["10.0.1.9", "10.0.1.9"],
    ["::ffff:10.0.1.9", "10.0.1.9"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["unix", "unix"],
    ["127.0.0.6", "127.0.0.6"],
  ])("peer is the socket's peer: %s as %s", (peer, text) => {
    for (const config of [undefined, "direct", "10.0.0.0/8", { hops: 1 }] as const) {
      expect(ask(config, peer, list(CLIENT))).toMatchObject({ peer: text });
    }
  });

  it("identity is that of the hop it proved", () => {
    expect(
      ask([cdn, gateway, sidecar], "127.0.0.6", { ...XFCC, ...list(`${CLIENT}, 198.51.100.4`) }),
    ).toMatchObject({
      ip: CLIENT,
      identity: "spiffe://a/gw",
    });
    expect(ask(alb, "10.0.1.9", { ...XFCC, ...list(CLIENT) })).toMatchObject({
      identity: undefined,
    });
  });
});

describe("the peer of an answer", () => {
  it.each(["junk", "localhost", "", "10.0.1", "/run/app.sock"])(
    "malformed-peer: %j is neither an address nor unix",
    (peer) => {
      for (const config of [undefined, "direct", alb] as const) {
        expect(ask(config, peer, forged)).toMatchObject({
          ip: undefined,
          status: "malformed",
          peer: undefined,
        });
      }
    },
  );

  it("no-peer: a reset makes a TCP peer look like a unix socket", () => {
    const path: Hop = { address: ["unix", "10.0.0.0/8"], tells };
    expect(ask(path, undefined, forged)).toMatchObject({
      ip: undefined,
      status: "no-peer",
      peer: undefined,
    });
    expect(ask(path, "unix", { "X-Forwarded-For": CLIENT })).toMatchObject({ ip: CLIENT });
  });

  it("peer-in-every-answer: `undefined` is never a limiter's only key", () => {
    for (const lines of [{}, { "X-Forwarded-For": "junk" }, { "X-Forwarded-For": "unknown" }]) {
      expect(ask({ address: "10.0.0.1", tells }, "::ffff:10.0.0.1", lines)).toMatchObject({
        ip: undefined,
        peer: "10.0.0.1",
      });
    }
  });
});
