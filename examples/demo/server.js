import { startDemo } from "./demo.js";
import { listenOn } from "./listening.js";
import { loopbackAddresses } from "./loopback.js";
import { overview } from "./overview.js";
import { collectResults } from "./results.js";
import { stopWhenAsked } from "./stop.js";

/**
 * Starts the demonstration, and prints what it shows.
 *
 * @param {string} html the page of packages/playground, as a file.
 */
export async function serve(html) {
  try {
    const addresses = await loopbackAddresses();
    const demo = await startDemo(addresses, html, (edge) => listenOn(edge, process.env["PORT"]));
    stopWhenAsked(demo);
    console.log(overview(demo, await collectResults(demo)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
