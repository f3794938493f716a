import { describe, expect, it } from "vitest";
import type { Config, Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";
import { ask as answer, type Lines, raw } from "../support/ask.ts";

const PROTO = "x-forwarded-proto";
const ask = (path: Config, lines: Lines) => answer(path, "10.0.0.1", lines);
const why = (path: Config, lines: Lines) =>
  createResolver(path)
    .explain(raw("10.0.0.1", lines))
    .steps.filter(({ event }) => event === "untold")
    .map(({ rule }) => rule);

const of = (path: Config, ...Forwarded: string[]) => {
  const { proto, host } = ask(path, { Forwarded });
  return [proto, host];
};

describe("element-states-scheme: a hop that tells Forwarded", () => {
  const rfc: Hop = { name: "rfc", address: "10.0.0.1", tells: "forwarded" };
  const outer: Hop = { ...rfc, name: "outer", address: "198.51.100.4" };

  it("states both in the element that names its peer", () => {
    const element = 'for=203.0.113.7;proto=HTTPS;host="a.example:8443";by=10.0.0.1';
    expect(of(rfc, element)).toEqual(["https", "a.example:8443"]);
    expect(of(rfc, `proto=http;host="evil.example";for=6.6.6.6, ${element}`)).toEqual([
      "https",
      "a.example:8443",
    ]);
    expect(of([outer, rfc], `${element},for=198.51.100.4;proto=http;host="inner.example"`)).toEqual(
      ["https", "a.example:8443"],
    );
    const bare = "for=203.0.113.7;proto=https,for=198.51.100.4;proto=http";
    expect(of([outer, rfc], bare)).toEqual(["https", undefined]);
  });

  it.each([
    ["in a string", 'x="a;proto=http;host=b";'],
    ["by names that begin alike", 'protocol="http";hosts="b";'],
    ["by names that are as long", 'other="http";path="b";'],
  ])("states both beside what the element holds %s", (_, more) => {
    const element = `${more}for=203.0.113.7;proto=https;host="a"`;
    expect(of(rfc, element)).toEqual(["https", "a"]);
  });

  it.each([
    ["has neither", "for=203.0.113.7"],
    ["has empty parameters", ";for=203.0.113.7;;"],
    ["names both twice", 'proto=https;for=203.0.113.7;proto=https;host="a";host="b"'],
    ["has them in a string", 'x="proto=https;host=a";for=203.0.113.7'],
    ["has parameters that end alike", 'xproto="https";xhost="a";for=203.0.113.7'],
    ["has no scheme and no host in them", 'proto=wss;host="user@a";for=203.0.113.7'],
  ])("states nothing if the element %s", (_, element) => {
    expect(of(rfc, element)).toEqual([undefined, undefined]);
  });

  it("is explained, if the element names what cannot be read", () => {
    const twice = "proto=http;for=203.0.113.7;proto=https";
    expect(why(rfc, { Forwarded: twice })).toEqual([
      "proto is not known: Forwarded cannot be read",
    ]);
    expect(why(rfc, { Forwarded: "for=203.0.113.7" })).toEqual([]);
  });

  it("states a host that needs no quotes, and escapes in one", () => {
    const checked: Hop = { ...rfc, tells: { list: "forwarded", hostChecked: true } };
    expect(of(checked, "for=203.0.113.7;Host=a.example")).toEqual([undefined, "a.example"]);
    expect(of(rfc, String.raw`for=203.0.113.7;host="a\.example"`)).toEqual([
      undefined,
      "a.example",
    ]);
  });

  it("states both in headers, if it says so", () => {
    const path: Config = { ...rfc, proto: PROTO };
    expect(ask(path, { Forwarded: "for=203.0.113.7;proto=http", [PROTO]: "https" }).proto).toBe(
      "https",
    );
  });
});
