// W1: X-Forwarded-For with the three named ranges, against libraries that do the same and libraries
// that trust every sender.
// Run: node test/bench/resolve.js
import { createResolver } from "@client-ip/core";
import { contest, garbageOf, reader } from "./contest.js";
import { differing } from "./differing.js";
import { believing, RANGES, trusting } from "./peers.js";
import { client, client6, proxy, REQUESTS, requestOf, requestsOf } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 9;

const resolver = createResolver(RANGES.join(", "));
const proxies = (count) => Array.from({ length: count }, (_, place) => proxy(place)).join(", ");
const clients = (count) => Array.from({ length: count }, client).join(", ");

/**
 * The header, and the goal: this many times the speed of the faster of proxy-addr and
 * @fastify/proxy-addr.
 */
const CASES = [
  { name: "n=1", goal: 10, header: client },
  { name: "n=2", goal: 16, header: () => `${client()}, ${proxies(1)}` },
  { name: "n=3", goal: 24, header: () => `${client()}, ${client6()}, ${proxies(1)}` },
  { name: "n=5", goal: 26, header: () => `${client()}, ${proxies(4)}` },
  { name: "n=20", goal: 30, header: () => `${client()}, ${proxies(19)}` },
  { name: "n=100", goal: 30, header: () => `${clients(97)}, ${proxies(3)}` },
];

const long = requestOf(`${client()}, ${proxies(99)}`);
console.log(
  `Of 100 elements that are all trusted but the first we answer ${resolver.resolve(long.evidence).status}, proxy-addr ` +
    `${trusting["proxy-addr"](long)}: a walk has at most 32 hops. So n=100 has 3 proxies, to the right of what the client wrote.`,
);

const ours = ({ evidence }) => resolver.clientIp(evidence);
/** The least that a reader from the right can do: look at each character up to the answer. */
function look({ headers, until }) {
  const text = headers["x-forwarded-for"];
  let seen = 0;
  for (let i = text.length - 1; i >= until; i--) seen ^= text.charCodeAt(i);
  return seen;
}
const split = ({ headers }) => headers["x-forwarded-for"].split(",");
const peers = { ...trusting, ...believing };
const goals = new Goals();
const rows = [];
const garbage = [];
for (const { name, goal, header } of CASES) {
  const requests = requestsOf(header);
  const wanted = requests.map(({ evidence }) => resolver.resolve(evidence).ip);
  for (const [i, request] of requests.entries()) {
    request.until = request.headers["x-forwarded-for"].lastIndexOf(wanted[i]);
  }
  const equal = differing(name, peers, requests, wanted);
  const reads = { "client-ip": ours, "charCodeAt only": look, "split only": split, ...equal };
  const runs = Object.entries(reads).map(([who, read]) => [who, reader(read, requests)]);
  const ns = await contest(Object.fromEntries(runs), ROUNDS);
  const ratio = (peer) => ns[peer] / ns["client-ip"];
  rows.push({
    "": name,
    "client-ip ns": short(ns["client-ip"] / REQUESTS),
    ...Object.fromEntries(Object.keys(peers).map((peer) => [peer, times(ratio(peer))])),
    "charCodeAt only": times(ratio("charCodeAt only")),
    "split only": times(ratio("split only")),
    goal: goals.atLeast(Math.min(ratio("proxy-addr"), ratio("@fastify")), goal),
  });
  const bytes = Object.entries(reads).map(([who, read]) => [who, short(garbageOf(read, requests))]);
  const goalOfBytes = goals.atMost(garbageOf(ours, requests), 40, " B");
  garbage.push({ "": name, ...Object.fromEntries(bytes), goal: goalOfBytes });
}
printTable("W1: how many times the time of clientIp() others take", rows);
printTable("W1: bytes of garbage a request", garbage);
console.log(goals.summary);
