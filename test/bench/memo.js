// W1 with the memo of resolve(): the same clients again and again, each time in a new string, as
// the parser of node:http makes it. The cost of making the string is subtracted.
// Run: node test/bench/memo.js
import { createResolver } from "@client-ip/core";
import { contest, garbageOf, reader } from "./contest.js";
import { RANGES, trusting } from "./peers.js";
import { client, client6, proxy, requestOf } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 15;
const STRINGS = 64;
/** Different headers, too many for the 512 slots of the memo: each one is a miss. */
const OTHERS = 4_096;
/** A resolver pauses its memo after this many misses, so the next resolver takes over. */
const TRIAL = 1_024;
const RESOLVERS = 200;

const proxies = (count) => Array.from({ length: count }, (_, place) => proxy(place)).join(", ");
const CASES = [
  { name: "n=1", goal: 40, header: client },
  { name: "n=2", goal: 100, header: () => `${client()}, ${proxies(1)}` },
  { name: "n=3", goal: 100, header: () => `${client()}, ${client6()}, ${proxies(1)}` },
  { name: "n=5", goal: 100, header: () => `${client()}, ${proxies(4)}` },
];

function inputOf(text) {
  return { request: requestOf(text), bytes: Buffer.from(text) };
}

/** Gives a request the same text in a new string. */
function renewed({ request, bytes }) {
  request.headers["x-forwarded-for"] = bytes.latin1Slice();
  return request;
}

const PATH = RANGES.join(", ");
const goals = new Goals();
const rows = [];

/** Each call reads the next part of the inputs, with the resolver for that part, if any. */
function rotating(readers, inputs) {
  let turn = 0;
  return () => {
    const from = (turn * STRINGS) % inputs.length;
    const resolver = readers(turn++ * STRINGS);
    return reader(
      (input) => resolver?.resolve(renewed(input).evidence) ?? renewed(input),
      inputs.slice(from, from + STRINGS),
    )();
  };
}

for (const { name, goal, header } of CASES) {
  const others = Array.from({ length: OTHERS }, () => inputOf(header()));
  const inputs = others.slice(0, STRINGS);
  const resolver = createResolver(PATH);
  for (const { request } of inputs) {
    const answers = [
      resolver.resolve(request.evidence),
      resolver.resolve(request.evidence),
      ...Object.values(trusting).map((read) => ({ ip: read(request) })),
    ];
    if (answers.some(({ ip }) => ip !== answers[0].ip)) {
      throw new Error(`${name}: not one answer but ${answers.map(({ ip }) => ip).join(", ")}`);
    }
  }
  const resting = createResolver(PATH);
  const unasked = Array.from({ length: RESOLVERS }, () => createResolver(PATH));
  let asked;
  const runs = {
    string: reader(renewed, inputs),
    hit: reader((input) => resolver.resolve(renewed(input).evidence), inputs),
    "other string": rotating(() => undefined, others),
    uncached: rotating(() => resting, others),
    miss: rotating(
      (sofar) => (sofar % TRIAL === 0 ? (asked = unasked.pop() ?? createResolver(PATH)) : asked),
      others,
    ),
  };
  for (const peer of ["proxy-addr", "@fastify"]) {
    runs[peer] = reader((input) => trusting[peer](renewed(input)), inputs);
  }
  const ns = await contest(runs, ROUNDS);
  const net = (run) => (ns[run] - ns.string) / STRINGS;
  const ratio = (peer) => net(peer) / net("hit");
  const other = (run) => (ns[run] - ns["other string"]) / STRINGS;
  const again = Array.from({ length: STRINGS }, () => inputs[0].request);
  const bytes = garbageOf(({ evidence }) => resolver.resolve(evidence), again);
  rows.push({
    "": name,
    "string ns": short(ns.string / STRINGS),
    "hit ns": short(net("hit")),
    "uncached ns": short(other("uncached")),
    "miss ns": short(other("miss")),
    "goal of a miss": goals.atMost(other("miss") / other("uncached"), 1.3),
    "proxy-addr": times(ratio("proxy-addr")),
    "@fastify": times(ratio("@fastify")),
    goal: goals.atLeast(Math.min(ratio("proxy-addr"), ratio("@fastify")), goal),
    "goal of a hit": goals.atMost(bytes, 0, " B"),
  });
}
printTable("W1, memo: how many times the time of a hit others take", rows);
console.log(goals.summary);
