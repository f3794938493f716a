// W4: the text of an address to its 32-bit words, against libraries that do the same and functions
// that only tell whether it is an address.
// Run: node test/bench/address-text.js
import { isIP, SocketAddress } from "node:net";
import ipaddr from "ipaddr.js";
import { Address } from "../../packages/core/dist/address/address.js";
import { parseAddress } from "../../packages/core/dist/address/parse.js";
import { contest, garbageOf, reader } from "./contest.js";
import { client, client6, flat, proxy, random, REQUESTS } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 15;

const into = new Address();

/** Each tells whether the text is an address. */
const READERS = {
  "client-ip": (text) => parseAddress(text, 0, text.length, into),
  "net.isIP": (text) => isIP(text) !== 0,
  "ipaddr.js parse"(text) {
    try {
      return ipaddr.parse(text).toByteArray().length > 0;
    } catch {
      return false;
    }
  },
  "ipaddr.js isValid": (text) => ipaddr.isValid(text),
  "net.SocketAddress"(text) {
    try {
      const family = text.includes(":") ? "ipv6" : "ipv4";
      return new SocketAddress({ address: text, family }).address.length > 0;
    } catch {
      return false;
    }
  },
};

const WORDS = ["unknown", "_hidden", "-", "localhost", "proxy.internal", "null"];

/**
 * The text, and the goals: this many times the speed of net.isIP, which gives no words, and of
 * ipaddr.js.
 */
const CASES = [
  { name: "IPv4", text: client, isIP: 1, ipaddr: 14 },
  { name: "IPv6", text: client6, isIP: 2, ipaddr: 19 },
  { name: "IPv6 with ::", text: () => proxy(1), isIP: 2, ipaddr: 19 },
  {
    name: "no address",
    text: () => WORDS[random(WORDS.length)] + random(1_000),
    isIP: 3,
    ipaddr: 450,
  },
];

const goals = new Goals();
const rows = [];
for (const { name, text, ...goal } of CASES) {
  const texts = Array.from({ length: REQUESTS }, () => flat(text()));
  const wrong = Object.entries(READERS).filter(([, read]) =>
    texts.some((each) => read(each) !== READERS["client-ip"](each)),
  );
  if (wrong.length > 0)
    throw new Error(`${name}: another answer from ${wrong.map(([who]) => who).join(", ")}`);
  const runs = Object.entries(READERS).map(([who, read]) => [who, reader(read, texts)]);
  const ns = await contest(Object.fromEntries(runs), ROUNDS);
  const ratio = (peer) => ns[peer] / ns["client-ip"];
  rows.push({
    "": name,
    "client-ip ns": short(ns["client-ip"] / REQUESTS),
    B: short(garbageOf(READERS["client-ip"], texts)),
    "net.isIP (no words)": goals.atLeast(ratio("net.isIP"), goal.isIP),
    "ipaddr.js parse": goals.atLeast(ratio("ipaddr.js parse"), goal.ipaddr),
    "ipaddr.js isValid": times(ratio("ipaddr.js isValid")),
    "net.SocketAddress": times(ratio("net.SocketAddress")),
  });
}
printTable("W4: how many times the time of reading an address others take", rows);
console.log(goals.summary);
