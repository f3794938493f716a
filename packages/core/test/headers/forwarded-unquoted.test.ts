import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";
import type { Hop } from "../../src/index.ts";

const hop = (options = {}): Hop => ({
  name: "proxy",
  address: "10.0.0.1",
  tells: { list: "forwarded", ...options },
});
const says = (line: string, options = {}) => ask(hop(options), "10.0.0.1", { Forwarded: line });
const malformed = { ip: undefined, status: "malformed" };
const explained = (line: string) =>
  String(createResolver(hop()).explain(raw("10.0.0.1", { Forwarded: line })));

describe("forwarded-unquoted: IPv6 as some platforms write it", () => {
  it.each<[string, string, number | undefined]>([
    ["for=2001:db8::7", "2001:db8::7", undefined],
    ["for=2001:db8::7;proto=https", "2001:db8::7", undefined],
    ["for=1.2.3.4, by=2001:db8::1;for=2001:DB8::7", "2001:db8::7", undefined],
    ["for=[2001:db8::7]", "2001:db8::7", undefined],
    ["for=[2001:db8::7]:4711", "2001:db8::7", 4711],
    ['for="2001:db8::7"', "2001:db8::7", undefined],
    ['for="[2001:db8::7]:4711"', "2001:db8::7", 4711],
    ["for=2001:db8::7:4711", "2001:db8::7:4711", undefined],
    ["for=203.0.113.7:4711", "203.0.113.7", 4711],
    ["for=::ffff:203.0.113.7", "203.0.113.7", undefined],
    ["for=203.0.113.7;by=[2001:db8::1]:80", "203.0.113.7", undefined],
  ])("forwarded-unquoted: %s", (line, ip, port) => {
    expect(says(line, { unquoted: true })).toMatchObject({ ip, port, status: "resolved" });
  });

  it.each([
    ["for=2001:db8::7:_port", "an obfuscated port without brackets"],
    ["for=2001:db8::7:47110", "a port of five digits without brackets"],
    ["for=[2001:db8::7", "no closing bracket"],
    ["for=2001:db8::7]", "no opening bracket"],
    ["for=[203.0.113.7]", "IPv4 in brackets"],
    ["for=::ffff:c633:6404:4194", "two readings"],
    ["for=::ffff:203.0.113.7:4711", "a port without brackets"],
    ["for=2001:db8::7%eth0", "a zone"],
    ["for=2001:db8::7;host=app:80", "it is for `for` alone"],
  ])("forwarded-unquoted: %s is malformed: %s", (line) => {
    expect(says(line, { unquoted: true })).toMatchObject(malformed);
    expect(says(line, { unquoted: true, hostChecked: true })).toMatchObject(malformed);
  });

  it("forwarded-unquoted: without the option, each is malformed, and explain names it", () => {
    for (const text of ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:80", '"2001:db8::7"']) {
      expect(says(`for=${text}`)).toMatchObject(malformed);
      expect(explained(`for=${text}`)).toContain("unquoted: true");
    }
    const both = explained("for=2001:db8::7;host=app");
    expect(both).toContain("unquoted: true");
    expect(both).toContain("hostChecked: true");
    expect(explained("for=example.com")).not.toContain("unquoted");
    expect(explained("for=a b:c")).not.toContain("unquoted");
  });
});

describe("forwarded-grammar: what a quoted-string holds (RFC 9110 5.6.4)", () => {
  const CONTROLS = Array.from({ length: 33 }, (_, code) => code).filter((code) => code !== 32);
  it.each([...CONTROLS.filter((code) => code !== 9), 127])("no control character %i", (code) => {
    const char = String.fromCharCode(code);
    expect(says(`for=203.0.113.7;host="a${char}b"`)).toMatchObject(malformed);
    expect(says(`for=203.0.113.7;host="a\\${char}b"`)).toMatchObject(malformed);
  });

  it.each([
    "\t",
    " ",
    "!",
    "~",
    "\u0080",
    "\u00ff",
    "\\\\",
    '\\"',
    "\\\t",
    "\\a",
    "(),/:;<=>?@[]{}",
  ])("%j is allowed", (text) => {
    expect(says(`for=203.0.113.7;host="a${text}b"`)).toMatchObject({ ip: "203.0.113.7" });
  });

  it("nothing beyond one byte, which no header line holds", () => {
    expect(says('for=203.0.113.7;host="a\u0100"')).toMatchObject(malformed);
  });
});
