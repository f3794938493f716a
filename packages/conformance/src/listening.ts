import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where a server listens: an address (`::` takes IPv4 too, as `::ffff:a.b.c.d`), or a unix socket.
 */
export type Place = "127.0.0.1" | "::1" | "::" | "unix";

/**
 * Lets a server listen at a free port, or path, while `use` runs, and ends all its connections
 * then.
 *
 * @param use gets what a client connects to; for `::` that is 127.0.0.1.
 */
export async function listening<Result>(
  server: Server,
  place: Place,
  use: (to: NetConnectOpts) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), "client-ip-"));
  try {
    return await use(await listen(server, place, join(directory, "socket")));
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(directory, { recursive: true });
  }
}

async function listen(server: Server, place: Place, path: string): Promise<NetConnectOpts> {
  const heard = once(server, "listening");
  if (place === "unix") server.listen(path);
  else server.listen(0, place);
  await heard;
  const address = server.address();
  if (address === null || typeof address === "string") return { path };
  return { port: address.port, host: place === "::" ? "127.0.0.1" : place };
}

/** The places at which this machine cannot listen: it has no IPv6. */
export const unheard: ReadonlySet<Place> = new Set(
  await Promise.all([refused("::"), refused("::1")]).then((places) => places.flat()),
);

async function refused(place: Place): Promise<Place[]> {
  return await listening(createServer(), place, async () => []).catch(() => [place]);
}
