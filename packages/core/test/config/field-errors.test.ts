import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import type { Config, Hop } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";

const lb: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };
const having = (fields: Readonly<Record<string, unknown>>): unknown => ({ ...lb, ...fields });
const telling = (tells: unknown): unknown => having({ tells });
const EXTERNAL = "x-envoy-external-address";
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };

describe("known-fields-only: a field that cannot be right", () => {
  // What balancers and their options are called: a header of that name would be a trap.
  it.each([
    "proxy_protocol",
    "PROXY",
    "proxy-protocol-v2",
    "proxyProtocol",
    "haproxy",
    "send-proxy-v2",
    "send-proxy-protocol",
    "send-proxyprotocol",
    "proxy protocol",
    "PROXY v1",
    "proxyv2",
    "proxy-2",
  ])("the remedy for tells: %j names PROXY protocol", (word) => {
    const path = [telling(word)] as Config;
    expect(() => createResolver(path)).toThrow(/unknown-name.*Write 'proxy-protocol'\.$/);
  });

  it.each([
    ["xff", "Write 'x-forwarded-for'."],
    ["XFF", "Write 'x-forwarded-for'."],
    ["xffs-of-lb", 'For a header that holds one address, write { value: "xffs-of-lb" }.'],
    ["my-xff", 'For a header that holds one address, write { value: "my-xff" }.'],
  ])("the remedy for tells: %j is: %s", (word, remedy) => {
    expect(refusal(telling(word))).toMatchObject({ code: "unknown-name", remedy });
  });

  it("the remedy for another word that ends so takes it for a header", () => {
    expect(() => createResolver([telling("http-proxy")] as Config)).toThrow(
      /unknown-name.*http-proxy/,
    );
    expect(() => createResolver([telling("http-proxy")] as Config)).not.toThrow(
      /'proxy-protocol'\.$/,
    );
  });

  // A row: the hop, the code, and what the error says about what was given, expected, and the
  // remedy.
  it.each<[unknown, string, string, string, string]>([
    [null, "config-type", "null", "a hop: {", "Write a hop such as"],
    [5, "config-type", "5", "a hop: {", "Write a hop such as"],
    [() => lb, "config-type", "a function", "a hop: {", "Call the preset: cloudflare()."],
    ["10.0.0.1", "config-type", '"10.0.0.1"', "a hop: {", "call the preset: nginx()"],
    [
      having({ adress: "x" }),
      "unknown-field",
      'the field "adress" of a hop',
      "name, address",
      'Write "address".',
    ],
    [having({ Repeat: true }), "unknown-field", 'the field "Repeat"', "repeat", 'Write "repeat".'],
    [
      having({ address: 10 }),
      "bad-address",
      "10",
      "a string or a LiveAddresses",
      'Write address: "10.0.0.0/8", or an array',
    ],
    [having({ name: "" }), "bad-field", 'name: ""', "a string that is not empty", 'Correct "name"'],
    [having({ name: 1 }), "bad-field", "name: 1", "a string that is not empty", 'Correct "name"'],
    [having({ xfcc: "first" }), "bad-field", 'xfcc: "first"', "'last' or 'only'", 'Correct "xfcc"'],
    [having({ repeat: 1 }), "bad-field", "repeat: 1", "true or false", 'Correct "repeat"'],
    [having({ required: null }), "bad-field", "required: null", "true or false", '"required"'],
    [having({ shared: "no" }), "bad-field", 'shared: "no"', "true or false", 'Correct "shared"'],
    [having({ tells: undefined }), "no-tells", "without tells", "WHAT the hop says", "'nothing'"],
    [telling(5), "bad-field", "tells: 5", "a string, { list } or { value }", 'Correct "tells"'],
    [telling(null), "bad-field", "tells: null", "a string, { list } or { value }", '"tells"'],
    [telling(["x"]), "bad-field", 'tells: ["x"]', "a string, { list } or { value }", '"tells"'],
    [
      telling("Forwarded"),
      "unknown-name",
      'tells: "Forwarded"',
      "one of x-forwarded-for, forwarded, proxy-protocol, source-address, nothing, { list } or { value }",
      "Write 'forwarded'.",
    ],
    [telling("XFF"), "unknown-name", "XFF", "one of", "Write 'x-forwarded-for'."],
    [telling("x-real-ip"), "unknown-name", "x-real-ip", "one of", 'write { value: "x-real-ip" }'],
    // A header of WebLogic's.
    [telling("proxy-client-ip"), "unknown-name", "proxy-client-ip", "one of", "write { value:"],
    [telling("toString"), "unknown-name", "toString", "one of", "write { value:"],
    [telling({}), "bad-header-name", "undefined", "a header name", "no colon, no spaces"],
    [
      telling({ list: "a", value: "b" }),
      "unknown-field",
      "of a tells",
      "list, appends",
      "spelling",
    ],
    [
      telling({ list: "a", append: 1 }),
      "unknown-field",
      'the field "append"',
      "appends",
      'Write "appends".',
    ],
    [
      telling({ value: "a", appends: 1 }),
      "unknown-field",
      "of a tells",
      "value, format",
      "spelling",
    ],
    [telling({ list: "a b" }), "bad-header-name", '"a b"', "a header name", "no colon, no spaces"],
    [telling({ value: "a:" }), "bad-header-name", '"a:"', "a header name", "no colon, no spaces"],
    [telling({ value: "" }), "bad-header-name", '""', "a header name", "no colon, no spaces"],
    [telling({ list: "é" }), "bad-header-name", "é", "a header name", "no colon, no spaces"],
    [telling({ list: "Host" }), "singleton-header", '"Host"', "all its lines", '"host"'],
    ...["unquoted", "hostChecked", "ownLine"].map(
      (flag): [unknown, string, string, string, string] => [
        telling({ list: "Forwarded", [flag]: 1 }),
        "bad-field",
        `${flag}: 1`,
        "true or false",
        `"${flag}"`,
      ],
    ),
    [telling({ list: "a", oneLine: 1 }), "bad-field", "oneLine: 1", "true or false", '"oneLine"'],
    [
      telling({ list: "forwarded", appends: 2 }),
      "unknown-field",
      'the field "appends" of a tells of Forwarded',
      "one of list, unquoted, hostChecked, ownLine",
      "Remove it",
    ],
    [
      telling({ list: "x-forwarded-for", format: "port" }),
      "bad-field",
      'format: "port"',
      "'ip' or 'ip:port'",
      '"format"',
    ],
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
      "a secret that is not an object",
      "{ header, value }",
      "is set",
    ],
    [having({ secret: {} }), "bad-header-name", "undefined", "a header name", "no colon"],
    [
      having({ secret: { header: "x", value: "s", v: 1 } }),
      "unknown-field",
      "of a secret",
      "value",
      "spelling",
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

  it.each<[object, string]>([
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
    const error = refusal({ ...lb, secret });
    expect(error.code).toBe("bad-secret");
    expect(error.given).toMatch(/^a value for the header "x-s" that is empty/);
  });
});

describe("known-fields-only: one field of a hop", () => {
  it.each([
    ["10.0.0.0/0", "0.0.0.0/0"],
    ["127.0.0.1/8", "127.0.0.0/8"],
    ["10.0.1.7/24", "10.0.1.0/24"],
    ["192.0.2.255/25", "192.0.2.128/25"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["::1/0", "::/0"],
    ["fe80::1/10", "fe80::/10"],
  ])("host-bits: the remedy for the range %s names %s", (address, meant) => {
    const error = refusal({ ...alb, address });
    expect(error.code).toBe("host-bits");
    expect(error.given).toContain(address);
    expect(error.remedy).toContain(meant);
    expect(() => createResolver({ ...alb, address: meant })).not.toThrow();
  });

  it.each([
    ["10.0.0.256", "a part above 255"],
    ["10.0.0", "three parts"],
    ["10.0.0.01", "a leading zero"],
    ["0x0a000005", "hexadecimal"],
    ["10.5", "inet_aton"],
    ["10.0.0.0/33", "a prefix that is too long"],
    ["10.0.0.0/", "no prefix"],
    ["10.0.0.0/-1", "a sign"],
    ["10.0.0.0/8.0", "a fraction"],
    ["10.0.0.0/08", "a leading zero in the prefix"],
    ["::/129", "a prefix that is too long"],
    ["10.0.0.1:80", "a port"],
    ["[::1]", "brackets"],
    ["fe80::1%eth0", "a zone"],
    [" 10.0.0.1", "a blank"],
    ["10.0.0.1, 10.0.0.2", "two in one"],
    ["10.0.0.1-10.0.0.9", "a span"],
    ["", "empty"],
    ["localhost", "a host's name"],
    ["Loopback", "another case"],
    ["constructor", "an inherited name"],
    ["public", "a name that does not exist"],
  ])("%j is no address of a hop (%s)", (address) => {
    expect(["bad-address", "unknown-name"]).toContain(refusal({ ...alb, address }).code);
    expect(["bad-address", "unknown-name"]).toContain(
      refusal({ ...alb, address: ["::1", address] }).code,
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ["an address that is no text", { ...alb, address: 10 }],
    ["no addresses", { ...alb, address: [] }],
    ["null for an address", { ...alb, address: null }],
    ["an identity that is not set", { ...alb, identity: undefined }],
    ["a secret that is not set", { ...alb, secret: undefined }],
    ["a secret whose value is not set", { ...alb, secret: { header: "X", value: undefined } }],
    ["an empty identity", { ...gateway, identity: "" }],
    ["no identities", { ...gateway, identity: [] }],
    ["an identity that is no text", { ...gateway, identity: 1 }],
    ["tells of an unknown kind", { ...alb, tells: "x-real-ip" }],
    ["tells of an inherited name", { ...alb, tells: "constructor" }],
    ["tells in another case", { ...alb, tells: "X-Forwarded-For" }],
    ["tells without a header", { ...alb, tells: {} }],
    ["tells of two kinds", { ...alb, tells: { list: "a", value: "b" } }],
    ["tells that is a list", { ...alb, tells: ["x-forwarded-for"] }],
    ["appends of none", { ...alb, tells: { list: "a", appends: 0 } }],
    ["appends of a fraction", { ...alb, tells: { list: "a", appends: 1.5 } }],
    ["appends that is text", { ...alb, tells: { list: "a", appends: "2" } }],
    ["a format that does not exist", { ...alb, tells: { value: "a", format: "ip-port" } }],
    ["trustedHops of another header", { ...alb, tells: { value: "x-real-ip", trustedHops: 1 } }],
    [
      "negative trustedHops",
      { ...alb, tells: { value: "x-envoy-external-address", trustedHops: -1 } },
    ],
    [
      "trustedHops of a fraction",
      { ...alb, tells: { value: "x-envoy-external-address", trustedHops: 0.5 } },
    ],
    ["an unknown xfcc", { ...alb, xfcc: "first" }],
    ["xfcc as a flag", { ...alb, xfcc: true }],
    ["repeat as text", { ...alb, repeat: "yes" }],
    ["required as a number", { ...alb, required: 1 }],
    ["shared as text", { ...alb, shared: "true" }],
    ["a name that is no text", { ...alb, name: 1 }],
  ])("refuses %s", (_why, hop) => {
    expect(refusal([hop])).toBeInstanceOf(ClientIpError);
  });
});

describe("known-format: a header of which the format is known", () => {
  const fixed = 'Write tells: { value: "cloudfront-viewer-address", format: "ip:port" }.';

  it.each([
    { value: "CloudFront-Viewer-Address" },
    { value: "cloudfront-viewer-address", format: "ip" },
    { list: "cloudfront-viewer-address" },
  ])("known-format: %j is refused, with the line to write", (tells) => {
    expect(refusal(telling(tells))).toMatchObject({ code: "bad-field", remedy: fixed });
  });

  it("known-format: with the format it is read", () => {
    const tells = { value: "CloudFront-Viewer-Address", format: "ip:port" } as const;
    const rawHeaders = ["CloudFront-Viewer-Address", "2001:db8::7:4194"];
    const { ip } = createResolver({ ...lb, tells }).resolve({ peer: "10.0.0.1", rawHeaders });
    expect(ip).toBe("2001:db8::7");
  });
});
