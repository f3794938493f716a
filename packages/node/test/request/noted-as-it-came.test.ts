import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { connect as connectHttp2, constants, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { clientIp, clientIpInfoOf, createResolver } from "../../src/index.ts";

const BODY = "Content-Length: 2\r\n\r\n{}";

async function listening(server: Server, at: { port: number } | { path: string }): Promise<void> {
  server.listen({ host: "127.0.0.1", ...at });
  await once(server, "listening");
}

/** What a handler answers, and a promise of it. */
function anAnswer() {
  const answers = new EventEmitter();
  const promise = once(answers, "answer").then(([answer]: unknown[]) => answer);
  return { promise, resolve: (answer: unknown) => void answers.emit("answer", answer) };
}

/** A server whose handler binds a path and is told of each request. */
async function serve(path: string, handle: (req: IncomingMessage) => Promise<void>) {
  const bind = clientIp(path);
  const listener: RequestListener = (req, res) => {
    bind(req, res, () => void handle(req).finally(() => res.end()));
  };
  const server = createServer(listener);
  await listening(server, { port: 0 });
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

/** Sends a request, and resets the connection when it is written. */
function sendAndReset(port: number, lines: string): void {
  const socket = connect(port, "127.0.0.1", () => {
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${lines}${BODY}`, () => socket.resetAndDestroy());
  });
  socket.on("error", () => {});
}

/** The end of a connection. `once` from node:events would reject at its error. */
async function closeOf(socket: Socket): Promise<void> {
  await new Promise((resolve) => {
    socket.once("close", resolve);
  });
}

describe("noted-as-it-came: a request", () => {
  it("keeps its peer if its client resets the connection right behind the request", async () => {
    const answered = anAnswer();
    const { port } = await serve("loopback", async (req) => {
      await closeOf(req.socket);
      answered.resolve(clientIpInfoOf(req));
    });
    sendAndReset(port, "X-Forwarded-For: 203.0.113.7\r\n");
    expect(await answered.promise).toMatchObject({ ip: "203.0.113.7", peer: "127.0.0.1" });
  });

  it("is none of a unix socket if the listener has moved to one since", async () => {
    const path = join(tmpdir(), `client-ip-${process.pid}-moved.socket`);
    onTestFinished(async () => await rm(path, { force: true }));
    const answered = anAnswer();
    const { server, port } = await serve("unix", async (req) => {
      await closeOf(req.socket);
      server.close();
      await listening(server, { path });
      answered.resolve(clientIpInfoOf(req));
    });
    sendAndReset(port, "X-Forwarded-For: 6.6.6.6\r\n");
    expect(await answered.promise).toMatchObject({ ip: "127.0.0.1", peer: "127.0.0.1" });
  });

  it.each<[string, (req: IncomingMessage) => void]>([
    ["appends to a header", (req) => (req.headers["x-forwarded-for"] += ",127.0.0.1")],
    ["removes a header", (req) => delete req.headers["x-forwarded-for"]],
    ["replaces the headers", (req) => (req.headers = { "x-forwarded-for": "6.6.6.6" })],
    ["replaces the raw headers", (req) => (req.rawHeaders = ["X-Forwarded-For", "6.6.6.6"])],
  ])("has the same answer if a handler %s", async (_what, change) => {
    const answered = anAnswer();
    const { port } = await serve("loopback", async (req) => {
      change(req);
      answered.resolve(clientIpInfoOf(req));
    });
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    await fetch(`http://127.0.0.1:${port}`, { headers });
    expect(await answered.promise).toMatchObject({ ip: "203.0.113.7", status: "resolved" });
  });

  it("of HTTP/2 keeps its peer if its stream is reset", async () => {
    const bind = clientIp("direct");
    const answered = anAnswer();
    const server = createHttp2Server((req, res) => {
      bind(req, res, () => {
        req.stream.once("close", () => answered.resolve(clientIpInfoOf(req)));
        req.stream.respond();
      });
    });
    await listening(server, { port: 0 });
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      client.close();
      server.close();
    });
    const stream = client.request({ ":path": "/" });
    stream.on("error", () => {}).once("response", () => stream.close(constants.NGHTTP2_CANCEL));
    expect(await answered.promise).toMatchObject({ ip: "127.0.0.1", peer: "127.0.0.1" });
  });

  it("that no adapter bound is noted when it is first asked about", async () => {
    const resolver = createResolver("loopback");
    const server = createServer((req, res) => {
      const first = clientIpInfoOf(req, createResolver("direct")).ip;
      req.headers["x-forwarded-for"] = "6.6.6.6";
      res.end(`${first} ${clientIpInfoOf(req, resolver).ip}`);
    });
    await listening(server, { port: 0 });
    onTestFinished(() => void server.close());
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      headers,
    });
    expect(await reply.text()).toBe("127.0.0.1 203.0.113.7");
  });
});
