import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";

import { urlOf } from "./commands.js";
import { requestGroups } from "./requests.js";

/**
 * What an application replies in JSON.
 *
 * @typedef {object} JsonReply
 * @property {string} framework
 * @property {string | null} ip the framework's own `req.ip`.
 * @property {string | null} clientIp
 * @property {import("@client-ip/node").Resolution} clientIpInfo
 * @property {readonly string[]} why in words, the answer last.
 * @property {readonly import("@client-ip/node").ExplanationStep[]} steps
 */

/**
 * One request, and what all applications replied.
 *
 * @typedef {object} Result
 * @property {readonly string[]} lines the header lines that were sent.
 * @property {string | undefined} client the right answer; `undefined` for a proxy's own request.
 * @property {readonly JsonReply[]} replies in the applications' order.
 */

/** @typedef {{ readonly title: string, readonly results: readonly Result[] }} ResultGroup */

/**
 * Sends each request to each application.
 *
 * @param {import("./demo.js").Demo} demo
 * @returns {Promise<readonly ResultGroup[]>}
 */
export async function collectResults(demo) {
  const { addresses, running } = demo;
  return Promise.all(
    requestGroups(addresses).map(async ({ title, entry, from, requests }) => {
      const urls = running.map(({ application }) => urlOf(demo, entry, application));
      const results = requests.map(async (lines) => ({
        lines,
        client: from === "client" ? addresses.client : undefined,
        replies: await Promise.all(urls.map((url) => ask(url, addresses[from], lines))),
      }));
      return { title, results: await Promise.all(results) };
    }),
  );
}

/**
 * @param {string} url
 * @param {string} from the address to connect from.
 * @param {readonly string[]} lines header lines, each sent as it is.
 * @returns {Promise<JsonReply>}
 */
async function ask(url, from, lines) {
  const given = lines.flatMap((line) => line.split(/: (.*)/s, 2));
  const headers = ["Host", new URL(url).host, "Accept", "application/json", ...given];
  const asking = request(url, { localAddress: from, agent: false, headers }).end();
  const [response] = await once(asking, "response");
  return JSON.parse(await text(response));
}
