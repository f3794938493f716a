// Thousands of clients send a PROXY header byte by byte, while an honest client uses the same
// server.
// Run: npm run bench:proxy-flood [-- clients]
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { acceptProxyProtocol } from "@client-ip/node/proxy-protocol";
import { encode } from "@client-ip/proxy-protocol";
import { closed, openAll, possibleClients } from "./crowd.js";
import { median } from "./interleaved.js";

const CLIENTS = 5_000;
const MAX_CLIENTS = 25_000;
const DEADLINE = 5_000;
const DRIP = 500;
const HONEST = 100;
const MAX_BYTES = 10_000;
/** Each round of bytes is sent in this many parts, to avoid a single burst. */
const PARTS = 10;

/** Serves, and answers each message of the parent with its figures. */
function serve() {
  const refused = {};
  const server = createServer((_req, res) => res.end("ok"));
  const acceptor = acceptProxyProtocol(server, {
    address: "loopback",
    timeout: DEADLINE,
    onError: ({ code }) => {
      refused[code] = (refused[code] ?? 0) + 1;
    },
  });
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc");
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => {
    process.send(server.address().port);
  });
  process.on("message", () => {
    collectGarbage();
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send({ pending: acceptor.pending, refused, rss, heapUsed, cpu: user + system });
  });
  process.on("disconnect", () => process.exit());
}

const HEADER = Buffer.from(
  encode({
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    source: { address: "203.0.113.7", port: 40_001 },
    destination: { address: "192.0.2.10", port: 443 },
    tlvs: [],
  }),
);
const REQUEST = Buffer.concat([
  HEADER,
  Buffer.from("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
]);

async function flood(wanted) {
  const clients = possibleClients(wanted);
  const child = fork(new URL(import.meta.url), ["server"]);
  const [port] = await once(child, "message");
  const ask = async () => {
    child.send("?");
    return (await once(child, "message"))[0];
  };
  await Promise.all(Array.from({ length: 200 }, () => honest(port)));
  const before = await ask();

  const allClosed = await dripping(port, clients);
  const served = [];
  const honestly = setInterval(() => served.push(honest(port)), HONEST);
  const during = await ask();
  const lifetimes = await allClosed();
  clearInterval(honestly);
  const waits = await Promise.all(served);
  const after = await ask();
  child.disconnect();
  report({ clients, before, during, after, lifetimes, waits });
}

/** Milliseconds until an honest request was answered, or `undefined` if it was not. */
async function honest(port) {
  const begin = performance.now();
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (text) => (answer += text));
  socket.write(REQUEST);
  await closed(socket);
  return answer.startsWith("HTTP/1.1 200") ? performance.now() - begin : undefined;
}

/**
 * Opens the connections. Resolves to a function that waits until all are closed and gives each
 * one's lifetime in ms.
 */
async function dripping(port, count) {
  const clients = await openAll(count, () => {
    const begin = performance.now();
    const socket = connect(port, "127.0.0.1").resume();
    const lifetime = closed(socket).then(() => performance.now() - begin);
    return { socket, sent: 0, lifetime };
  });
  let turn = 0;
  const drip = setInterval(() => {
    for (let i = turn++ % PARTS; i < count; i += PARTS) sendByte(clients[i]);
  }, DRIP / PARTS);
  while (clients.some(({ socket }) => socket.connecting)) await sleep(10);
  await sleep(DRIP + DRIP / PARTS);
  return async () => {
    const lifetimes = await Promise.all(clients.map(({ lifetime }) => lifetime));
    clearInterval(drip);
    return lifetimes;
  };
}

function sendByte(client) {
  if (client.socket.writable) client.socket.write(HEADER.subarray(client.sent, ++client.sent));
}

function report({ clients, before, during, after, lifetimes, waits }) {
  const answered = waits.filter((milliseconds) => milliseconds !== undefined);
  const each = (name) => Math.round((during[name] - before[name]) / during.pending);
  const seconds = ((after.cpu - during.cpu) / 1e6).toFixed(2);
  console.log(
    `clients       ${clients}, of which ${during.pending} had sent half a header when counted`,
    `\nrefused       ${JSON.stringify(after.refused)}, ${after.pending} left`,
    `\nclosed after  ${Math.min(...lifetimes).toFixed(0)} to ${Math.max(...lifetimes).toFixed(0)} ms (deadline ${DEADLINE})`,
    `\nhonest client ${answered.length} of ${waits.length} answered, in ${median(answered).toFixed(1)} ms, the slowest in ${Math.max(...answered).toFixed(0)}`,
    `\nmemory        ${each("rss")} bytes per half header, of which ${each("heapUsed")} in V8's heap (goal ${MAX_BYTES})`,
    `\nCPU           ${seconds} s of the server, from the count on`,
  );
  const good =
    during.pending === clients &&
    after.pending === 0 &&
    after.refused.timeout === clients &&
    answered.length === waits.length &&
    each("rss") <= MAX_BYTES;
  console.log(good ? "Every goal is reached." : "A goal is missed.");
  if (!good) process.exitCode = 1;
}

const [given] = process.argv.slice(2);
if (given === "server") serve();
else await flood(Math.min(Number(given) || CLIENTS, MAX_CLIENTS));
