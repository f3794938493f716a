import { createServer, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A publisher of documents on loopback. */
export async function publish(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A listener that sends the same document each time. */
export function sends(
  text: string | Uint8Array,
  type: string = "text/plain",
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_req, res) => void res.writeHead(200, { "content-type": type, ...headers }).end(text);
}
