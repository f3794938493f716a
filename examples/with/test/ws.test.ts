import { once } from "node:events";
import { createServer, type Server } from "node:http";

import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

import { listen, recipe } from "./support.ts";

const FORGED = { "X-Forwarded-For": "9.9.9.9, 203.0.113.7" };

const clients = new Set<WebSocket>();

afterEach(() => {
  for (const client of clients) client.terminate();
  clients.clear();
});

/** What a client is told when it has connected, and after it sent a message. */
async function told(port: number, headers: Record<string, string>): Promise<readonly string[]> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
  clients.add(client);
  const [first] = await once(client, "message");
  client.send("again");
  const [second] = await once(client, "message");
  return [String(first), String(second)];
}

describe.each([{}, { ws: "ws-8.0" }])("ws %o", (older) => {
  it("greets the client, not the proxy and not the forged address", async () => {
    const { server } = await recipe<{ server: Server }>("ws", older);
    const port = await listen(server);
    expect(await told(port, FORGED)).toEqual(["203.0.113.7", "203.0.113.7"]);
    expect(await told(port, {})).toEqual(["unknown client", "unknown client"]);
  });
});

describe("ws", () => {
  it("sees the proxy as the peer, and the forged address where its README looks", async () => {
    const server = createServer();
    new WebSocketServer({ server }).on(
      "connection",
      (socket, { headers, socket: { remoteAddress } }) => {
        socket.send(remoteAddress ?? "");
        socket.on("message", () =>
          socket.send(String(headers["x-forwarded-for"]).split(",")[0] ?? ""),
        );
      },
    );
    const port = await listen(server);
    expect(await told(port, FORGED)).toEqual(["127.0.0.1", "9.9.9.9"]);
  });
});
