import { once } from "node:events";

/**
 * Listens on the port given as PORT, 3000 unless given, and says so.
 *
 * @param {import("node:net").Server} server
 */
export async function listen(server) {
  server.listen(Number(process.env["PORT"] ?? 3000));
  await once(server, "listening");
  const at = server.address();
  console.log(`listening on port ${typeof at === "object" ? at?.port : at}`);
}

/**
 * One line for each connection that was closed for its header: why, whose it was, and what to do. It is a balancer that is not set up for PROXY, or
 * somebody who should not be there.
 *
 * @param {import("@client-ip/node/proxy-protocol").ProxyAcceptError} error
 */
export function report({ message }) {
  console.warn(`closed a connection: ${message}`);
}
