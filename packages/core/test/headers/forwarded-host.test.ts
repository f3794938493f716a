import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";
import type { ForwardedTells, Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const hop = (options: Omit<ForwardedTells, "list"> = {}): Hop => ({
  name: "proxy",
  address: "10.0.0.1",
  tells: { list: "forwarded", ...options },
});
const says = (lines: string | string[], options = {}) =>
  ask(hop(options), "10.0.0.1", { Forwarded: lines });
const malformed = { ip: undefined, status: "malformed" };
const explained = (line: string, options = {}) =>
  String(createResolver(hop(options)).explain(raw("10.0.0.1", { Forwarded: line })));

/** What proxies write with `host=` and the client's Host, in the templates that people use. */
const templates: readonly [string, (host: string) => string][] = [
  ["nginx and HAProxy", (host) => `for=${CLIENT};host=${host};proto=http`],
  ["the host last", (host) => `for=${CLIENT};proto=http;host=${host}`],
  ["the host first", (host) => `host=${host};for=${CLIENT}`],
  ["another name", (host) => `for=${CLIENT};sni=${host}`],
  ["behind the client's own", (host) => `for=1.2.3.4, for=${CLIENT};Host=${host}`],
];
const hosts = [
  "a,for=6.6.6.6;host=y.example.com",
  "a,for=6.6.6.6",
  "a, for=6.6.6.6;by=_x",
  "a,for=6.6.6.6;proto=https",
  "a,for=5.5.5.5,for=6.6.6.6",
  'a",for=6.6.6.6',
  'a"b",for=6.6.6.6',
  ",for=6.6.6.6",
  "a;for=6.6.6.6",
];

describe("forwarded-host: a parameter that may hold a client's text", () => {
  it.each(templates)("forwarded-host: never the forged address, as by %s", (_name, line) => {
    for (const host of hosts) expect(says(line(host))).toMatchObject(malformed);
    expect(says(line("app.example.com"))).toMatchObject(malformed);
    expect(says(line("app.example.com"), { hostChecked: true }).ip).toBe(CLIENT);
  });

  it.each([
    [`for=${CLIENT};host="app.example.com:8080";proto=https`, "quoted"],
    [`for=${CLIENT};by=_proxy;proto=https`, "parameters of the proxy's own"],
    [`FOR=${CLIENT};BY=10.0.0.1;Proto=https`, "in any case"],
    [`for=1.2.3.4;ext="a;b c", for=${CLIENT}`, "a quoted value on the left"],
    [`for=1.2.3.4;url="https://a/?b=c", for=${CLIENT}`, "no parameter begins there"],
    [`=;==;for=, for=${CLIENT}`, "no name"],
    [`"host=a", for=${CLIENT}`, "a quote in front of the name"],
    [String.raw`for=1.2.3.4;ext="a;b=\"c", for=${CLIENT}`, "an escaped quote behind it"],
    [`for=${CLIENT};ext="a;b=c, d=e"`, "in the string of the element itself"],
  ])("forwarded-host: %s is resolved: %s", (line) => {
    expect(says(line)).toMatchObject({ ip: CLIENT });
  });

  it.each([
    [`host=a, for=${CLIENT}`, "in the first element"],
    [`for=1.2.3.4 ; \thost=a, for=${CLIENT}`, "behind blanks"],
    [`for=1.2.3.4;host=, for=${CLIENT}`, "empty"],
    [`=;host=a, for=${CLIENT}`, "in a line that begins with an equals sign"],
    [`for=1.2.3.4;byway=a, for=${CLIENT}`, "whose name begins with that of another"],
    [`for=1.2.3.4;protocol=a, for=${CLIENT}`, "whose name begins with that of another"],
    [`for=1.2.3.4;x="y;host=a", for=${CLIENT}`, "behind a quote that a client may have opened"],
  ])("forwarded-host: %s is malformed: %s", (line) => {
    expect(says(line)).toMatchObject(malformed);
    expect(says(line, { hostChecked: true })).toMatchObject({ ip: CLIENT });
  });

  it("forwarded-host: only in lines from which an element is read", () => {
    expect(says(["for=1.2.3.4;host=a", `for=${CLIENT}`])).toMatchObject({ ip: CLIENT });
    const outer: Hop = { name: "outer", address: "10.0.0.2", tells: "forwarded" };
    const lines = { Forwarded: [`for=${CLIENT};host=a`, "for=10.0.0.2"] };
    expect(ask([outer, hop()], "10.0.0.1", lines)).toMatchObject(malformed);
    const left = { Forwarded: [`for=1.2.3.4;host=a, for=${CLIENT}`, "for=10.0.0.2"] };
    expect(ask([outer, hop()], "10.0.0.1", left)).toMatchObject(malformed);
    const one = { Forwarded: `for=${CLIENT};host=a, for=10.0.0.2;host=b` };
    expect(ask([outer, hop({ hostChecked: true })], "10.0.0.1", one)).toMatchObject(malformed);
  });

  it("forwarded-host: a quote in Host adds an element, unless the hop has a line of its own", () => {
    const forged = `for=${CLIENT};host="a",for=6.6.6.6;host="y";proto=http`;
    expect(says(forged).ip).toBe("6.6.6.6");
    expect(says(forged, { ownLine: true })).toMatchObject(malformed);
    expect(says(["for=1.2.3.4", forged], { ownLine: true })).toMatchObject(malformed);
  });

  it("forwarded-host: explain names the cause and the options", () => {
    const text = explained(`for=${CLIENT};host=a`);
    expect(text).toContain("without quotes");
    expect(text).toContain("hostChecked: true");
    expect(text).toContain("ownLine: true");
    expect(explained(`host=a, for=${CLIENT}`)).toContain("hostChecked: true");
    expect(explained("for=a b")).not.toContain("hostChecked");
    expect(explained("for=a b", { hostChecked: true })).not.toContain("hostChecked");
    expect(explained(`for=${"a".repeat(4_090)}=;host=b`)).not.toContain("hostChecked");
  });
});

describe("forwarded-own-line: exactly one element in the last line", () => {
  it("forwarded-own-line: other lines are the client's", () => {
    const line = `for=${CLIENT};host="app";proto=http`;
    expect(says(["for=1.2.3.4, for=5.6.7.8", line], { ownLine: true }).ip).toBe(CLIENT);
    expect(says(line, { ownLine: true }).ip).toBe(CLIENT);
    expect(says([], { ownLine: true }).status).toBe("missing");
  });

  it.each([
    `for=1.2.3.4, for=${CLIENT}`,
    `, for=${CLIENT}`,
    `for=${CLIENT},`,
    `for=${CLIENT};host="a",for=6.6.6.6;host="y"`,
    `for=${CLIENT};host="a";for=6.6.6.6`,
  ])("forwarded-own-line: %s is malformed", (line) => {
    for (const hostChecked of [true, false]) {
      expect(says(line, { ownLine: true, hostChecked })).toMatchObject(malformed);
    }
  });

  it("forwarded-own-line: a comma in a string is no second element", () => {
    expect(says(`for=${CLIENT};host="a,b"`, { ownLine: true }).ip).toBe(CLIENT);
  });

  it("forwarded-own-line: not a line of which an inner hop has read a part", () => {
    const inner: Hop = { name: "inner", address: "10.0.0.2", tells: "forwarded" };
    const lines = { Forwarded: `for=${CLIENT}, for=10.0.0.1` };
    expect(ask([hop({ ownLine: true }), inner], "10.0.0.2", lines)).toMatchObject(malformed);
    const own = { Forwarded: [`for=${CLIENT}`, "for=10.0.0.1"] };
    expect(ask([hop({ ownLine: true }), inner], "10.0.0.2", own)).toMatchObject({ ip: CLIENT });
  });

  it("forwarded-own-line: the whole line counts for scan-limit", () => {
    const line = (size: number) => `for=${CLIENT};ext="${"x".repeat(size)}"`;
    expect(says(line(4_000), { ownLine: true }).ip).toBe(CLIENT);
    expect(says(line(4_100), { ownLine: true }).status).toBe("too-long");
  });

  it("forwarded-own-line: explain names the option", () => {
    expect(explained(`for=1.2.3.4, for=${CLIENT}`, { ownLine: true })).toContain("ownLine: true");
    expect(explained('for=a;host="a,b"', { ownLine: true })).not.toContain("ownLine: true");
  });
});

describe("forwarded-host: linear", () => {
  it.each(["for=1.1.1.1,", "=", 'a="b",', "==", "   =", "aaaa", "for=;", '"'])(
    "forwarded-host: %j again and again on the left is no refusal",
    (padding) => {
      // Looked at once for each character, this many would take minutes.
      const line = `${padding.repeat(1_000_000 / padding.length)},for=${CLIENT}`;
      expect(createResolver(hop()).clientIp(raw("10.0.0.1", { Forwarded: line }))).toBe(CLIENT);
    },
  );
});
