import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { evidenceOf } from "../../src/adapter.ts";
import { headerLimitOf } from "../../src/request/header-limit.ts";

const appending = createResolver({ address: "127.0.0.1", tells: "x-forwarded-for" });

describe("the limit in entries of rawHeaders", () => {
  it.each([
    { count: null, limit: 2000, why: "what a new server has" },
    { count: undefined, limit: 2000, why: "a server of http2 that allows HTTP/1" },
    { count: 100, limit: 200, why: "a name and a value a line" },
    { count: 0, limit: 0, why: "Node: no limit" },
    { count: -1, limit: 0, why: "Node: no limit" },
    { count: 10.5, limit: 20, why: "Node shifts, which cuts" },
    { count: Number.NaN, limit: 0, why: "Node shifts NaN to 0: no limit" },
    { count: "100", limit: 2000, why: "Node takes numbers only" },
  ])("is $limit for maxHeadersCount $count: $why", ({ count, limit }) => {
    expect(headerLimitOf({ maxHeadersCount: count })).toBe(limit);
  });

  it.each([undefined, null])("is Node's own without a server (%s)", (server) => {
    expect(headerLimitOf(server)).toBe(2000);
  });
});

describe("a server with maxHeadersCount", () => {
  /**
   * Lines sent, `Host` and the two X-Forwarded-For among them; the limit; what the resolver must
   * say.
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
      expect(await ask(server, sent)).toBe(status);
    },
  );

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

/** The body of the answer to one request with these lines behind `Host`. */
async function ask(server: Server, lines: readonly string[]): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\nHost: a.test\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  server.close();
  return data.toString().split("\r\n\r\n")[1] ?? "";
}
