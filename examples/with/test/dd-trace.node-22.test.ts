import { describeDatadog } from "./datadog.ts";

describeDatadog("dd-trace", {});
