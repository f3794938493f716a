// W10: what an answer costs as the work grows: hops of a path, prefixes of a hop, entry points of a
// path, and resolvers of a process. With --svg it draws the plot of docs/performance.md.
// Run: node test/bench/growth.js, or npm run bench -- growth
import { writeFile } from "node:fs/promises";
import { createResolver, oneOf } from "@client-ip/core";
import { contest, reader } from "./contest.js";
import { plot } from "./plot.js";
import { client, REQUESTS, requestsOf } from "./requests.js";
import { printTable, short, times } from "./table.js";

const ROUNDS = 9;
const PLOT = new URL("../../docs/images/growth.svg", import.meta.url);

const LIST = "x-forwarded-for";
const address = (i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
/** A path of hops next to each other, of which the innermost is the peer, 10.0.0.9. */
const hop = (i) => ({ name: `hop ${i}`, address: i === 0 ? "10.0.0.9" : address(i), tells: LIST });
/** No two of them touch, so that none merge. */
const prefix = (i) => `${11 + (i >> 15)}.${(i >> 7) & 255}.${(i & 127) * 2}.0/24`;
/** Entry points have a hop each, outside one that all share. */
const throughHops = (count) => {
  const inner = Array.from({ length: count - 1 }, (_, i) => address(count - 1 - i)).join(", ");
  return requestsOf(() => `${client()}${inner === "" ? "" : `, ${inner}`}`);
};

/** For each size, what one call answers, and how often. */
const CASES = [
  {
    name: "hops of a path",
    sizes: [1, 2, 4, 8, 16, 32],
    ask: (size) => {
      const path = Array.from({ length: size }, (_, i) => hop(size - 1 - i));
      return asking([createResolver(path)], throughHops(size));
    },
  },
  {
    name: "prefixes of a hop",
    sizes: [1, 10, 100, 1_000, 10_000, 100_000],
    ask: (size) => {
      const prefixes = Array.from({ length: size }, (_, i) => prefix(i));
      const path = { address: [...prefixes, "10.0.0.9"], tells: LIST, repeat: true };
      let turn = 0;
      const proxy = () => prefix((turn++ * 7_919) % size).replace(".0/24", ".7");
      return asking(
        [createResolver(path)],
        requestsOf(() => `${client()}, ${proxy()}`),
      );
    },
  },
  {
    name: "entry points",
    sizes: [1, 4, 16, 64],
    ask: (size) => {
      const doors = Array.from({ length: size }, (_, i) => ({ ...hop(i + 1), name: `door ${i}` }));
      const resolver = createResolver([oneOf(...doors), hop(0)]);
      let turn = 0;
      return asking(
        [resolver],
        requestsOf(() => `${client()}, ${address(1 + (turn++ % size))}`),
      );
    },
  },
  {
    name: "resolvers of a process",
    sizes: [1, 4, 16, 64],
    ask: (size) => asking(resolversOf(size), throughHops(2)),
  },
];

/** Resolvers with different paths, which answer the same. */
function resolversOf(count) {
  return Array.from({ length: count }, (_, i) => {
    const path = [{ ...hop(1), address: [address(1), prefix(i)] }, hop(0)];
    return createResolver(path);
  });
}

/** Each request is answered by the next resolver in turn. */
function asking(resolvers, requests) {
  const [{ evidence }] = requests;
  for (const resolver of resolvers) {
    if (resolver.clientIp(evidence) === undefined) throw new Error(`${resolver.explain(evidence)}`);
  }
  let turn = 0;
  return reader(
    (request) => resolvers[turn++ % resolvers.length].clientIp(request.evidence),
    requests,
  );
}

const series = [];
for (const { name, sizes, ask } of CASES) {
  const runs = Object.fromEntries(sizes.map((size) => [`${size}`, ask(size)]));
  const spent = await contest(runs, ROUNDS);
  const points = sizes.map((size) => ({ size, ns: spent[size] / REQUESTS }));
  series.push({ name, points });
  printTable(
    `W10: ${name}`,
    points.map(({ size, ns }) => ({
      "": size.toLocaleString("en"),
      ns: short(ns),
      "of the first": times(ns / points[0].ns),
      "ns each": name === "hops of a path" ? short(ns / size) : undefined,
    })),
  );
}
if (process.argv.includes("--svg")) {
  await writeFile(PLOT, plot(series));
  console.log(`Written: ${PLOT.pathname}`);
}
