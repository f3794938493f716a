import { describe, expect, it } from "vitest";
import { explain } from "../src/explain/explain.ts";
import { runWith } from "./running.ts";

const NGINX = ["explain", "--path", "nginx", "--peer", "127.0.0.1"];
const PROXY_V1 = "PROXY TCP4 203.0.113.7 192.0.2.10 40001 443\r\n";
const hex = Buffer.from(PROXY_V1).toString("hex");
const haproxy = JSON.stringify([{ address: "10.0.0.1", tells: "proxy-protocol" }]);

describe("client-ip explain", () => {
  it("writes the walk in words", async () => {
    const header = "X-Forwarded-For: 6.6.6.6, 203.0.113.7";
    expect(await runWith([...NGINX, "--header", header])).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `socket: the peer is 127.0.0.1
nginx: recognized by its address
nginx: X-Forwarded-For line 1 reports 203.0.113.7
not read: the first 7 characters of X-Forwarded-For, which no hop vouches for
203.0.113.7 is the client (proof: address)
`,
    });
  });

  it.each([["-H", "X-Forwarded-For: 2.2.2.2"], ["-HX-Forwarded-For: 2.2.2.2"]])(
    "takes the letter that curl has for a header: %s",
    async (...header) => {
      const { exitCode, stdout } = await runWith([...NGINX, ...header]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("\n2.2.2.2 is the client");
    },
  );

  it("paints the walk where the terminal shows styles", async () => {
    const options = { path: "nginx", peer: "127.0.0.1", header: ["X-Forwarded-For: 2.2.2.2"] };
    const { text } = await explain(options, process);
    expect(text((_style, words) => words)).toMatch(/^socket: the peer is 127\.0\.0\.1\n/);
    expect(text((_style, words) => `<${words}>`)).toContain("\u001B[");
  });

  it("writes JSON for programs", async () => {
    const { stdout } = await runWith([...NGINX, "--header", "X-Forwarded-For: 2.2.2.2", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      resolution: { ip: "2.2.2.2" },
      steps: [{}, {}, {}],
    });
  });

  it.each([
    [
      "curl -v",
      "* Trying\n> GET / HTTP/1.1\n> Host: a.example\n> X-Forwarded-For: 2.2.2.2\n>\n< HTTP/1.1 200 OK",
      true,
    ],
    ["a curl command line", "curl -sS http://a.example -H 'X-Forwarded-For: 2.2.2.2'", true],
    ["raw HTTP", "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n", false],
    ["JSON", '{"rawHeaders":["X-Forwarded-For","2.2.2.2"]}', false],
    [
      "HAR",
      '{"log":{"entries":[{"request":{"headers":[{"name":"X-Forwarded-For","value":"2.2.2.2"}]}}]}}',
      true,
    ],
  ])("reads a request on stdin: %s, and says if proxies add to it", async (_, stdin, isSent) => {
    const { stdout, stderr } = await runWith(NGINX, { stdin });
    expect(stdout).toMatch(/\n2\.2\.2\.2 is the client/);
    expect(stderr.startsWith("note: this is the request as its client sent it")).toBe(isSent);
  });

  it("says nothing of proxies where there are none", async () => {
    const { stderr } = await runWith(["explain", "--path", "direct", "--peer", "203.0.113.7"], {
      stdin: "curl http://localhost:3000",
    });
    expect(stderr).toBe("");
  });

  it.each([hex, `0x${hex.toUpperCase()}`, PROXY_V1.trim()])(
    "takes PROXY headers off the connection: %s",
    async (proxy) => {
      const args = ["explain", "--path", haproxy, "--peer", "10.0.0.1", "--proxy", proxy];
      expect((await runWith(args)).stdout).toMatch(/\n203\.0\.113\.7 is the client/);
    },
  );

  it("takes no PROXY header that the path does not expect", async () => {
    const { exitCode, stderr } = await runWith([...NGINX, "--proxy", hex]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error proxy-bytes\n  given 45 bytes after 0 PROXY headers");
  });

  it.each([
    ["command-usage", ["explain", "--path", "nginx", "--header", "A: b"], ""],
    ["request-text", [...NGINX, "--header", "X-Forwarded-For 1.1.1.1"], ""],
    ["request-text", NGINX, "not a request at all"],
    ["proxy-bytes", [...NGINX, "--proxy", "xyz"], ""],
    ["command-usage", [...NGINX, "--entry", "0"], "GET / HTTP/1.1"],
    ["command-file", [...NGINX, "--request", "no-such-file.har"], ""],
    ["request-text-many", NGINX, "> GET / HTTP/1.1\n>\n> GET /2 HTTP/1.1\n>"],
    ["request-text-many", NGINX, "GET / HTTP/1.1\n\nGET /2 HTTP/1.1\n"],
    ["request-text-many", [...NGINX, "--entry", "2"], "GET / HTTP/1.1\n"],
  ])("exits with 2 and says %s", async (code, args, stdin) => {
    const { exitCode, stderr } = await runWith(args, { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error ${code}\n`);
  });

  it("has no client and exits with 0 where the evidence proves none", async () => {
    const { exitCode, stdout } = await runWith(NGINX);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("no client address: missing");
  });
});
