import { startDemo } from "./demo.js";
import { listenOn } from "./listening.js";
import { loopbackAddresses } from "./loopback.js";
import { overview } from "./overview.js";
import { collectResults } from "./results.js";
import { stopWhenAsked } from "./stop.js";

try {
  const addresses = await loopbackAddresses();
  const demo = await startDemo(addresses, (edge) => listenOn(edge, process.env["PORT"]));
  stopWhenAsked(demo);
  console.log(overview(demo, await collectResults(demo)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
