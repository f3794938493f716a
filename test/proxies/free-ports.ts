import { once } from "node:events";
import { createServer, type Server } from "node:net";

// Below the ports that the kernel gives to outgoing connections: between the asking and the proxy's own
// bind(), no connection of another test can take one of these.
async function listenSomewhere(): Promise<Server> {
  const server = createServer().listen(10_000 + Math.floor(Math.random() * 20_000));
  try {
    await once(server, "listening");
    return server;
  } catch {
    return listenSomewhere();
  }
}

/** As many different ports as asked for, none of which anybody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  return Promise.all(
    servers.map(async (server) => {
      const { port } = server.address() as { port: number };
      server.close();
      await once(server, "close");
      return port;
    }),
  );
}

const firstLocal = 30_000;
const afterLastLocal = 32_768;
let nextLocal = firstLocal;

/**
 * A port for a client to connect from, above those of {@link freePorts} and below those that the kernel
 * gives out. Each is taken once in a long while: the kernel could give out one on whose last connection a
 * proxy still waits for the end, and a new connection would then wait for seconds.
 */
export function localPort(): number {
  const port = nextLocal;
  nextLocal = port + 1 < afterLastLocal ? port + 1 : firstLocal;
  return port;
}
