import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";

/**
 * What an application answers in JSON.
 *
 * @typedef {object} Told
 * @property {string} framework
 * @property {string | null} ip the framework's own `req.ip`.
 * @property {string | null} clientIp
 * @property {import("@client-ip/node").Resolution} clientIpInfo
 * @property {readonly string[]} why in words, the answer last.
 * @property {readonly import("@client-ip/node").ExplanationStep[]} steps
 */

/**
 * Asks an application.
 *
 * @param {string} url
 * @param {string} from the address to connect from.
 * @param {readonly string[]} lines header lines, each sent as it is.
 * @returns {Promise<Told>}
 */
export async function ask(url, from, lines) {
  const given = lines.flatMap((line) => line.split(/: (.*)/s, 2));
  const headers = ["Host", new URL(url).host, "Accept", "application/json", ...given];
  const asking = request(url, { localAddress: from, agent: false, headers }).end();
  const [response] = await once(asking, "response");
  return JSON.parse(await text(response));
}
