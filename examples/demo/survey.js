import { ask } from "./ask.js";
import { urlOf } from "./commands.js";
import { trials } from "./trials.js";

/**
 * What all applications said of one request.
 *
 * @typedef {object} Row
 * @property {readonly string[]} lines the header lines that were sent.
 * @property {string | undefined} client whom they should have named; nobody, where a proxy speaks for itself.
 * @property {readonly import("./ask.js").Told[]} told in the applications' order.
 */

/** @typedef {{ readonly where: string, readonly rows: readonly Row[] }} Group */

/**
 * Sends each trial to each application.
 *
 * @param {import("./demo.js").Demo} demo
 * @returns {Promise<readonly Group[]>}
 */
export async function survey(demo) {
  const { addresses, running } = demo;
  return Promise.all(
    trials(addresses).map(async ({ where, door, from, requests }) => {
      const urls = running.map(({ application }) => urlOf(demo, door, application));
      const rows = requests.map(async (lines) => ({
        lines,
        client: from === "client" ? addresses.client : undefined,
        told: await Promise.all(urls.map((url) => ask(url, addresses[from], lines))),
      }));
      return { where, rows: await Promise.all(rows) };
    }),
  );
}
