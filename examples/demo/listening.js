import { once } from "node:events";

/**
 * Listens on 127.0.0.1.
 *
 * @param {import("node:http").Server} server
 * @param {number} port 0 for a free one.
 * @returns {Promise<string>} the URL, without a path.
 * @throws {Error} with the system's `code`, such as `EADDRINUSE`.
 */
export async function listen(server, port) {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  return `http://127.0.0.1:${typeof at === "object" ? at?.port : ""}`;
}

/**
 * Closes a server and its connections, and waits until it is gone.
 *
 * @param {import("node:http").Server} server
 */
export async function close(server) {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
