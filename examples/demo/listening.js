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
 * Listens on the port that the environment asks for.
 *
 * @param {import("node:http").Server} server
 * @param {string | undefined} wanted the environment's PORT.
 * @param {number} usual the port if none is wanted; a free one if that is taken.
 * @returns {Promise<string>} the URL, without a path.
 * @throws {Error} with a message for people, when a wanted port cannot be had.
 */
export async function listenOn(server, wanted, usual = 8080) {
  if (wanted === undefined) return listen(server, usual).catch(() => listen(server, 0));
  if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535) {
    throw new Error(`PORT is ${JSON.stringify(wanted)}, but a port is a number from 0 to 65535.`);
  }
  try {
    return await listen(server, Number(wanted));
  } catch (error) {
    throw new Error(`Cannot listen on port ${wanted}, try another one: ${String(error)}`, {
      cause: error,
    });
  }
}

/**
 * Closes a server and its connections, and waits for the end of both.
 *
 * @param {import("node:http").Server} server
 */
export async function close(server) {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
