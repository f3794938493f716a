import { describeDatadog } from "./datadog.ts";

// The last major release for Node 20. The file beside this one has the newest.
describeDatadog("dd-trace", { "dd-trace/initialize.mjs": "dd-trace-5/initialize.mjs" });
