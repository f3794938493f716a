import { listen } from "./listening.js";

/**
 * Makes the front door listen where it is wanted.
 *
 * @param {import("node:http").Server} edge
 * @param {string | undefined} wanted the environment's PORT.
 * @param {number} usual where it listens if no port is wanted; a free one if that is taken.
 * @returns {Promise<string>} its URL, without a path.
 * @throws {Error} for people, when a wanted port cannot be had.
 */
export async function openFrontDoor(edge, wanted, usual = 8080) {
  if (wanted === undefined) return listen(edge, usual).catch(() => listen(edge, 0));
  if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535) {
    throw new Error(`PORT is ${JSON.stringify(wanted)}, but a port is a number from 0 to 65535.`);
  }
  try {
    return await listen(edge, Number(wanted));
  } catch (error) {
    throw new Error(`Cannot have port ${wanted}, try another one: ${String(error)}`, {
      cause: error,
    });
  }
}
