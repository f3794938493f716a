// W3: is an address, given as text, in a set of prefixes of both families? Against proxy-addr,
// @fastify/proxy-addr and net.BlockList. Then the match alone, the time to build a set, and its
// memory.
// Run: node test/bench/address-sets.js
import { BlockList } from "node:net";
import fastifyProxyAddr from "@fastify/proxy-addr";
import proxyAddr from "proxy-addr";
import { Address } from "../../packages/core/dist/address/address.js";
import { parseAddressSet } from "../../packages/core/dist/address/parse-address-set.js";
import { parseAddress } from "../../packages/core/dist/address/parse.js";
import { contest, garbageOf, reader } from "./contest.js";
import { collectGarbage } from "./interleaved.js";
import { flat, random } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 7;
const TEXTS = 64;
const NEW_BLOCK_LIST = Number(process.versions.node.split(".")[0]) >= 24;
const BLOCK_LIST_GOAL = NEW_BLOCK_LIST ? 2 : 20;

/**
 * Prefixes, and the goal: this many times the speed of the faster of proxy-addr and
 * @fastify/proxy-addr.
 */
const CASES = [
  { prefixes: 1, goal: 17 },
  { prefixes: 10, goal: 17 },
  { prefixes: 100, goal: 17 },
  { prefixes: 1_000, goal: 37 },
  { prefixes: 10_000, goal: 700 },
];

/** The text of an address: `host(n)` gives each group's host bits, from 0 to n - 1. */
function textOf(words, bits, host) {
  const size = words.length === 4 ? 8 : 16;
  const masked = words.map((word, i) => {
    const free = Math.min(size, Math.max(0, (i + 1) * size - bits));
    return word - (word % 2 ** free) + host(2 ** free);
  });
  return size === 8 ? masked.join(".") : masked.map((word) => word.toString(16)).join(":");
}

/**
 * A network in global address space, IPv4 and IPv6 in turn, with prefixes as long as providers
 * publish.
 */
function network(i) {
  if (i % 2 === 0) {
    const words = [1 + random(223), random(256), random(256), random(256)];
    return { words, bits: 16 + random(13), family: "ipv4" };
  }
  const words = [0x2000 + random(0x1fff), ...Array.from({ length: 7 }, () => random(65_536))];
  return { words, bits: 29 + random(20), family: "ipv6" };
}

const prefixOf = ({ words, bits }) => textOf(words, bits, () => 0);
const cidrOf = (each) => `${prefixOf(each)}/${each.bits}`;

function blockListOf(networks) {
  const list = new BlockList();
  for (const each of networks) list.addSubnet(prefixOf(each), each.bits, each.family);
  return list;
}

/** For each library, a function that tells whether a text is in the set. */
function setsOf(networks) {
  const cidrs = networks.map((each) => cidrOf(each));
  const set = parseAddressSet(cidrs);
  const into = new Address();
  const list = blockListOf(networks);
  return {
    "client-ip": (text) => parseAddress(text, 0, text.length, into) && set.matches(into),
    "proxy-addr": proxyAddr.compile(cidrs),
    "@fastify": fastifyProxyAddr.compile(cidrs),
    BlockList: (text) => list.check(text, text.includes(":") ? "ipv6" : "ipv4"),
  };
}

const goals = new Goals();
const rows = [];
const matches = [];
for (const { prefixes, goal } of CASES) {
  const networks = Array.from({ length: prefixes }, (_, i) => network(i));
  const sets = setsOf(networks);
  const match = parseAddressSet(networks.map((each) => cidrOf(each)));
  const inside = () => {
    const { words, bits } = networks[random(prefixes)];
    return textOf(words, bits, random);
  };
  const outside = () => {
    for (;;) {
      const text = textOf(network(random(2)).words, 128, () => 0);
      if (!sets["client-ip"](text)) return text;
    }
  };
  const asked = [];
  for (const { what, text } of [
    { what: "hit", text: inside },
    { what: "miss", text: outside },
  ]) {
    const texts = Array.from({ length: TEXTS }, () => flat(text()));
    for (const [who, has] of Object.entries(sets)) {
      const wrong = texts.find((each) => has(each) !== (what === "hit"));
      if (wrong !== undefined) throw new Error(`${who} differs on ${wrong}: no ${what}`);
    }
    const runs = Object.entries(sets).map(([who, has]) => [who, reader(has, texts)]);
    const ns = await contest(Object.fromEntries(runs), ROUNDS);
    const ratio = (peer) => ns[peer] / ns["client-ip"];
    rows.push({
      "": `${prefixes}, ${what}`,
      "client-ip ns": short(ns["client-ip"] / TEXTS),
      B: short(garbageOf(sets["client-ip"], texts)),
      "proxy-addr": times(ratio("proxy-addr")),
      "@fastify": times(ratio("@fastify")),
      goal: goals.atLeast(Math.min(ratio("proxy-addr"), ratio("@fastify")), goal),
      BlockList: goals.atLeast(ratio("BlockList"), BLOCK_LIST_GOAL),
    });
    asked.push(...texts);
  }
  const addresses = asked.map((text) => {
    const address = new Address();
    parseAddress(text, 0, text.length, address);
    return address;
  });
  matches.push([String(prefixes), reader((address) => match.matches(address), addresses)]);
}
printTable("W3: how many times the time of asking whether a text is in a set others take", rows);

const matched = await contest(Object.fromEntries(matches), 15);
const matchOf = (name) => matched[name] / (2 * TEXTS);
printTable("W3: the match alone, of an address in words: ns", [
  {
    ...Object.fromEntries(matches.map(([name]) => [name, short(matchOf(name))])),
    "10000 to 1": goals.atMost(matchOf("10000") / matchOf("1"), 2),
  },
]);

const many = Array.from({ length: 10_000 }, (_, i) => network(i));
const cidrs = many.map((each) => cidrOf(each));
const prefixes = many.map((each) => prefixOf(each));
let built;
const builds = await contest(
  {
    "client-ip": () => (built = parseAddressSet(cidrs)),
    BlockList() {
      built = new BlockList();
      for (const [i, { bits, family }] of many.entries())
        built.addSubnet(prefixes[i], bits, family);
    },
    "proxy-addr": () => (built = proxyAddr.compile(cidrs)),
  },
  ROUNDS,
);

function kept() {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
built = undefined;
const before = kept();
built = parseAddressSet(cidrs);
const kibibytes = (kept() - before) / 1_024;
printTable("W3: a set of 10,000", [
  {
    "client-ip ms": short(builds["client-ip"] / 1e6),
    "proxy-addr": times(builds["proxy-addr"] / builds["client-ip"]),
    BlockList: goals.atLeast(builds["BlockList"] / builds["client-ip"], 2.5),
    keeps: goals.atMost(kibibytes, 640, " KiB"),
  },
]);
console.log(built === undefined ? "" : goals.summary);
