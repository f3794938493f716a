// Renews the address lists that the presets ship, and prints what changed: `npm run snapshots`.
//
// The source is the MISP warning lists (CC0 1.0), of which some are copies of vendors' own
// documents. Those that are derived from routes or AS numbers are not used. With `--from FOLDER`
// they are read from a clone of the repository, or from the folder `data/misp-warninglists` of the
// PyPI package pymispwarninglists, instead of GitHub. `--to FOLDER` writes elsewhere.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";

const REPOSITORY = "https://github.com/MISP/misp-warninglists";
const RAW = "https://raw.githubusercontent.com/MISP/misp-warninglists/main";
const LISTS = {
  bunny: {
    list: "bunny-net",
    published: "https://bunnycdn.com/api/system/edgeserverlist",
  },
  cloudflare: { list: "cloudflare", published: "https://www.cloudflare.com/ips" },
  fastly: { list: "fastly", published: "https://api.fastly.com/public-ip-list" },
  imperva: { list: "imperva", published: "https://my.imperva.com/api/integration/v1/ips" },
};

const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
const folder =
  values.to ?? new URL("../packages/presets/src/address-lists", import.meta.url).pathname;

for (const [name, { list, published }] of Object.entries(LISTS)) {
  const path = `lists/${list}/list.json`;
  const { version, prefixes } = parse(await read(path), path);
  const file = join(folder, `${name}.ts`);
  const before = existsSync(file) ? prefixesIn(readFileSync(file, "utf8")) : [];
  writeFileSync(file, moduleOf(name, { list, published, version, prefixes }));
  show(name, before, prefixes, version);
}

async function read(path) {
  if (values.from !== undefined) return readFileSync(join(values.from, path), "utf8");
  const response = await fetch(`${RAW}/${path}`, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${RAW}/${path} answered ${response.status}`);
  return response.text();
}

/** Every entry is right, or the list is refused. */
function parse(text, path) {
  const { type, version, list } = JSON.parse(text);
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(String(version));
  if (type !== "cidr" || date === null || !Array.isArray(list) || list.length === 0) {
    throw new Error(`${path} is no list of addresses with a date`);
  }
  const wrong = list.find((entry) => !isPrefix(entry));
  if (wrong !== undefined) throw new Error(`${path} has ${JSON.stringify(wrong)}`);
  return { version: date.slice(1).join("-"), prefixes: [...new Set(list)].toSorted(compare) };
}

function isPrefix(entry) {
  const [address, length, ...more] = String(entry).split("/");
  if (typeof entry !== "string" || more.length > 0) return false;
  const widest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (widest === 0) return false;
  return length === undefined || (/^[1-9]\d*$/.test(length) && Number(length) <= widest);
}

/** IPv4 first, each family in the order of its addresses. */
function compare(one, other) {
  const [a, b] = [sortKey(one), sortKey(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortKey(prefix) {
  const [address, length = "128"] = prefix.split("/");
  if (isIPv4(address)) {
    return `4 ${address
      .split(".")
      .map((part) => part.padStart(3, "0"))
      .join(".")}/${length.padStart(3, "0")}`;
  }
  return `6 ${groupsOf(address).join(":")}/${length.padStart(3, "0")}`;
}

function groupsOf(address) {
  const [head, tail] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const groups =
    tail === undefined
      ? head
      : [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => "0"), ...tail];
  return groups.map((group) => group.padStart(4, "0"));
}

function moduleOf(name, { list, published, version, prefixes }) {
  const sha256 = createHash("sha256").update(prefixes.join("\n")).digest("hex");
  return `// Written by tools/snapshots.mjs: \`npm run snapshots\` renews it.
// Source: the list "${list}" of ${REPOSITORY},
// version ${version}, a copy of ${published}
// License: CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/).
import type { Snapshot } from "./snapshot.ts";

export const ${name.toUpperCase()}: Snapshot = {
  date: "${version}",
  sha256: "${sha256}",
  text: \`
${linesOf(prefixes).join("\n")}
\`,
};
`;
}

/** As many entries in a line as fit into 100 columns. */
function linesOf(prefixes) {
  const lines = [];
  for (const prefix of prefixes) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + prefix.length > 100) lines.push(prefix);
    else lines[lines.length - 1] = `${last} ${prefix}`;
  }
  return lines;
}

function prefixesIn(module) {
  const [, text = ""] = /text: `([^`]*)`/.exec(module) ?? [];
  return text.split(/\s+/).filter(Boolean);
}

function show(name, before, after, version) {
  const gone = before.filter((prefix) => !after.includes(prefix));
  const added = after.filter((prefix) => !before.includes(prefix));
  console.log(`${name}: ${after.length} entries of ${version}`);
  for (const prefix of gone) console.log(`  - ${prefix}`);
  for (const prefix of added) console.log(`  + ${prefix}`);
}
