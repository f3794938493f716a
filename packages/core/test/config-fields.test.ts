import { describe, expect, it, test } from "vitest";
import { refusal } from "./rules/ask.ts";
import type { Config, Hop } from "../src/config/hop.ts";
import { LiveAddresses } from "../src/address/live-addresses.ts";
import { headerName } from "../src/config/fields.ts";
import { parseHop } from "../src/config/parse-hop.ts";
import { createResolver } from "../src/resolver.ts";

const hop: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };
const having = (fields: Readonly<Record<string, unknown>>): unknown => ({ ...hop, ...fields });
const telling = (tells: unknown): unknown => having({ tells });
const EXTERNAL = "x-envoy-external-address";

describe("a field that cannot be right", () => {
  // What balancers and their options are called: a header of that name would be a trap.
  test.each([
    "proxy_protocol",
    "PROXY",
    "proxy-protocol-v2",
    "proxyProtocol",
    "haproxy",
    "send-proxy-v2",
    "proxy protocol",
    "PROXY v1",
    "proxyv2",
    "proxy-2",
  ])("tells: %j means PROXY protocol, says the remedy", (word) => {
    const path = [telling(word)] as Config;
    expect(() => createResolver(path)).toThrow(/unknown-name.*Write 'proxy-protocol'\.$/);
  });

  it("tells: of another word that ends so, the remedy takes it for a header", () => {
    expect(() => createResolver([telling("http-proxy")] as Config)).toThrow(
      /unknown-name.*http-proxy/,
    );
    expect(() => createResolver([telling("http-proxy")] as Config)).not.toThrow(
      /'proxy-protocol'\.$/,
    );
  });

  // A row: the hop, the code, and what the error says about what was given, expected, and the remedy.
  test.each<[unknown, string, string, string, string]>([
    [null, "config-type", "null", "a hop: {", "Write a hop such as"],
    [5, "config-type", "5", "a hop: {", "Write a hop such as"],
    [() => hop, "config-type", "a function", "a hop: {", "A preset is called: cloudflare()."],
    ["10.0.0.1", "config-type", '"10.0.0.1"', "a hop: {", "call the preset: nginx()"],
    [
      having({ adress: "x" }),
      "unknown-field",
      'the field "adress" of a hop',
      "name, address",
      "typo",
    ],
    [having({ Repeat: true }), "unknown-field", 'the field "Repeat"', "repeat", 'Write "repeat".'],
    [having({ name: "" }), "bad-field", 'name: ""', "text that is not empty", 'Correct "name"'],
    [having({ name: 1 }), "bad-field", "name: 1", "text that is not empty", 'Correct "name"'],
    [having({ xfcc: "first" }), "bad-field", 'xfcc: "first"', "'last' or 'only'", 'Correct "xfcc"'],
    [having({ repeat: 1 }), "bad-field", "repeat: 1", "true or false", 'Correct "repeat"'],
    [having({ required: null }), "bad-field", "required: null", "true or false", '"required"'],
    [having({ shared: "no" }), "bad-field", 'shared: "no"', "true or false", 'Correct "shared"'],
    [having({ tells: undefined }), "no-tells", "without tells", "WHAT the hop says", "'nothing'"],
    [telling(5), "bad-field", "tells: 5", "text, { list } or { value }", 'Correct "tells"'],
    [telling(null), "bad-field", "tells: null", "text, { list } or { value }", '"tells"'],
    [telling(["x"]), "bad-field", 'tells: ["x"]', "text, { list } or { value }", '"tells"'],
    [
      telling("Forwarded"),
      "unknown-name",
      'tells: "Forwarded"',
      "one of x-forwarded-for, forwarded, proxy-protocol, source-address, nothing, { list } or { value }",
      "Write 'forwarded'.",
    ],
    [telling("x-real-ip"), "unknown-name", "x-real-ip", "one of", 'write { value: "x-real-ip" }'],
    // A header of WebLogic's.
    [telling("proxy-client-ip"), "unknown-name", "proxy-client-ip", "one of", "write { value:"],
    [telling("toString"), "unknown-name", "toString", "one of", "write { value:"],
    [telling({}), "bad-header-name", "undefined", "a header name", "no colon, no blanks"],
    [telling({ list: "a", value: "b" }), "unknown-field", "of a tells", "list, appends", "typo"],
    [telling({ list: "a", append: 1 }), "unknown-field", 'the field "append"', "appends", "typo"],
    [telling({ value: "a", appends: 1 }), "unknown-field", "of a tells", "value, format", "typo"],
    [telling({ list: "a b" }), "bad-header-name", '"a b"', "a header name", "no colon, no blanks"],
    [telling({ value: "a:" }), "bad-header-name", '"a:"', "a header name", "no colon, no blanks"],
    [telling({ value: "" }), "bad-header-name", '""', "a header name", "no colon, no blanks"],
    [telling({ list: "é" }), "bad-header-name", "é", "a header name", "no colon, no blanks"],
    [telling({ list: "Host" }), "singleton-header", '"Host"', "every line", '"host"'],
    [telling({ list: "Forwarded" }), "bad-field", 'list: "forwarded"', "'forwarded'", '"list"'],
    [telling({ value: "Forwarded" }), "bad-field", 'value: "forwarded"', "'forwarded'", '"value"'],
    [telling({ list: EXTERNAL }), "bad-field", `list: "${EXTERNAL}"`, "one address", '"list"'],
    [telling({ list: "a", appends: 0 }), "bad-field", "appends: 0", "from 1 to 8", '"appends"'],
    [telling({ list: "a", appends: 9 }), "bad-field", "appends: 9", "from 1 to 8", '"appends"'],
    [telling({ list: "a", appends: 1.5 }), "bad-field", "appends: 1.5", "whole", '"appends"'],
    [telling({ list: "a", appends: "2" }), "bad-field", 'appends: "2"', "whole", '"appends"'],
    [
      telling({ value: "a", format: "port" }),
      "bad-field",
      'format: "port"',
      "'ip:port'",
      '"format"',
    ],
    [
      telling({ value: "a", trustedHops: 0 }),
      "bad-field",
      "trustedHops: 0",
      EXTERNAL,
      '"trustedHops"',
    ],
    [
      telling({ value: EXTERNAL, format: "ip" }),
      "bad-field",
      'format: "ip"',
      "no format",
      '"format"',
    ],
    [
      telling({ value: EXTERNAL, trustedHops: -1 }),
      "bad-field",
      "trustedHops: -1",
      "0 to 31",
      "trustedHops",
    ],
    [
      telling({ value: EXTERNAL, trustedHops: 32 }),
      "bad-field",
      "trustedHops: 32",
      "0 to 31",
      "trustedHops",
    ],
    [having({ identity: "gateway" }), "bad-identity", '"gateway"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: [["a:b"]] }), "bad-identity", '[["a:b"]]', "a URI SAN", "SPIFFE ID"],
    [having({ identity: undefined }), "bad-field", "identity: undefined", "a value", '"identity"'],
    [having({ secret: undefined }), "bad-field", "secret: undefined", "a value", '"secret"'],
    [having({ identity: [] }), "bad-identity", "[]", "a URI SAN", "SPIFFE ID"],
    [having({ identity: ["a:b", 5] }), "bad-identity", '["a:b",5]', "a URI SAN", "SPIFFE ID"],
    [having({ identity: "a:b c" }), "bad-identity", '"a:b c"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: "a:b;c" }), "bad-identity", '"a:b;c"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: "a:b,c" }), "bad-identity", '"a:b,c"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: 'a:"' }), "bad-identity", "a:", "a URI SAN", "SPIFFE ID"],
    [having({ identity: "a:" }), "bad-identity", '"a:"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: "1a:b" }), "bad-identity", '"1a:b"', "a URI SAN", "SPIFFE ID"],
    [having({ identity: "x a:b" }), "bad-identity", '"x a:b"', "a URI SAN", "SPIFFE ID"],
    [
      having({ secret: "s" }),
      "bad-secret",
      "a secret that is no object",
      "{ header, value }",
      "set?",
    ],
    [having({ secret: {} }), "bad-header-name", "undefined", "a header name", "no colon"],
    [
      having({ secret: { header: "x", value: "s", v: 1 } }),
      "unknown-field",
      "of a secret",
      "value",
      "typo",
    ],
    [
      having({ secret: { header: "Host", value: "s" } }),
      "singleton-header",
      '"Host"',
      "line",
      "host",
    ],
  ])("%j is %s", (config, code, given, expected, remedy) => {
    const error = refusal([config]);
    expect(error.code).toBe(code);
    expect(error.given).toContain(given);
    expect(error.expected).toContain(expected);
    expect(error.remedy).toContain(remedy);
  });

  test.each<[object, string]>([
    [{ header: "x-s", value: "" }, "empty"],
    [{ header: "x-s", value: [] }, "no value"],
    [{ header: "x-s", value: ["right", ""] }, "an empty one among others"],
    [{ header: "x-s" }, "no value"],
    [{ header: "x-s", value: 5 }, "a number"],
    [{ header: "x-s", value: "undefined" }, "what a template makes of a variable that is not set"],
    [{ header: "x-s", value: ["right", "null"] }, "or of one that is null"],
    [{ header: "x-s", value: " a" }, "a blank in front"],
    [{ header: "x-s", value: "a " }, "a blank behind"],
    [{ header: "x-s", value: "a\n" }, "a line end"],
    [{ header: "x-s", value: "é" }, "not ASCII"],
    [{ header: "x-s", value: "a\u007f" }, "a control character"],
    [{ header: "x-s", value: "a\tb" }, "a tab"],
  ])("the secret %j is refused without being shown: %s", (secret) => {
    const error = refusal({ ...hop, secret });
    expect(error.code).toBe("bad-secret");
    expect(error.given).toMatch(/^a value for the header "x-s" that is empty/);
  });
});

/** What a hop with these fields is called. */
const named = (fields: object): string => parseHop({ tells: "forwarded", ...fields }).name;

describe("a field that is right", () => {
  test.each<[unknown, string]>([
    [having({ repeat: true, required: true, shared: true }), "flags"],
    [having({ repeat: false, required: false, shared: false }), "flags that say no"],
    [telling({ list: "X-List" }), "a list"],
    [telling({ list: "x-list", appends: 1 }), "the least that is appended"],
    [telling({ list: "x-list", appends: 8 }), "the most that is appended"],
    [telling({ list: "x-forwarded-for", appends: 2 }), "X-Forwarded-For with two elements a hop"],
    [telling({ value: "x-real-ip", format: "ip" }), "a format"],
    [telling({ value: "x-real-ip", format: "ip:port" }), "the other format"],
    [telling({ value: "!#$%&'*+-.^_`|~09azAZ" }), "every character of a token (RFC 9110 5.6.2)"],
    [telling({ value: EXTERNAL, trustedHops: 0 }), "no trusted hops"],
    [telling({ value: EXTERNAL, trustedHops: 31 }), "the most trusted hops"],
    [having({ identity: "spiffe://a/b" }), "a SPIFFE ID"],
    [having({ identity: ["A+1.-:b", "urn:x"] }), "any URI"],
    [having({ secret: { header: "X-S", value: "a" } }), "a secret of one character"],
    [having({ secret: { header: "X-S", value: ["a b~", "!"] } }), "blanks within"],
    [having({ secret: { header: "X-S", value: "undefined2" } }), "a word that begins so"],
  ])("%j: %s", (config) => {
    expect(() => createResolver(config as Config)).not.toThrow();
  });

  it("is read to what it means, and left out to what that means", () => {
    expect(parseHop({ address: "10.0.0.1", tells: "forwarded" })).toMatchObject({
      identity: undefined,
      secret: undefined,
      xfcc: undefined,
      tells: { kind: "forwarded" },
      repeat: false,
      required: false,
      shared: false,
    });
    expect(parseHop({ tells: "nothing" }).address).toBeUndefined();
    const flags = { repeat: true, required: true, shared: true };
    expect(parseHop({ ...hop, ...flags })).toMatchObject(flags);
    expect(parseHop({ ...hop, xfcc: "only" }).xfcc).toBe("only");
    expect(parseHop({ ...hop, identity: "a:b" }).identity).toEqual(["a:b"]);
    expect(parseHop({ ...hop, secret: { header: "X-S", value: "a" } }).secret).toEqual({
      header: "x-s",
      values: ["a"],
    });
  });

  test.each<[unknown, object]>([
    ["x-forwarded-for", { kind: "list", header: "x-forwarded-for", appends: 1 }],
    ["forwarded", { kind: "forwarded" }],
    ["proxy-protocol", { kind: "proxy-protocol" }],
    ["source-address", { kind: "source-address" }],
    ["nothing", { kind: "nothing" }],
    [
      { list: "X-Two", appends: 2 },
      { kind: "list", header: "x-two", appends: 2 },
    ],
    [{ list: "X-One" }, { kind: "list", header: "x-one", appends: 1 }],
    [{ value: "X-Real-IP" }, { kind: "value", header: "x-real-ip", format: undefined }],
    [
      { value: "a", format: "ip" },
      { kind: "value", header: "a", format: "ip" },
    ],
    [
      { value: "X-Envoy-External-Address" },
      { kind: "external-address", header: "x-envoy-external-address", trustedHops: 0 },
    ],
    [
      { value: EXTERNAL, trustedHops: 3 },
      { kind: "external-address", header: "x-envoy-external-address", trustedHops: 3 },
    ],
  ])("tells: %j is read as %j", (tells, expected) => {
    expect(parseHop({ ...hop, tells }).tells).toEqual(expected);
  });

  test("without a name the hop is called by who it is", () => {
    expect(named({ name: "edge", address: "10.0.0.1" })).toBe("edge");
    expect(named({ address: "10.0.0.1" })).toBe("10.0.0.1");
    expect(named({ address: ["10.0.0.1", "unix"] })).toBe("10.0.0.1,unix");
    expect(
      named({ address: [new LiveAddresses({ name: "cdn", prefixes: ["::1"] }), "unix"] }),
    ).toBe("cdn,unix");
    expect(named({ identity: ["a:b", "c:d"] })).toBe("a:b,c:d");
    expect(named({ address: "10.0.0.1", identity: "a:b" })).toBe("10.0.0.1");
    expect(named({ secret: { header: "X-S", value: "hunter2" } })).toBe("secret");
    expect(named({})).toBe("forwarded");
    expect(named({ tells: { value: "x-real-ip" } })).toBe("hop");
  });
});

test("of two fields that nobody knows the first is named", () => {
  expect(refusal({ ...hop, adress: "x", nmae: "y" }).given).toBe('the field "adress" of a hop');
});

describe("a header name", () => {
  test.each([
    "age",
    "authorization",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "from",
    "host",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "retry-after",
    "server",
    "user-agent",
  ])("%s is none that a hop can use: Node does not show every line of it by a comma", (name) => {
    expect(() => headerName(name)).toThrow(/\[singleton-header\]/);
    expect(() => headerName(name.toUpperCase())).toThrow(/\[singleton-header\]/);
    expect(headerName(`x-${name}`)).toBe(`x-${name}`);
  });

  it("is one token of RFC 9110 5.1, character by character", () => {
    const allowed = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code);
      for (const name of [char, `x${char}`, `${char}x`]) {
        let read: string | undefined;
        try {
          read = headerName(name);
        } catch {
          read = undefined;
        }
        expect(read).toBe(allowed.includes(char) ? name.toLowerCase() : undefined);
      }
    }
  });
});
