import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, LookupFunction, Server, Socket } from "node:net";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";
import type { ProxiedClient } from "../../src/proxy-protocol.ts";
import { party } from "../tls-files.ts";

const resolver = createResolver([
  { name: "sender", address: ["loopback", "unix"], tells: "proxy-protocol" },
]);

/** What the server knows of a request. */
export interface Heard {
  readonly ip: string | undefined;
  readonly port: number | undefined;
  /** The sender's own port, by which connections differ. */
  readonly connection: number | undefined;
}

/** Any request with a client and a connection: HTTP/1 or HTTP/2. */
export function tell(req: IncomingMessage): Heard {
  const { ip, port, peer } = clientIpInfoOf(req, resolver);
  if (peer !== "127.0.0.1" && peer !== "unix") throw new Error(`not from here: ${peer}`);
  return { ip, port, connection: req.socket.remotePort };
}

function answer(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader("Content-Type", "application/json").end(JSON.stringify(tell(req)));
}

/** A server that answers with {@link Heard}. */
export const plain = (): Server => createHttp({ keepAliveTimeout: 60_000 }, answer);
export const secure = (): Server =>
  createHttps({ ...party("server"), keepAliveTimeout: 60_000 }, answer);

/** Lets a server that demands PROXY headers listen while `use` runs. */
export async function receiving<Result>(
  server: Server,
  use: (port: number, connections: ReadonlySet<Socket>) => Promise<Result>,
): Promise<Result> {
  acceptProxyProtocol(server, resolver);
  return await listening(server, use);
}

/** Lets a server listen as it is. */
export async function listening<Result>(
  server: Server,
  use: (port: number, connections: ReadonlySet<Socket>) => Promise<Result>,
): Promise<Result> {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => connections.add(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await use(port, connections);
  } finally {
    const closed = once(server, "close");
    server.close();
    for (const socket of connections) socket.destroy();
    await closed;
  }
}

/** Asks `times` times, each time after the answer before. */
export async function inTurn<Answer>(
  times: number,
  ask: () => Promise<Answer>,
): Promise<readonly Answer[]> {
  if (times === 0) return [];
  const first = await ask();
  return [first, ...(await inTurn(times - 1, ask))];
}

/** Each connection with its client. A connection with two clients would be there twice. */
export function connectionsIn(heard: readonly Heard[]): ReadonlySet<string> {
  return new Set(heard.map(({ connection, ip }) => `${connection} of ${ip}`));
}

/** A port without a server. */
export async function closedPort(): Promise<number> {
  return await listening(createHttp(), async (port) => await Promise.resolve(port));
}

/** A client, by its number. */
export function client(number: number): ProxiedClient {
  return {
    source: { address: `198.51.100.${number}`, port: 40_000 + number },
    destination: { address: "192.0.2.1", port: 443 },
  };
}

/** A name whose first address refuses connections. */
export const firstRefuses: LookupFunction = (_name, { all }, callback) => {
  const addresses = ["::1", "127.0.0.1"].map((address, i) => ({ address, family: i ? 4 : 6 }));
  if (all) callback(null, addresses);
  else callback(null, "127.0.0.1", 4);
};

/** A name that is never resolved. */
export const never: LookupFunction = () => {};
