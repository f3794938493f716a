import { once } from "node:events";
import { createServer, type Server } from "node:net";

// Below the ports that the kernel gives to outgoing connections: between the search and the proxy's own bind(), no
// connection of another test can take one of these.
async function listenSomewhere(): Promise<Server> {
  const server = createServer().listen(10_000 + Math.floor(Math.random() * 20_000));
  try {
    await once(server, "listening");
    return server;
  } catch {
    return listenSomewhere();
  }
}

/** As many different ports as asked for, on which no program listens. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

const FIRST_LOCAL = 30_000;
const AFTER_LAST_LOCAL = 32_768;
let nextLocal = FIRST_LOCAL;

/**
 * A port for a client to connect from, above those of {@link freePorts} and below those that the kernel gives out. Each is
 * taken again late: the kernel could give out one on whose last connection a proxy still waits for the end, and a new
 * connection would then wait for seconds.
 */
export function localPort(): number {
  const port = nextLocal;
  nextLocal = port + 1 < AFTER_LAST_LOCAL ? port + 1 : FIRST_LOCAL;
  return port;
}
