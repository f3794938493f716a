// W4: the text of an address to its words, against those who do the same and those who only say whether it is one.
// Run: node bench/address-text.js
import { isIP, SocketAddress } from "node:net";
import ipaddr from "ipaddr.js";
import { Address, parseAddress } from "../packages/core/dist/address.js";
import { contest, garbageOf, reader } from "./contest.js";
import { client, client6, flat, proxy, random, REQUESTS } from "./requests.js";
import { Goals, printTable, short, times } from "./table.js";

const ROUNDS = 15;

const into = new Address();

/** Each answers whether the text is an address. */
const readers = {
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

const words = ["unknown", "_hidden", "-", "localhost", "proxy.internal", "null"];

/** What is read, and how many times the speed of net.isIP, which gives no words, and of ipaddr.js are the goals. */
const cases = [
  { name: "IPv4", text: client, isIP: 1, ipaddr: 14 },
  { name: "IPv6", text: client6, isIP: 2, ipaddr: 19 },
  { name: "IPv6 with ::", text: () => proxy(1), isIP: 2, ipaddr: 19 },
  {
    name: "no address",
    text: () => words[random(words.length)] + random(1_000),
    isIP: 3,
    ipaddr: 450,
  },
];

const goals = new Goals();
const rows = [];
for (const { name, text, ...goal } of cases) {
  const texts = Array.from({ length: REQUESTS }, () => flat(text()));
  const wrong = Object.entries(readers).filter(([, read]) =>
    texts.some((each) => read(each) !== readers["client-ip"](each)),
  );
  if (wrong.length > 0)
    throw new Error(`${name}: answered otherwise by ${wrong.map(([who]) => who).join(", ")}`);
  const runs = Object.entries(readers).map(([who, read]) => [who, reader(read, texts)]);
  const ns = await contest(Object.fromEntries(runs), ROUNDS);
  const ratio = (peer) => ns[peer] / ns["client-ip"];
  rows.push({
    "": name,
    "client-ip ns": short(ns["client-ip"] / REQUESTS),
    B: short(garbageOf(readers["client-ip"], texts)),
    "net.isIP (no words)": goals.atLeast(ratio("net.isIP"), goal.isIP),
    "ipaddr.js parse": goals.atLeast(ratio("ipaddr.js parse"), goal.ipaddr),
    "ipaddr.js isValid": times(ratio("ipaddr.js isValid")),
    "net.SocketAddress": times(ratio("net.SocketAddress")),
  });
}
printTable("W4: how many times the time of reading an address others take", rows);
console.log(goals.summary);
