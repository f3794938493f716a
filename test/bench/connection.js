// W8: the first answer on a connection. getpeername is measured apart: any library needs its
// result.
// Run: node test/bench/connection.js
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { clientIpOf, createResolver } from "@client-ip/node";
import { contest } from "./contest.js";
import { RANGES } from "./peers.js";
import { Goals, printTable, short } from "./table.js";

const CONNECTIONS = 64;
const ROUNDS = 15;
const resolver = createResolver(RANGES.join(", "));
/** Where Node caches the peer's name, and where we cache what we parsed from it. */
const PEERNAME = "_peername";
const RECORD = Symbol.for("@client-ip/node connection, shape 4");

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const sockets = [];
const clients = [];
for (let i = 0; i < CONNECTIONS; i++) {
  const accepted = once(server, "connection");
  clients.push(connect(server.address().port, "127.0.0.1"));
  sockets.push((await accepted)[0]);
}

/** Two clients in turn: one on all connections would be warned of. */
const addresses = new Map(sockets.map((socket, i) => [socket, `93.184.216.${34 + (i & 1)}`]));

/** A request on a connection that was not asked before: clears both caches. */
function fresh(socket) {
  socket[PEERNAME] = undefined;
  socket[RECORD] = undefined;
  const client = addresses.get(socket);
  const headers = { "x-forwarded-for": client };
  return { socket, headers, rawHeaders: ["X-Forwarded-For", client], httpVersionMajor: 1 };
}

let last;
const over = (ask) => () => {
  for (const socket of sockets) last = ask(socket);
  return last;
};
const runs = {
  nothing: over((socket) => fresh(socket)),
  getpeername: over((socket) => fresh(socket).socket.remoteAddress),
  first: over((socket) => clientIpOf(fresh(socket), resolver)),
  later: over((socket) => {
    const record = socket[RECORD];
    const request = fresh(socket);
    socket[RECORD] = record;
    return clientIpOf(request, resolver);
  }),
};
runs.first();
if (clientIpOf(fresh(sockets[0]), resolver) !== addresses.get(sockets[0]))
  throw new Error("another client");
const ns = await contest(runs, ROUNDS);
const net = (run) => (ns[run] - ns.nothing) / CONNECTIONS;
const goals = new Goals();
const beside = (net("first") - net("getpeername") - net("later")) / 1_000;
printTable("W8: nanoseconds", [
  {
    "getpeername alone": short(net("getpeername")),
    "first request, all": short(net("first")),
    "later request": short(net("later")),
    "first, beside both, us": goals.atMost(beside, 0.5, ""),
  },
]);
for (const socket of [...clients, ...sockets]) socket.destroy();
server.close();
