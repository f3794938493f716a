#!/usr/bin/env node
import { createRequire } from "node:module";
import { run } from "@client-ip/cli";

const { version } = createRequire(import.meta.url)("@client-ip/cli/package.json");
const exitCode = await run(process.argv.slice(2), process, version);
// A module that was loaded with --app may hold timers and servers. What was written goes out first.
process.stdout.write("", () => process.stderr.write("", () => process.exit(exitCode)));
