import { describe, expect, it } from "vitest";
import { readRequest } from "../../src/request-text.ts";

const XFF = ["X-Forwarded-For", "6.6.6.6"] as const;

const linesOf = (command: string): readonly string[] => readRequest(command).rawHeaders;

describe("readRequest", () => {
  it("takes what curl sent, not what it got", () => {
    const text = "> GET / HTTP/1.1\n> Host: a.example\n>\n< X-Forwarded-For: 6.6.6.6\n* done";
    expect(readRequest(text)).toEqual({
      format: "curl-verbose",
      rawHeaders: ["Host", "a.example"],
      authority: "a.example",
    });
  });

  it("takes the entry that is meant", () => {
    const text = "> GET / HTTP/1.1\n> A: 1\n>\n> GET / HTTP/1.1\n> A: 2\n>\n";
    expect(readRequest(text, { entry: 1 }).rawHeaders).toEqual(["A", "1"]);
    expect(readRequest(text, { entry: 2 }).rawHeaders).toEqual(["A", "2"]);
    const error = {
      code: "request-text-many",
      expected: "the number of one, from 1 to 2",
      remedy: "Name one: --entry 1 is the first. readRequest has the option entry for it.",
    };
    expect(() => readRequest(text)).toThrow(
      expect.objectContaining({ ...error, given: "2 requests" }),
    );
    expect(() => readRequest(text, { entry: 3 })).toThrow(
      expect.objectContaining({ ...error, given: "2 requests, of which number 3 is meant" }),
    );
  });

  it("takes the entry that is meant of raw lines, and no body for one", () => {
    const text =
      "\r\nPOST / HTTP/1.1\r\nA: 1\r\n\r\na body\r\nGET /2 HTTP/1.1\r\nA: 2\r\n\r\nsee GET / HTTP/1.1";
    expect(readRequest(text, { entry: 1 }).rawHeaders).toEqual(["A", "1"]);
    expect(readRequest(text, { entry: 2 }).rawHeaders).toEqual(["A", "2"]);
    for (const entry of [undefined, 3]) {
      expect(() => readRequest(text, { entry })).toThrow(
        expect.objectContaining({
          code: "request-text-many",
          given: `2 requests${entry === undefined ? "" : ", of which number 3 is meant"}`,
        }),
      );
    }
    expect(linesOf("A: 1\n\nb: c")).toEqual(["A", "1"]);
    expect(readRequest("A: 1\n\nGET / HTTP/1.1\nA: 2", { entry: 2 }).rawHeaders).toEqual([
      "A",
      "2",
    ]);
  });

  it("gives each request of raw lines the PROXY headers of its connection", () => {
    const [one, two, three] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(
      (address) => `PROXY TCP4 ${address} 198.51.100.1 1 2\r\n`,
    );
    const get = "GET / HTTP/1.1\r\nA: b\r\n\r\n";
    const text = `${one}${get}${get}${two}${three}${get}`;
    const proxyOf = (entry: number): string =>
      new TextDecoder().decode(readRequest(text, { entry }).proxyBytes);
    expect([1, 2, 3].map((entry) => proxyOf(entry))).toEqual([one, one, `${two}${three}`]);
    expect(readRequest(`${get}${one}${get}`, { entry: 1 })).not.toHaveProperty("proxyBytes");
  });

  it.each(["curl a.example", '{"rawHeaders":["A","b"]}', "A: b", "> GET / HTTP/1.1\n> A: b"])(
    "has no second request: %s",
    (text) => {
      expect(readRequest(text, { entry: 1 })).toEqual(readRequest(text));
      expect(() => readRequest(text, { entry: 2 })).toThrow(
        expect.objectContaining({
          code: "request-text-many",
          given: "1 request, of which number 2 is meant",
        }),
      );
    },
  );

  it("takes the host of curl's URL, which -H replaces or removes", () => {
    expect(linesOf("curl https://a.example:8443/x?y")).toEqual(["Host", "a.example:8443"]);
    expect(linesOf("curl a.example")).toEqual(["Host", "a.example"]);
    expect(linesOf("curl constructor")).toEqual(["Host", "constructor"]);
    expect(linesOf("curl -")).toEqual(["Host", "-"]);
    expect(linesOf("curl 'a.example?b=http://c.example'")).toEqual(["Host", "a.example"]);
    expect(linesOf("/usr/bin/curl HTTPS://a.example")).toEqual(["Host", "a.example"]);
    expect(linesOf("$ curl.exe a.example")).toEqual(["Host", "a.example"]);
    expect(linesOf("curl a.example -H 'Host: b.example'")).toEqual(["Host", "b.example"]);
    expect(linesOf("curl a.example -H 'Host:' -H 'X-Empty;'")).toEqual(["X-Empty", ""]);
    expect(linesOf("curl -A me -e http://x --url a.example")).toEqual([
      "Host",
      "a.example",
      "User-Agent",
      "me",
      "Referer",
      "http://x",
    ]);
  });

  it("does not read credentials and cookies of a curl command", () => {
    const text = "curl -u me:secret -b session=secret --data secret https://a.example";
    expect(JSON.stringify(readRequest(text))).not.toContain("secret");
  });

  // What curl 7.88.1 sends.
  it.each([
    ["-sH 'X-A: 1' -H 'X-A:'", ["Host", "a.example", "X-A", "1"]],
    ["-H 'Host: b' -H 'Host: c'", ["Host", "b"]],
    ["-H 'Host: b' -H 'Host:'", ["Host", "b"]],
    ["-A one -A two", ["Host", "a.example", "User-Agent", "two"]],
    ["-A ''", ["Host", "a.example"]],
    ["-A x -A ''", ["Host", "a.example"]],
    ["--user-agent x --referer y", ["Host", "a.example", "User-Agent", "x", "Referer", "y"]],
    ["-H 'X-A:\t1 \t'", ["Host", "a.example", "X-A", "1"]],
    ["-H 'X-A: $ 1'", ["Host", "a.example", "X-A", "$ 1"]],
    ["-H 'X-A;  '", ["Host", "a.example", "X-A", ""]],
    ["-A x -H 'User-Agent;'", ["Host", "a.example", "User-Agent", ""]],
    [
      "-A x -H 'User-Agent: y' -H 'User-Agent: z'",
      ["Host", "a.example", "User-Agent", "y", "User-Agent", "z"],
    ],
    ["-e r -A a", ["Host", "a.example", "User-Agent", "a", "Referer", "r"]],
    ["'-sSkHX-A: 1'", ["Host", "a.example", "X-A", "1"]],
    ["--oauth2-bearer token --max-filesize 9", ["Host", "a.example"]],
    ["2>&1", ["Host", "a.example"]],
    ["-o x 2>/dev/null", ["Host", "a.example"]],
  ])("reads what curl sends for %s", (options, sent) => {
    expect(linesOf(`curl a.example ${options}`)).toEqual(sent);
  });

  it("reads one command, and what was sent rather than the command", () => {
    expect(linesOf("curl a.example\ncurl b.example -H 'A: b'")).toEqual(["Host", "a.example"]);
    const text = "$ curl -v a.example\n* Trying\n> GET / HTTP/1.1\n> A: b\n> \n";
    expect(readRequest(text)).toEqual({ format: "curl-verbose", rawHeaders: ["A", "b"] });
  });

  it.each([
    "-9bs3cret",
    "-sb s3cret -9",
    "-su me:s3cret -9",
    "'-s~HAuthorization: s3cret'",
    "'-sHCookie s3cret'",
    "--cookie s3cret -9",
    "--cookies=s3cret --next",
  ])("shows no value in the error about curl %s", (options) => {
    const read = (): unknown => readRequest(`curl ${options}`);
    expect(read).toThrow("[request-text]");
    expect(read).not.toThrow("s3cret");
  });

  it("reads lines without a request line, and takes none that only looks like one", () => {
    expect(readRequest("A: GET / HTTP/1.1\nB:\tc \t\nC: PROXY UNKNOWN\nD:")).toStrictEqual({
      format: "http",
      rawHeaders: ["A", "GET / HTTP/1.1", "B", "c", "C", "PROXY UNKNOWN", "D", ""],
    });
    const lines = ["A: PROXY UNKNOWN", "A: b"];
    expect(linesOf(lines.join("\n"))).toEqual(["A", "PROXY UNKNOWN", "A", "b"]);
  });

  it("stops at a pipe", () => {
    expect(readRequest("curl a.example | jq -H 'A: b'")).toStrictEqual({
      format: "curl-command",
      rawHeaders: ["Host", "a.example"],
      authority: "a.example",
    });
  });

  it("takes :authority of a HAR file, and no other pseudo-header", () => {
    const headers = [
      { name: ":method", value: "GET" },
      { name: ":authority", value: "a.example" },
      { name: XFF[0], value: XFF[1] },
    ];
    const har = JSON.stringify({ log: { entries: [{ request: { headers } }] } });
    expect(readRequest(har)).toEqual({
      format: "har",
      rawHeaders: [...XFF],
      authority: "a.example",
    });
  });

  it("takes what JSON says of the connection", () => {
    const preamble = Buffer.from("PROXY UNKNOWN\r\n").toString("hex");
    const json = {
      peer: "10.0.0.1",
      encrypted: true,
      authority: "a",
      headers: { a: ["1", "2"] },
      preamble,
    };
    expect(readRequest(JSON.stringify(json))).toEqual({
      format: "json",
      rawHeaders: ["a", "1", "a", "2"],
      authority: "a",
      peer: "10.0.0.1",
      encrypted: true,
      proxyBytes: new TextEncoder().encode("PROXY UNKNOWN\r\n"),
    });
  });

  it("knows no more of the connection than JSON says", () => {
    const json = { peer: null, rawHeaders: ["A", "b"] };
    expect(readRequest(JSON.stringify(json))).toStrictEqual({
      format: "json",
      rawHeaders: ["A", "b"],
    });
  });

  it("takes PROXY headers in front of the lines", () => {
    const text =
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nPROXY UNKNOWN\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n";
    const { proxyBytes, rawHeaders } = readRequest(text);
    expect(rawHeaders).toEqual(["A", "b"]);
    expect(new TextDecoder().decode(proxyBytes)).toBe(text.slice(0, text.indexOf("GET")));
    const alone = readRequest("PROXY TCP4 192.0.2.1 192.0.2.2 1 2");
    expect(alone).toMatchObject({ rawHeaders: [], proxyBytes: { length: 36 } });
  });
});
