import { describe, expect, it } from "vitest";
import type { Lines } from "../support/ask.ts";
import { ask } from "../support/ask.ts";
import type { Config, Hop, Proof } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const secret = { header: "X-Edge", value: "s3cret" };
const XFCC = { "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw` };
const list = (text: string): Lines => ({ "X-Forwarded-For": text });

describe("weakest-proof: the weakest ground that was used", () => {
  it.each<[Proof, string, Config, string, Lines]>([
    ["none", "no hop was recognized", alb, CLIENT, {}],
    ["none", "direct", "direct", CLIENT, {}],
    ["none", "nothing configured", undefined, CLIENT, {}],
    ["address", "one hop by address", alb, "10.0.1.9", list(CLIENT)],
    ["address", "a range", range, "10.0.1.9", list(CLIENT)],
    ["address", "a unix listener", { ...alb, address: "unix" }, "unix", list(CLIENT)],
    [
      "count",
      "any address is no more than a count",
      { ...alb, address: "any" },
      "10.0.1.9",
      list(CLIENT),
    ],
    ["count", "hops", { hops: 1 }, "10.0.1.9", list(CLIENT)],
    [
      "count",
      "shared addresses alone",
      { ...cdn, anyCustomer: true },
      "198.51.100.4",
      list(CLIENT),
    ],
    [
      "secret",
      "a secret",
      { name: "edge", secret, tells: "x-forwarded-for" },
      "198.51.100.4",
      { "X-Edge": "s3cret", ...list(CLIENT) },
    ],
    [
      "identity",
      "an identity; the sidecar tells nothing",
      [gateway, sidecar],
      "127.0.0.6",
      { ...XFCC, ...list(CLIENT) },
    ],
    [
      "address",
      "address < secret",
      [{ name: "edge", secret, tells: { value: "X-Edge-Client" } }, alb],
      "10.0.1.9",
      { "X-Edge": "s3cret", "X-Edge-Client": CLIENT, ...list("192.0.2.1") },
    ],
    [
      "address",
      "address < identity",
      [cdn, gateway, sidecar],
      "127.0.0.6",
      { ...XFCC, ...list(`${CLIENT}, 198.51.100.4`) },
    ],
    [
      "count",
      "count < address, the count outside",
      [{ ...cdn, address: "any" }, alb],
      "10.0.1.9",
      list(`${CLIENT}, 198.51.100.4`),
    ],
    [
      "count",
      "count < address, the count inside",
      [cdn, { ...alb, address: "any" }],
      "10.0.1.9",
      list(`${CLIENT}, 198.51.100.4`),
    ],
    [
      "count",
      "count < identity",
      [{ ...cdn, anyCustomer: true }, gateway, sidecar],
      "127.0.0.6",
      { ...XFCC, ...list(`${CLIENT}, 198.51.100.4`) },
    ],
    [
      "address",
      "a hop that was not reached does not count",
      [{ ...cdn, address: "any", secret }, alb],
      "10.0.1.9",
      list(CLIENT),
    ],
    [
      "address",
      "source-address does not count",
      [alb, { name: "dnat", tells: "source-address" }],
      "10.0.1.9",
      list(CLIENT),
    ],
    ["none", "source-address alone", { name: "dnat", tells: "source-address" }, CLIENT, {}],
    [
      "secret",
      "a hop that tells nothing does not count",
      [
        { name: "edge", secret, tells: "x-forwarded-for" },
        { name: "snat", address: "any", tells: "nothing" },
      ],
      "10.0.0.5",
      { "X-Edge": "s3cret", ...list(CLIENT) },
    ],
  ])("the proof is %s: %s", (proof, _why, config, peer, lines) => {
    expect(ask(config, peer, lines)).toMatchObject({ ip: CLIENT, proof });
  });

  it("list-exhausted: the proof is none when the client is itself in a repeat range", () => {
    const path = [cdn, range];
    expect(ask(path, "10.0.0.1", list("10.7.7.7, 198.51.100.4"))).toMatchObject({
      ip: "10.7.7.7",
      status: "resolved",
      proof: "none",
      via: ["cdn", "range"],
      warnings: [],
    });
    expect(ask(path, "10.0.0.1", list("11.7.7.7, 198.51.100.4"))).toMatchObject({
      proof: "address",
    });
    expect(
      ask([cdn, { ...range, repeat: false }], "10.0.0.1", list("10.7.7.7, 198.51.100.4")),
    ).toMatchObject({
      proof: "address",
    });
  });

  it("the proof of a shared hop is better with a second proof", () => {
    const lines = { "X-Edge": "s3cret", ...list(CLIENT) };
    expect(ask({ ...cdn, shared: true, anyCustomer: true }, "198.51.100.4", lines)).toMatchObject({
      proof: "count",
    });
    expect(ask({ ...cdn, shared: true, secret }, "198.51.100.4", lines).proof).not.toBe("count");
  });
});
