// W2: two hops by count. Ours parses the address. proxy-addr and @fastify/proxy-addr return any
// text.
// Run: node test/bench/hops.js
import { createResolver } from "@client-ip/core";
import { contest, garbageOf, reader } from "./contest.js";
import { differing } from "./differing.js";
import { counting } from "./peers.js";
import { client, proxy, REQUESTS, requestsOf } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 15;

/** Elements, and the goal: this many times the speed of the faster one. */
const CASES = [
  { elements: 2, goal: 1 },
  { elements: 3, goal: 1 },
  { elements: 5, goal: 1 },
  { elements: 20, goal: 8 },
  { elements: 100, goal: 8 },
];

const resolver = createResolver({ hops: 2 });
const ours = ({ evidence }) => resolver.clientIp(evidence);
const peers = counting(2);
const goals = new Goals();
const rows = [];
const spent = [];
for (const { elements, goal } of CASES) {
  const name = `n=${elements}`;
  const clients = () => Array.from({ length: elements - 1 }, client);
  const requests = requestsOf(() => [...clients(), proxy(0)].join(", "));
  const equal = differing(name, peers, requests, requests.map(ours));
  const reads = Object.entries({ "client-ip": ours, ...equal });
  const runs = Object.fromEntries(reads.map(([who, read]) => [who, reader(read, requests)]));
  const ns = await contest(runs, ROUNDS);
  const ratio = (peer) => ns[peer] / ns["client-ip"];
  const least = Math.min(ratio("proxy-addr"), ratio("@fastify"));
  spent.push(ns["client-ip"]);
  rows.push({
    "": name,
    "client-ip ns": short(ns["client-ip"] / REQUESTS),
    "proxy-addr": times(ratio("proxy-addr")),
    "@fastify": times(ratio("@fastify")),
    goal: goals.atLeast(least, goal),
    "B/request": reads.map(([, read]) => short(garbageOf(read, requests))).join(" / "),
  });
}
printTable("W2: how many times the time of clientIp() others take, two hops by count", rows);
console.log("B/request: client-ip / proxy-addr / @fastify");
console.log(`Flat in n: n=100 takes ${goals.atMost(spent.at(-1) / spent[1], 1.3)} of n=3.`);
console.log(goals.summary);
