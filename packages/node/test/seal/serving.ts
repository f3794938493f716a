import { once } from "node:events";
import { createServer, IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Server as NetServer, Socket } from "node:net";
import { createResolver, sealRequests, type SealOptions } from "../../src/index.ts";

/** nginx on this machine, which takes away what clients say of the scheme and the host. */
export const resolver = createResolver({
  name: "nginx",
  address: "loopback",
  tells: "x-forwarded-for",
  proto: { drops: "x-forwarded-proto" },
  host: { drops: "x-forwarded-host" },
});

/** Lets a server listen on a free port of 127.0.0.1 while `use` runs. */
export async function listening<Result>(
  server: NetServer & { readonly closeAllConnections?: () => void },
  use: (port: number) => Promise<Result>,
): Promise<Result> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
    server.closeAllConnections?.();
  }
}

/**
 * Sends bytes on a new connection and collects what comes back until its end.
 *
 * @param place a port of 127.0.0.1, or the path of a unix socket.
 */
export async function exchange(place: number | string, bytes: string): Promise<string> {
  const to = typeof place === "string" ? { path: place } : { port: place, host: "127.0.0.1" };
  const socket = connect(to).setEncoding("latin1");
  socket.write(bytes);
  let received = "";
  for await (const chunk of socket) received += String(chunk);
  return received;
}

/** A GET request with these header lines, the last of its connection. */
export function bytesOf(lines: readonly string[], first = "GET / HTTP/1.1"): string {
  return [first, "Host: app.test", ...lines, "Connection: close", "", ""].join("\r\n");
}

/** A server whose requests are sealed. */
export function sealedServer(
  handler: (req: IncomingMessage, res: ServerResponse) => void,
  options: SealOptions = { onUnresolved: "reject" },
): Server {
  const server = createServer(handler);
  sealRequests(server, resolver, options);
  return server;
}

/** What a handler reads of a request, by each way that Node has. */
export interface Seen {
  readonly headers: IncomingMessage["headers"];
  readonly distinct: IncomingMessage["headersDistinct"];
  readonly raw: readonly string[];
}

export function seenBy(req: IncomingMessage): Seen {
  return { headers: req.headers, distinct: req.headersDistinct, raw: req.rawHeaders };
}

/** What a handler of a sealed server sees of one request with these lines. */
export async function seen(lines: readonly string[], options?: SealOptions): Promise<Seen> {
  const server = sealedServer((req, res) => void res.end(JSON.stringify(seenBy(req))), options);
  const received = await listening(server, (port) => exchange(port, bytesOf(lines)));
  return JSON.parse(received.slice(received.indexOf("\r\n\r\n") + 4)) as Seen;
}

/** The request that Node makes of header lines, from this address. */
export function requestOf(raw: readonly string[], remoteAddress?: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
  const req = new IncomingMessage(socket);
  const add: unknown = Reflect.get(req, "_addHeaderLines");
  Reflect.apply(Object(add), req, [raw, raw.length]);
  return req;
}
