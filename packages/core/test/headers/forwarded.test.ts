import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "forwarded" };
const two: Hop[] = [{ name: "outer", address: "any", tells: "forwarded" }, hop];
const says = (values: string | string[], path: Hop | Hop[] = hop) =>
  ask(path, "10.0.0.1", { Forwarded: values });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("forwarded-grammar: RFC 7239 to the letter", () => {
  it.each<[string, string, number | undefined, string]>([
    // [line, address, port, why the row exists]
    [`for=${CLIENT}`, CLIENT, undefined, "a token"],
    [`for="${CLIENT}"`, CLIENT, undefined, "a quoted string"],
    [`for="${CLIENT}:4711"`, CLIENT, 4711, "with a port, quoted"],
    ['for="[2001:db8::7]"', "2001:db8::7", undefined, "IPv6, quoted and bracketed"],
    ['for="[2001:DB8::7]:4711"', "2001:db8::7", 4711, "with a port"],
    ['for="[::ffff:203.0.113.7]"', CLIENT, undefined, "mapped"],
    [`For=${CLIENT}`, CLIENT, undefined, "names are case-insensitive"],
    [`FOR=${CLIENT};PROTO=https`, CLIENT, undefined, "names are case-insensitive"],
    [`proto=http;for=${CLIENT};by=10.0.0.1`, CLIENT, undefined, "other pairs around it"],
    [`by="[::1]:80";host="a,b;c=\\"d\\"";for=${CLIENT}`, CLIENT, undefined, "quoted separators"],
    [`for=${CLIENT};ext="for=6.6.6.6, for=7.7.7.7"`, CLIENT, undefined, "a list in a quoted value"],
    [`host="a\\",b";for=${CLIENT}`, CLIENT, undefined, "an escaped quote does not end the value"],
    [`by="a\\\\",for=${CLIENT}`, CLIENT, undefined, "behind an escaped backslash a quote does"],
    [`for="${CLIENT}:65535"`, CLIENT, 65_535, "the largest port"],
    [`for="${CLIENT}:0"`, CLIENT, 0, "the smallest"],
    [`for="${CLIENT}:_port"`, CLIENT, undefined, "RFC 7239 6: an obfuscated port"],
    ['for="[2001:db8::7]:_port"', "2001:db8::7", undefined, "behind IPv6"],
    [`for=6.6.6.6,for=${CLIENT}`, CLIENT, undefined, "the last element"],
    [`for=6.6.6.6 ,\tfor=${CLIENT} `, CLIENT, undefined, "blanks around commas"],
    [`for=_a, for=unknown, for=${CLIENT}`, CLIENT, undefined, "others on the left"],
  ])("the line %s is read: %s", (line, ip, port) => {
    expect(says(line)).toMatchObject({
      ip,
      port,
      status: "resolved",
      source: "forwarded",
      proof: "address",
      via: ["proxy"],
      warnings: [],
    });
  });

  it.each([
    // [line, why it is malformed]
    [`for=${CLIENT}:4711`, "an unquoted colon"],
    ["for=2001:db8::7", "unquoted IPv6"],
    ["for=[2001:db8::7]", "unquoted brackets"],
    ['for="2001:db8::7"', "IPv6 without brackets"],
    ['for="2001:db8::7:80"', "IPv6 without brackets and a port"],
    [`for=${CLIENT};for=6.6.6.6`, "two `for`"],
    [`for=6.6.6.6;proto=http;FOR=${CLIENT}`, "two `for`, whatever their case"],
    [`for=${CLIENT};for=${CLIENT}`, "two `for`, equal"],
    ["proto=http;by=10.0.0.1", "no `for`"],
    ["", "nothing"],
    ["for=", "an empty value"],
    ['for=""', "an empty quoted value"],
    ["for", "no value"],
    [`=${CLIENT}`, "no name"],
    [CLIENT, "no pair"],
    [`for =${CLIENT}`, "a blank before the equals sign"],
    [`for= ${CLIENT}`, "a blank behind it"],
    [`for="${CLIENT}`, "an open quote"],
    [`for=${CLIENT}"`, "a quote in a token"],
    [`for="${CLIENT}"x`, "something behind the quote"],
    [`for="${CLIENT}";proto="http`, "an open quote in another pair"],
    [`for=${CLIENT};proto=a/b`, "another pair that is no token"],
    [`for=${CLIENT} proto=http`, "no semicolon"],
    [`for="[${CLIENT}]"`, "IPv4 in brackets"],
    ['for="[fe80::1%eth0]"', "a zone"],
    [`for="${CLIENT}:"`, "a colon without a port"],
    [`for="${CLIENT}:+80"`, "a port with a sign"],
    [`for="${CLIENT}:_"`, "an obfuscated port without a name"],
    [`for="${CLIENT}:000080"`, "a port of six digits"],
    [`for="${CLIENT}:80:80"`, "two ports"],
    ['for=":80"', "a port without an address"],
    ['for="[2001:db8::7"', "no closing bracket"],
    ['for="2001:db8::7]"', "no opening bracket"],
    ['for="[2001:db8::7]80"', "no colon before the port"],
    ['for="[2001:db8::7]x:80"', "something behind the bracket"],
    ['for="[]"', "nothing in brackets"],
    ['for="[2001:db8::7]:"', "IPv6, a colon without a port"],
    [`for="${CLIENT}:65536"`, "a port above 65535"],
    ["for=203.0.113.07", "a leading zero"],
    ["for=example.com", "a name"],
    [`for=\u00A0${CLIENT}`, "NBSP"],
    [`\u00A0for=${CLIENT}`, "NBSP in front"],
    ["for=0.0.0.0", "never a client"],
    ["for=127.0.0.1", "loopback told from elsewhere"],
    ['for="[ff02::1]"', "multicast"],
  ])("the line %s is malformed: %s", (line) => {
    expect(says(line)).toMatchObject({ ...unresolved("malformed"), via: ["proxy"] });
  });

  it("forwarded-line-alone: a forged or broken line in front does not swallow the hop's own", () => {
    for (const forged of [
      'for="1.2.3.4',
      "for=1.2.3.4;",
      '"',
      "junk",
      "",
      `for=6.6.6.6;for=7.7.7.7`,
    ]) {
      expect(says([forged, `for=${CLIENT}`])).toMatchObject({ ip: CLIENT });
    }
    // Node's joined string would hold one quoted value that ends in the second line.
    expect(says(['for="1.2.3.4', `for="6.6.6.6";host="";for="${CLIENT}"`])).toMatchObject(
      unresolved("malformed"),
    );
  });

  it("forwarded-line-alone: a line that is consumed must be whole", () => {
    expect(says(['for="1.2.3.4', "for=198.51.100.4"], two)).toMatchObject(unresolved("malformed"));
    expect(says([`for=${CLIENT}`, "for=198.51.100.4"], two)).toMatchObject({ ip: CLIENT });
    expect(says([`for=6.6.6.6, for=${CLIENT}`, "for=198.51.100.4"], two)).toMatchObject({
      ip: CLIENT,
    });
    expect(says([`for=6.6.6.6`, `for=${CLIENT}, for=198.51.100.4`], two)).toMatchObject({
      ip: CLIENT,
    });
  });

  it("absent-is-missing: no Forwarded, or one that is used up", () => {
    expect(ask(hop, "10.0.0.1", { "X-Forwarded-For": "6.6.6.6" })).toMatchObject(
      unresolved("missing"),
    );
    expect(says(`for=${CLIENT}`, two)).toMatchObject(unresolved("missing"));
  });
});

