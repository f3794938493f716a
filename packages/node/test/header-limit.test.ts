import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../src/index.ts";
import { evidenceOf } from "../src/adapter.ts";

const appending = createResolver({ address: "127.0.0.1", tells: "x-forwarded-for" });

/** Whether this version of Node refuses more lines than it keeps; others drop them silently. */
const refuses = await refusesTooMany();

describe("a server with maxHeadersCount", () => {
  /**
   * Lines sent, `Host` and the two X-Forwarded-For among them; the limit; what the resolver must
   * say. Beyond the limit no handler runs where Node refuses the request itself.
   */
  const rows: readonly { lines: number; count: number; status: string; why: string }[] = [
    { lines: 99, count: 100, status: "resolved", why: "nothing was dropped" },
    { lines: 100, count: 100, status: "too-long", why: "nothing was dropped, but who could tell" },
    {
      lines: 101,
      count: 100,
      status: "too-long",
      why: "the proxy's line is gone from req.headers",
    },
    {
      lines: 140,
      count: 100,
      status: "too-long",
      why: "the proxy's line is gone from rawHeaders too",
    },
    { lines: 140, count: 33, status: "too-long", why: "Node collects 32 lines at a time" },
    { lines: 1500, count: 0, status: "resolved", why: "no limit, nothing was dropped" },
    { lines: 1500, count: 2000, status: "resolved", why: "a limit above Node's own" },
  ];

  it.each(rows)(
    "$count answers $status to $lines lines: $why",
    async ({ lines, count, status }) => {
      const server = createServer(
        (req, res) => void res.end(clientIpInfoOf(req, appending).status),
      );
      server.maxHeadersCount = count;
      const filler = Array.from({ length: lines - 3 }, () => "a: b");
      const sent = ["X-Forwarded-For: 6.6.6.6", ...filler, "X-Forwarded-For: 198.51.100.7"];
      const refused = refuses && count > 0 && lines > count;
      expect(await ask(server, sent)).toBe(refused ? "431" : status);
    },
  );

  // The parser takes any of these, and a proxy passes some of them on. Newer versions of Node
  // answer 431, or 400 without a body.
  it.each(["0.9", "1.0", "2.0"])(
    "dropped-lines: whatever version a client states: %s",
    async (version) => {
      const server = createServer(
        (req, res) => void res.end(clientIpInfoOf(req, appending).status),
      );
      server.maxHeadersCount = 64;
      const filler = Array.from({ length: 80 }, () => "a: b");
      const sent = ["X-Forwarded-For: 6.6.6.6", ...filler, "X-Forwarded-For: 198.51.100.7"];
      expect(["too-long", "431", ""]).toContain(await ask(server, sent, version));
    },
  );

  it("is one also for a request to which the application gives a stream", async () => {
    const server = createServer((req, res) => {
      const given = Object.assign(req, { stream: "access-log" });
      res.end([given, Object.create(given)].map((one) => evidenceOf(one).truncated).join());
    });
    server.maxHeadersCount = 2;
    expect(await ask(server, ["a: b"])).toBe("true,true");
  });

  it("stays that of the request if another server gets its connection", async () => {
    const asked: IncomingMessage[] = [];
    const inner = createServer((req, res) => {
      asked.push(req);
      res.end(asked.map((one) => evidenceOf(one).truncated).join());
    });
    inner.maxHeadersCount = 0;
    const outer = createServer();
    outer.maxHeadersCount = 1;
    outer.on("connect", (req, socket) => {
      clientIpInfoOf(req, createResolver("direct"));
      asked.push(req);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      inner.emit("connection", socket);
    });
    expect(await askThrough(outer, ["a: b"])).toMatch(/true,false$/);
  });

  it("is that of the server that parses, also of a connection that another one had", async () => {
    const inner = createServer((req, res) => void res.end(clientIpInfoOf(req, appending).status));
    inner.maxHeadersCount = 40;
    const outer = createServer();
    const filler = Array.from({ length: 60 }, () => "a: b");
    const second = ["X-Forwarded-For: 6.6.6.6", ...filler, "X-Forwarded-For: 198.51.100.7"];
    outer.on("connect", (req, socket) => {
      clientIpInfoOf(req, appending);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      inner.emit("connection", socket);
    });
    expect(await askThrough(outer, second)).toMatch(refuses ? /^HTTP\/1\.1 431 / : /too-long$/);
  });

  it("is read with the first request of a connection, as Node reads it", async () => {
    const server = createServer((req, res) => {
      const { truncated } = evidenceOf(req);
      server.maxHeadersCount = 0;
      res.end(`${truncated} ${evidenceOf(req).truncated}`);
    });
    server.maxHeadersCount = 2;
    expect(await ask(server, ["a: b"])).toBe("true true");
  });
});

/** Measured, since a version's later releases may do otherwise than its first. */
async function refusesTooMany(): Promise<boolean> {
  const server = createServer((_req, res) => void res.end("dropped"));
  server.maxHeadersCount = 40;
  return (
    (await ask(
      server,
      Array.from({ length: 99 }, () => "a: b"),
    )) === "431"
  );
}

/** The answer to one request with these lines, through a tunnel that a server opens. */
async function askThrough(server: Server, lines: readonly string[]): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\n");
  await once(socket, "data");
  socket.write(`GET / HTTP/1.1\r\nHost: a.test\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  server.close();
  return data.toString();
}

/** The body of the answer to one request with these lines behind `Host`, or `431`. */
async function ask(server: Server, lines: readonly string[], version = "1.1"): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET / HTTP/${version}\r\nHost: a.test\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  server.close();
  const [head = "", body = ""] = data.toString().split("\r\n\r\n");
  return head.startsWith("HTTP/1.1 431 ") ? "431" : body;
}
