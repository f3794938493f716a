import { parseArgs } from "node:util";

import { generator } from "../fuzz/random.ts";
import { flood } from "./flood-phase.ts";
import { publish } from "./live-list.ts";
import { soak } from "./soak-phase.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes} is no time`);

const publisher = await publish(generator(seed));
tell(await soak(publisher.url, minutes, seed));
tell(await flood(publisher.url));
await publisher.close();

function tell(faults: readonly string[]): void {
  console.log(faults.length === 0 ? "\nNothing is wrong." : "\nWrong:");
  for (const fault of faults) console.log(`- ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