describe("Forwarded elements that name no address", () => {
  it("empty-element: an empty Forwarded element is malformed", () => {
    for (const line of [`for=${CLIENT},`, `for=${CLIENT}, `, ",", " "]) {
      expect(says(line)).toMatchObject(unresolved("malformed"));
    }
    expect(says([`for=${CLIENT}`, ""])).toMatchObject(unresolved("malformed"));
    expect(says("for=6.6.6.6,,for=198.51.100.4", two)).toMatchObject(unresolved("malformed"));
  });

  it.each([`"${CLIENT}:_p"`, `"${CLIENT}:_1"`, `"${CLIENT}:_SEVKISEK"`])(
    "obfuscated-port: %s is the address without a port",
    (node) => {
      expect(says(`for=${node}`)).toMatchObject({ ip: CLIENT, port: undefined });
    },
  );

  it("unknown-hides: `unknown` and `_obfuscated` in Forwarded", () => {
    for (const node of [
      "unknown",
      '"unknown"',
      "_hidden",
      '"_SEVKISEK"',
      "_a.b-c_d",
      '"unknown:80"',
      '"_a:_b"',
    ]) {
      expect(says(`for=6.6.6.6, for=${node}`)).toMatchObject(unresolved("hidden"));
      expect(says(`for=${node}, for=${CLIENT}`)).toMatchObject({ ip: CLIENT });
    }
    expect(says("for=hidden")).toMatchObject(unresolved("malformed"));
  });

  it("unknown-hides: `_obfuscated` in X-Forwarded-For is malformed", () => {
    const list: Hop = { ...hop, tells: "x-forwarded-for" };
    expect(ask(list, "10.0.0.1", { "X-Forwarded-For": "_hidden" })).toMatchObject(
      unresolved("malformed"),
    );
    expect(ask(list, "10.0.0.1", { "X-Forwarded-For": "unknown" })).toMatchObject(
      unresolved("hidden"),
    );
  });
});
