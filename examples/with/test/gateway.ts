import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

import { clientIpOf, createResolver } from "@client-ip/node";
import express from "express";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

import { ask, listen, recipe } from "./support.ts";

const NAME = "http-proxy-middleware";

/** The next application's path. */
const resolver = createResolver({ name: "gateway", address: "loopback", tells: "x-forwarded-for" });

/** What the next application sees. */
interface Seen {
  readonly client: string | undefined;
  readonly list: unknown;
  readonly real: unknown;
}

function seenIn(req: IncomingMessage): string {
  const { "x-forwarded-for": list, "x-real-ip": real } = req.headers;
  return JSON.stringify({ client: clientIpOf(req, resolver), list, real });
}

/** The next application: answers with what it sees. */
async function nextApplication(): Promise<string> {
  const server = createServer((req, res) => res.end(seenIn(req)));
  new WebSocketServer({ server }).on("connection", (socket, req) => socket.send(seenIn(req)));
  return `http://127.0.0.1:${await listen(server)}`;
}

const HEADERS = { "X-Forwarded-For": "9.9.9.9, 203.0.113.7", "X-Real-IP": "6.6.6.6" };

async function seenBy(port: number): Promise<Seen> {
  const lines = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`);
  const { body } = await ask(port, lines);
  return JSON.parse(body.split("\r\n").find((line) => line.startsWith("{")) ?? body);
}

const clients = new Set<WebSocket>();

afterEach(() => {
  vi.unstubAllEnvs();
  for (const client of clients) client.terminate();
  clients.clear();
});

async function seenBySocket(port: number, headers: Record<string, string>): Promise<Seen> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
  clients.add(client);
  const [message] = await once(client, "message");
  return JSON.parse(String(message));
}

/**
 * The tests of a release.
 *
 * @param release the name of the dependency that is it.
 * @param forwarded what the next application sees with the option `xfwd`, without us.
 */
export function describeGateway(
  name: string,
  release: string,
  forwarded: Pick<Seen, "client" | "list">,
): void {
  const older = release === NAME ? {} : { [NAME]: release };

  describe(`${name} ${release}`, () => {
    it("hands on the client alone, also for WebSockets", async () => {
      vi.stubEnv("TARGET", await nextApplication());
      const { server } = await recipe<{ server: Server }>(name, older);
      const port = await listen(server);
      const sealed = { client: "203.0.113.7", list: "203.0.113.7" };
      expect(await seenBy(port)).toEqual(sealed);
      expect(await seenBySocket(port, HEADERS)).toEqual(sealed);
    });

    it("hands on no request without a client", async () => {
      vi.stubEnv("TARGET", await nextApplication());
      const { server } = await recipe<{ server: Server }>(name, older);
      const port = await listen(server);
      expect((await ask(port, ["X-Real-IP: 6.6.6.6"])).status).toBe(403);
      await expect(seenBySocket(port, {})).rejects.toThrow("403");
    });

    it.each([
      [false, { client: "203.0.113.7", list: "9.9.9.9, 203.0.113.7", real: "6.6.6.6" }],
      [true, { ...forwarded, real: "6.6.6.6" }],
    ])("hands on the client's own text without us (xfwd: %j)", async (xfwd, seen) => {
      const { createProxyMiddleware } = await import(release);
      const app = express().use(createProxyMiddleware({ target: await nextApplication(), xfwd }));
      expect(await seenBy(await listen(app))).toEqual(seen);
    });
  });
}
