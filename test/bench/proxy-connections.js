// What reading a PROXY header costs a server: CPU time per new connection and per keep-alive
// request, against bare node:http. Each server has its own process, and gets bursts in turn with
// the others.
// Run: npm run bench:proxy-connections
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { acceptProxyProtocol } from "@client-ip/node/proxy-protocol";
import { encode } from "@client-ip/proxy-protocol";
import { median } from "./interleaved.js";

/** Many short bursts, since the load of a machine changes from second to second. */
const ROUNDS = 121;
const WARM_UP = 5;
const AT_ONCE = 16;
const CONNECTIONS = 96;
const REQUESTS = 960;
const GOAL = 1.25;

/** A request in bytes. */
const request = (connection) =>
  Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\n\r\n`);
const LAST = request("close");
const NEXT = request("keep-alive");

const [role] = process.argv.slice(2);
if (role === undefined) await measure();
else serve();

/** Answers requests. Sends its port to the parent, and its CPU time whenever the parent asks. */
function serve() {
  const server = createServer((_req, res) => res.end("ok"));
  if (role === "receiving") acceptProxyProtocol(server, { address: "loopback" });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.on("message", () => process.send(process.cpuUsage()));
  process.on("disconnect", () => process.exit());
}

async function started(name, { as = name, header = "" }) {
  const child = fork(new URL(import.meta.url), [as]);
  const [port] = await once(child, "message");
  return { name, child, port, header: Buffer.from(header) };
}

async function measure() {
  const source = { address: "203.0.113.7", port: 40_001 };
  const destination = { address: "192.0.2.10", port: 443 };
  const addresses = { family: "INET", transport: "STREAM", source, destination, tlvs: [] };
  const header = encode({ version: 2, command: "PROXY", ...addresses });
  const line = encode({ version: 1, command: "PROXY", ...addresses });
  const servers = await Promise.all([
    started("bare", {}),
    // A second one shows how much of a ratio is chance.
    started("bare again", { as: "bare" }),
    started("version 2", { as: "receiving", header }),
    started("version 1", { as: "receiving", header: line }),
  ]);
  await print(`µs of CPU a new connection (goal ${GOAL})`, servers, CONNECTIONS, newConnections);
  const sockets = await Promise.all(servers.map(keepAlive));
  await print("µs of CPU a keep-alive request (goal 1)", servers, REQUESTS, async ({ name }) => {
    await Promise.all(sockets[servers.findIndex((server) => server.name === name)].map(askAgain));
  });
  for (const { child } of servers) child.disconnect();
  for (const socket of sockets.flat()) socket.destroy();
}

/**
 * Gives all servers the same work in turn, and prints the time per piece, also as a ratio to the
 * first server.
 */
async function print(what, servers, pieces, work) {
  const samples = servers.map(() => []);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [place, server] of servers.entries()) {
      const taken = await cpuOf(server, () => work(server));
      if (round >= 0) samples[place].push(taken / pieces);
    }
  }
  console.log(what);
  for (const [place, { name }] of servers.entries()) {
    const ratios = samples[place].map((sample, round) => sample / samples[0][round]);
    const [µs, times] = [median(samples[place]).toFixed(1), median(ratios).toFixed(3)];
    console.log(`${name.padStart(12)} ${µs.padStart(8)}   ${times} times bare`);
  }
}

/** Microseconds of CPU time that a server uses during the work. */
async function cpuOf({ child }, work) {
  const asked = async () => {
    child.send("cpu");
    const [{ user, system }] = await once(child, "message");
    return user + system;
  };
  const before = await asked();
  await work();
  return (await asked()) - before;
}

/** Opens all connections, a few at once. Each sends its header and one request in one segment. */
async function newConnections({ port, header }) {
  const bytes = Buffer.concat([header, LAST]);
  let left = CONNECTIONS;
  const inTurn = async () => {
    while (left-- > 0) {
      const socket = connect(port, "127.0.0.1").resume();
      socket.write(bytes);
      await once(socket, "close");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
}

/** Connections whose first request is answered. */
function keepAlive({ port, header }) {
  const bytes = Buffer.concat([header, NEXT]);
  return Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.write(bytes);
      await once(socket, "data");
      return socket;
    }),
  );
}

/** Sends requests on a connection, each after the answer to the one before. */
async function askAgain(socket) {
  const { promise, resolve } = withResolvers();
  let left = REQUESTS / AT_ONCE;
  const answered = () => {
    if (--left > 0) socket.write(NEXT);
    else resolve();
  };
  socket.on("data", answered).write(NEXT);
  await promise;
  socket.off("data", answered);
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
