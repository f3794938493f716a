import { describe, expect, it } from "vitest";
import { CommandError, readRequest } from "../../src/request-text.ts";

/** Code and phrases of the error. */
function errorOf(text: string): object {
  try {
    return readRequest(text);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { code, given, expected, remedy } = error;
    return { code, given, expected, remedy };
  }
}

/** A header line of so many characters in its name and value. */
const lineOf = (size: number): string => `A: ${"b".repeat(size - 1)}`;
/** A request of so many characters. */
const textOf = (size: number): string => "A: b\n\n".padEnd(size);

describe("readRequest refuses", () => {
  it.each([
    ["", "an empty text"],
    ["hello", "a text that is no request"],
    ["see this: a", "a text that is no request"],
    ["see curl a", "a text that is no request"],
    ["GET  HTTP/1.1", "a text that is no request"],
    ["GET / HTTP/1.1 b", "a text that is no request"],
    ["see PROXY TCP4", "a text that is no request"],
    [": b", "a text that is no request"],
  ])("what has no known form: %j", (text, given) => {
    expect(errorOf(text)).toMatchObject({
      code: "request-text",
      given,
      expected: "the output of curl -v, a curl command line, raw HTTP lines, a HAR file, or JSON",
    });
  });

  it.each([
    ["GET / HTTP/1.1\nA: b\n c", "line 3, which continues the line before it"],
    ["GET / HTTP/1.1\nA: b\n\tc", "line 3, which continues the line before it"],
    ["PROXY UNKNOWN\r\n / HTTP/1.1", "line 2, which continues the line before it"],
    ["GET / HTTP/1.1\nA b: c", "line 2, whose name is not a token"],
    ["GET / HTTP/1.1\n: c", "line 2, whose name is not a token"],
    ["\n\n GET / HTTP/1.1\nA b: c", "line 4, whose name is not a token"],
    ["PROXY UNKNOWN\nGET / HTTP/1.1\nA: b\nC", "line 4, which has no colon"],
    ["PROXY UNKNOWN\nA b: c", "line 2, whose name is not a token"],
    ["A: b\u0000c", "line 1, whose value has a character that no header can have"],
    ["> GET / HTTP/1.1\n* x\n> A", "line 3, which has no colon"],
  ])("a wrong line: %j", (text, given) => {
    expect(errorOf(text)).toMatchObject({ code: "request-text", given });
  });

  it.each([
    ["curl 'a", "a command line whose quote at character 6 does not end"],
    ["curl -H $H a", "a command line that the shell changes at character 9"],
    ["curl -H ';' a", "the option -H number 1, which has no colon"],
    ["curl -H 'A; b' a", "the option -H number 1, which has no colon"],
    ["curl -H A: -H 'B b: c' a", "the option -H number 2, whose name is not a token"],
    ["curl -A '\u0001' a", "the option -A, whose value has a character that no header can have"],
    ["curl -H @file a", "a curl command line whose option -H names a file, which is not read"],
    ["curl a b", "a curl command line whose option of 2 URLs means several requests"],
    ["curl a b -H 'Host: c'", "a curl command line whose option of 2 URLs means several requests"],
    ["curl a --next -H 'A: b'", "a curl command line whose option --next means several requests"],
    ["curl 'http://['", "a curl command line whose option of the URL is not a URL"],
    [
      "curl --haproxy-protocol a",
      "a curl command line whose option --haproxy-protocol sends a PROXY header, whose bytes are not in the command",
    ],
    [
      "curl --haproxy-clientip 192.0.2.1 a",
      "a curl command line whose option --haproxy-clientip sends a PROXY header, whose bytes are not in the command",
    ],
  ])("a command: %j", (text, given) => {
    expect(errorOf(text)).toMatchObject({ code: "request-text", given });
  });

  it.each([
    ["rawHeaders", "an array of names and values in turn", '{"rawHeaders":["a"]}'],
    ["rawHeaders", "an array of names and values in turn", '{"rawHeaders":["a",1]}'],
    ["rawHeaders", "an array of names and values in turn", '{"log":[]}'],
    ["rawHeaders", "an array of names and values in turn", '{"log":null}'],
    ["rawHeaders and headers", "one of the two", '{"rawHeaders":[],"headers":{}}'],
    ["headers", "an array of pairs of a name and a value", '{"headers":[["a"]]}'],
    ["headers", "an array of pairs of a name and a value", '{"headers":["ab"]}'],
    ["headers", "an object whose values are text, or arrays of text", '{"headers":{"a":1}}'],
    ["headers", "an object or an array", '{"headers":1}'],
    ["peer", "text", '{"peer":1}'],
    ["encrypted", "true or false", '{"encrypted":"yes"}'],
    ["authority", "text", '{"authority":1}'],
    ["preamble", "text", '{"preamble":1}'],
  ])("JSON in which %s is not %s: %s", (field, what, text) => {
    expect(errorOf(text)).toMatchObject({
      code: "request-text",
      given: `JSON in which ${field} is not ${what}`,
      expected:
        "an object with some of these fields: peer, rawHeaders, headers, encrypted, authority, preamble",
    });
  });

  it("JSON with a name that is not a token", () => {
    expect(errorOf('{"headers":{"a":"b","c d":"e"}}')).toMatchObject({
      code: "request-text",
      given: "header 2, whose name is not a token",
    });
  });

  it("what begins as JSON and is none, without a word of it", () => {
    for (const text of ["{", '{"a":s3cret}']) {
      expect(errorOf(text)).toMatchObject({
        code: "request-text",
        given: "a text that begins with { and is not JSON",
        expected: "JSON, or a HAR file",
      });
    }
  });

  it.each<[string, string, object]>([
    ["log.entries", "an array", {}],
    ["request.headers of the entry", "an array", { entries: [1] }],
    ["request.headers of the entry", "an array", { entries: [null] }],
    ["request.headers of the entry", "an array", { entries: [{ request: null }] }],
    ...[1, null, { name: "a" }, { value: "b" }].map((header): [string, string, object] => [
      "request.headers[1]",
      "an object with name and value, both text",
      { entries: [{ request: { headers: [{ name: "a", value: "b" }, header] } }] },
    ]),
  ])("a HAR file in which %s is not %s: %j", (field, what, log) => {
    expect(errorOf(JSON.stringify({ log }))).toMatchObject({
      code: "request-text",
      given: `a HAR file in which ${field} is not ${what}`,
      expected: "a HAR file of version 1.2",
    });
  });

  it("a HAR file with a name that is not a token", () => {
    const headers = ["a", "b b"].map((name) => ({ name, value: "c" }));
    const har = { log: { entries: [{ request: { headers } }] } };
    expect(errorOf(JSON.stringify(har))).toMatchObject({
      code: "request-text",
      given: "header 2 of the entry, whose name is not a token",
    });
  });

  it("a HAR file without a request", () => {
    expect(errorOf('{"log":{"entries":[]}}')).toMatchObject({
      code: "request-text",
      given: "a text without a request",
      expected: "a request",
      remedy: "Copy the whole text.",
    });
  });

  it("more than a server takes", () => {
    const expected = "at most 16777216 characters, of which 65536 in header lines";
    expect(readRequest(lineOf(65_536)).rawHeaders[1]).toHaveLength(65_535);
    expect(errorOf(lineOf(65_537))).toMatchObject({
      code: "request-text-size",
      given: "header lines of 65537 characters",
      expected,
    });
    expect(readRequest(textOf(16_777_216)).rawHeaders).toEqual(["A", "b"]);
    expect(errorOf(textOf(16_777_217))).toMatchObject({
      code: "request-text-size",
      given: "a text of 16777217 characters",
      expected,
    });
  });
});
