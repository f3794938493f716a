import { EventEmitter, once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of the page, which tells it of requests. */
export interface LiveServer {
  readonly url: string;
  /** Tells the page of a request, once the page listens. */
  send(request: object): Promise<void>;
  close(): Promise<void>;
}

/** Serves the page as a server of its own does. */
export async function serveLive(html: string): Promise<LiveServer> {
  const page = html.replace("connect-src 'none'", "connect-src 'self'");
  const listening = new EventEmitter();
  const listener = once(listening, "listener");
  const server = createServer((request, response) => {
    if (request.url === "/live") {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      listening.emit("listener", response);
    } else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    send: async (request) => {
      const [response] = (await listener) as [ServerResponse];
      response.write(`data: ${JSON.stringify(request)}\n\n`);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
