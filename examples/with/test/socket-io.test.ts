import { createServer, type Server } from "node:http";

import { clientIp, clientIpOf } from "@client-ip/node";
import { Server as SocketServer } from "socket.io";
import { io } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";

import { listen, recipe } from "./support.ts";

const OF_CLIENT = "X-Forwarded-For";

const FORGED = "9.9.9.9, 203.0.113.7";

const clients = new Set<ReturnType<typeof io>>();

afterEach(() => {
  for (const client of clients) client.close();
  clients.clear();
});

/** What a client is told when it has connected. */
async function told(port: number, transports: string[], list?: string): Promise<unknown> {
  const extraHeaders: Record<string, string> = list === undefined ? {} : { [OF_CLIENT]: list };
  const client = io(`http://127.0.0.1:${port}`, { transports, extraHeaders, forceNew: true });
  clients.add(client);
  return new Promise((resolve, reject) => {
    client.once("hello", resolve).once("connect_error", reject);
  });
}

const TRANSPORTS = [[["polling"]], [["websocket"]], [["polling", "websocket"]]];

describe.each([{}, { "socket.io": "socket.io-4.6" }])("socket.io %o", (older) => {
  it.each(TRANSPORTS)("greets the client by %j", async (transports) => {
    const { server } = await recipe<{ server: Server }>("socket-io", older);
    const port = await listen(server);
    expect(await told(port, transports, FORGED)).toBe("203.0.113.7");
    expect(await told(port, transports)).toBe("unknown client");
  });
});

describe("socket.io", () => {
  it.each(TRANSPORTS)("refuses who has no client by %j", async (transports) => {
    const server = createServer();
    const sockets = new SocketServer(server);
    sockets.engine.use(clientIp("nginx", { onUnresolved: "reject" }));
    sockets.on("connection", (socket) => socket.emit("hello", clientIpOf(socket.request)));
    const port = await listen(server);
    expect(await told(port, transports, FORGED)).toBe("203.0.113.7");
    await expect(told(port, transports)).rejects.toThrow("error");
  });

  it.each(TRANSPORTS)("takes the proxy for the client by %j", async (transports) => {
    const server = createServer();
    new SocketServer(server).on("connection", (socket) => {
      socket.emit("hello", socket.handshake.address);
    });
    const port = await listen(server);
    expect(await told(port, transports, FORGED)).toBe("127.0.0.1");
  });
});
