/*
 * Runs in a process of its own, whose flags let it see what V8 does: how much the heap grows while
 * nothing is collected, and which functions run as compiled code. It tells its parent a Report;
 * what is thrown out of compiled code stands on stdout.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { createResolver, type Evidence, type Hop, oneOf, Resolver } from "@client-ip/core";

/**
 * Bytes an operation leaves on the heap, by the operation's name; and functions of the resolver
 * that are not compiled.
 */
export interface Report {
  readonly bytes: Readonly<Record<string, number>>;
  readonly interpreted: readonly string[];
}

const CLIENTS = 64;
const WARM = 2_000;
const CALLS = 4_096;
const RUNS = 7;

const PEER = "10.0.0.9";

function requests(text: (client: number) => string): Evidence[] {
  return Array.from({ length: CLIENTS }, (_, client) => {
    // In one piece, as the parser of node:http makes it.
    const header = Buffer.from(text(client)).toString("latin1");
    const headers = { host: "example.com", "x-forwarded-for": header };
    return { peer: PEER, rawHeaders: ["Host", "example.com", "X-Forwarded-For", header], headers };
  });
}

const ranges = createResolver("loopback, linklocal, uniquelocal");
const hops = createResolver({ hops: 2 });
const client = (i: number): string => `93.184.${100 + i}.${200 - i}`;
const client6 = (i: number): string => `2a02:8108:1:${(4_096 + i).toString(16)}:3:4:5:6`;

const LIST = "x-forwarded-for";
const numbered = (i: number): string => `10.${i >> 8}.${i & 255}.1`;
const hop = (i: number): Hop => ({ address: numbered(i), tells: LIST });
const peer: Hop = { address: PEER, tells: LIST };
/** As a walk may have, at most. */
const longest = createResolver([...Array.from({ length: 31 }, (_, i) => hop(i)), peer]);
const prefixes = Array.from(
  { length: 50_000 },
  (_, i) => `${11 + (i >> 15)}.${(i >> 7) & 255}.${2 * (i & 127)}.0/24`,
);
const manyPrefixes = createResolver({ address: [...prefixes, PEER], tells: LIST, repeat: true });
const entries = oneOf(...Array.from({ length: 64 }, (_, i) => hop(i)));
const manyEntries = createResolver([entries, peer]);

const one = requests(client);
const two = requests((i) => `${client(i)}, 10.4.5.6`);
const three = requests((i) => `${client(i)}, ${client6(i)}, 10.4.5.6`);
const five = requests((i) => `${client(i)}, 192.168.7.8, fd00::1:2, 172.16.9.9, 10.4.5.6`);
const long = requests((i) => `${"203.0.113.9, ".repeat(97)}${client(i)}, 10.4.5.6, 10.4.5.7`);
const through31 = Array.from({ length: 31 }, (_, i) => numbered(i)).join(", ");
const throughAll = requests((i) => `${client(i)}, ${through31}`);
const throughPrefix = requests((i) => `${client(i)}, 12.${i}.${2 * i}.7`);
const throughEntry = requests((i) => `${client(i)}, ${numbered(i)}`);
const refused = requests((i) => `unknown${i}, 10.4.5.6`);

let last: unknown;

/**
 * One function for all, never compiled: what it calls is compiled by itself, and its own end throws
 * nothing out.
 */
function run(
  ask: (evidence: Evidence) => unknown,
  asked: readonly Evidence[],
  calls: number,
): void {
  for (let i = 0; i < calls; i++) {
    const evidence = asked[i % asked.length];
    if (evidence !== undefined) last = ask(evidence);
  }
}

const operations: Record<string, () => void> = {};
const warm: (() => void)[] = [];
function operation(
  name: string,
  ask: (evidence: Evidence) => unknown,
  asked: readonly Evidence[],
): void {
  operations[name] = () => run(ask, asked, CALLS);
  warm.push(() => run(ask, asked, WARM));
}

operation("clientIp n=1", (evidence) => ranges.clientIp(evidence), one);
operation("clientIp n=2", (evidence) => ranges.clientIp(evidence), two);
operation("clientIp n=3", (evidence) => ranges.clientIp(evidence), three);
operation("clientIp n=5", (evidence) => ranges.clientIp(evidence), five);
operation("clientIp n=100", (evidence) => ranges.clientIp(evidence), long);
operation("clientIp refused", (evidence) => ranges.clientIp(evidence), refused);
operation("clientIp by count", (evidence) => hops.clientIp(evidence), three);
operation("clientIp of 32 hops", (evidence) => longest.clientIp(evidence), throughAll);
operation(
  "clientIp of 50,000 prefixes",
  (evidence) => manyPrefixes.clientIp(evidence),
  throughPrefix,
);
operation(
  "clientIp of 64 entry points",
  (evidence) => manyEntries.clientIp(evidence),
  throughEntry,
);
operation("resolve n=1", (evidence) => ranges.resolve(evidence), one);
operation("resolve n=3", (evidence) => ranges.resolve(evidence), three);
operation("resolve n=100", (evidence) => ranges.resolve(evidence), long);

const natives = runInThisContext(`({
  never: (f) => %NeverOptimizeFunction(f),
  compiled: (object, name) => %ActiveTierIsTurbofan(object[name]) || %ActiveTierIsMaglev(object[name]),
})`) as { never(f: unknown): void; compiled(object: object, method: string): boolean };
natives.never(run);
const collect = runInThisContext("gc") as () => void;

function grown(ask: () => void): number {
  const before = getHeapStatistics().used_heap_size;
  ask();
  return getHeapStatistics().used_heap_size - before;
}

function bytesOf(ask: () => void): number {
  collect();
  // What looking costs is on each run the same, and a few bytes.
  const nothing = Math.min(...Array.from({ length: RUNS }, () => grown(() => undefined)));
  return (Math.min(...Array.from({ length: RUNS }, () => grown(ask))) - nothing) / CALLS;
}

// All kinds in turn, several times: a function that has seen one of them only is compiled for that
// one.
for (let round = 0; round < 10; round++) for (const ask of warm) ask();
setFlagsFromString("--trace-deopt");
const bytes = Object.fromEntries(
  Object.entries(operations).map(([name, ask]) => [name, bytesOf(ask)]),
);
const asked = ["clientIp", "resolve"];
const interpreted = asked.filter((method) => !natives.compiled(Resolver.prototype, method));
const report: Report = { bytes, interpreted };
process.send?.(report);
process.disconnect();
void last;
