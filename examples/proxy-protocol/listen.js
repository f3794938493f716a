import { once } from "node:events";

/**
 * Listens on port PORT, by default 3000, and prints it.
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
 * Prints a line for each connection that was closed because of its header: why, its peer, and the
 * remedy. The peer is a balancer without PROXY headers, or a client that should not connect here.
 *
 * @param {import("@client-ip/node/proxy-protocol").ProxyAcceptError} error
 */
export function report({ message }) {
  console.warn(`closed a connection: ${message}`);
}
