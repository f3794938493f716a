#!/usr/bin/env node
import { createRequire } from "node:module";
import { run } from "@client-ip/cli";

const { version } = createRequire(import.meta.url)("@client-ip/cli/package.json");
process.exitCode = await run(process.argv.slice(2), process, version);
