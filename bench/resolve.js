// Resolving X-Forwarded-For with three preset ranges, against proxy-addr, interleaved in one process.
// Run: npm run bench
import { createResolver } from "@client-ip/core";
import proxyAddr from "proxy-addr";

const RANGES = ["loopback", "linklocal", "uniquelocal"];
const ROUNDS = 31;
const CALLS = 4_000;

const resolver = createResolver(RANGES.join(", "));
const trust = proxyAddr.compile(RANGES);

const headers = {
  1: "198.51.100.23",
  2: "198.51.100.23, 10.4.5.6",
  3: "198.51.100.23, 2a02:8108:1:2:3:4:5:6, 10.4.5.6",
  5: "198.51.100.23, 192.168.7.8, fd00::1:2, 172.16.9.9, 10.4.5.6",
  20: ["198.51.100.23", ...Array.from({ length: 19 }, (_, i) => `10.4.5.${i + 1}`)].join(", "),
};

function timed(run, request) {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < CALLS; i++) run(request);
  return Number(process.hrtime.bigint() - begin) / CALLS;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const ours = (request) => resolver.resolve(request.evidence).ip;
const theirs = (request) => proxyAddr(request, trust);

console.log("elements  proxy-addr ns  client-ip ns  times faster");
for (const [elements, header] of Object.entries(headers)) {
  const known = { "x-forwarded-for": header };
  const request = {
    headers: known,
    socket: { remoteAddress: "10.0.0.9" },
    connection: { remoteAddress: "10.0.0.9" },
    evidence: { peer: "10.0.0.9", rawHeaders: ["X-Forwarded-For", header], headers: known },
  };
  if (ours(request) !== theirs(request)) {
    console.log(`${elements}: not timed, ${ours(request)} is not ${theirs(request)}`);
    continue;
  }
  const samples = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.theirs.push(timed(theirs, request));
    samples.ours.push(timed(ours, request));
  }
  const [theirNs, ourNs] = [median(samples.theirs), median(samples.ours)];
  console.log(
    `${elements.padStart(8)}  ${theirNs.toFixed(0).padStart(13)}  ${ourNs.toFixed(0).padStart(12)}  ${(theirNs / ourNs).toFixed(1).padStart(12)}`,
  );
}
