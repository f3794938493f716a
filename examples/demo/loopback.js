import { once } from "node:events";
import { createServer } from "node:net";

/**
 * The addresses from which the client and the proxies connect.
 *
 * @typedef {object} Addresses
 * @property {string} client
 * @property {string} edge
 * @property {string} balancer
 */

/** @type {Addresses} */
const apart = { client: "127.0.1.7", edge: "127.0.1.2", balancer: "127.0.1.3" };

/** @type {Addresses} */
const alike = { client: "127.0.0.1", edge: "127.0.0.1", balancer: "127.0.0.1" };

/**
 * One loopback address for each; the same for all where the system has only one (macOS).
 *
 * @returns {Promise<Addresses>}
 */
export async function loopbackAddresses() {
  const has = await Promise.all(Object.values(apart).map(isHere));
  return has.every(Boolean) ? apart : alike;
}

/** @param {string} address */
async function isHere(address) {
  const server = createServer().listen(0, address);
  try {
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
