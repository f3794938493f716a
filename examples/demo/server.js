import { openFrontDoor } from "./front-door.js";
import { greeting } from "./greeting.js";
import { loopbackAddresses } from "./loopback.js";
import { startDemo } from "./demo.js";
import { stopWhenAsked } from "./stop.js";
import { survey } from "./survey.js";

try {
  const addresses = await loopbackAddresses();
  const demo = await startDemo(addresses, (edge) => openFrontDoor(edge, process.env["PORT"]));
  stopWhenAsked(demo);
  console.log(greeting(demo, await survey(demo)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
