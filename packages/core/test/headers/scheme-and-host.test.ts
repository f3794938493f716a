import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elementOf, readHost, readScheme } from "../../src/headers/scheme-and-host.ts";
import { MAX_SCANNED } from "../../src/limits.ts";

describe("host-grammar: a host", () => {
  it.each([
    "example.com",
    "EXAMPLE.com:443",
    "a_b.example",
    "xn--bcher-kva.example",
    "%C3%BC.example",
    "203.0.113.7:65535",
    "[2001:db8::1]",
    "[2001:db8::1]:8080",
    "[::ffff:192.0.2.1]:1",
  ])("is %s", (text) => expect(readHost(text)).toBe(text));

  it.each([
    ["nothing", ""],
    ["a port alone", ":80"],
    ["port 0", "a:0"],
    ["port 65536", "a:65536"],
    ["a port as JavaScript writes it", "a:1e3"],
    ["a port with a blank behind it", "a:80 "],
    ["an IPv4 address in brackets without a port", "[192.0.2.1]"],
    ["an IPv6 address with two closing brackets", "[::1]]"],
    ["a port with a leading zero", "a:080"],
    ["an empty port", "a:"],
    ["a port that is no number", "a:8o"],
    ["two ports", "a:1:2"],
    ["user information", "user@a"],
    ["user information with a password", "user:1@a"],
    ["a path", "a/b"],
    ["a query", "a?b"],
    ["a fragment", "a#b"],
    ["an absolute URL", "https://a/"],
    ["a backslash", "a\\b"],
    ["a comma", "a,b"],
    ["a space", "a b"],
    ["a line break", "a\n"],
    ["a letter outside ASCII", "ü"],
    ["a cut percent sign", "a%2"],
    ["an IPv6 address without brackets", "2001:db8::1"],
    ["an IPv6 address with an open bracket", "[2001:db8::1"],
    ["an IPv6 address with a zone", "[fe80::1%25eth0]"],
    ["text behind a bracket", "[::1]a"],
    ["text between a bracket and a port", "[::1]a:1"],
    ["an IPv4 address in brackets", "[192.0.2.1]:80"],
    ["an empty bracket", "[]:80"],
    ["a second bracket", "[[::1]]"],
    ["IPvFuture", "[v1.a:b]:80"],
    ["more characters than a name has", "a".repeat(260)],
  ])("is not %s", (_, text) => expect(readHost(text)).toBeUndefined());

  it("is text that a URL has as its host, or none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 40 }), (text) => {
        const isSafe = !/[\s@/?#\\,]/.test(text);
        expect([undefined, ...(isSafe ? [text] : [])]).toContain(readHost(text));
      }),
    );
  });

  it("has 259 characters at most", () => {
    const longest = "a".repeat(259);
    expect(readHost(longest)).toBe(longest);
  });

  it("is any domain with any port", () => {
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65_535 }), (domain, port) => {
        expect(readHost(`${domain}:${port}`)).toBe(`${domain}:${port}`);
      }),
    );
  });

  it("is any IPv6 address in brackets", () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(readHost(`[${ip}]`)).toBe(`[${ip}]`);
      }),
    );
  });
});

describe("scheme-grammar: a scheme", () => {
  it("is http or https in any letter case", () => {
    expect(["http", "HTTPS"].map((text) => readScheme(text))).toEqual(["http", "https"]);
  });

  it.each(["", "ws", "https:", "http2", "http s", "httpsx", "ſttp"])("is not %j", (text) => {
    expect(readScheme(text)).toBeUndefined();
  });
});

describe("one-statement: an element", () => {
  it.each([
    ["a", 0, "a"],
    [" \ta\t ", 0, "a"],
    ["", 0, ""],
    ["  ", 0, ""],
    ["a,b", 0, undefined],
    ["a,", 0, undefined],
    [",a", 0, undefined],
    ["a , b", 1, "b"],
    ["a , b", 2, "a"],
    ["a,b", 3, undefined],
    [",b", 2, ""],
    [",b", 3, undefined],
  ])("of %j with the number %i is %j", (text, element, expected) => {
    expect(elementOf(text, element)).toBe(expected);
  });

  it("keeps other blanks, which no grammar takes", () => {
    expect(elementOf("\u00A0https", 0)).toBe("\u00A0https");
  });

  it("is not looked for in text that is longer than a walk scans", () => {
    expect(elementOf("a".repeat(MAX_SCANNED), 0)).toHaveLength(MAX_SCANNED);
    expect(elementOf("a".repeat(MAX_SCANNED + 1), 0)).toBeUndefined();
  });

  it("is what splitting the text gives", () => {
    const text = fc.string({ unit: fc.constantFrom(",", "a", " "), maxLength: 12 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (given, element) => {
        expect(elementOf(given, element)).toBe(given.split(",").at(-element)?.trim());
      }),
    );
  });
});
