// W7 without the network: the servers of W7 get their requests through a stream in memory. Compares
// CPU time per request, without the kernel's share, which is as large or larger.
// Run: node test/bench/in-memory.js, or node test/bench/in-memory.js express
import { once } from "node:events";
import { Duplex } from "node:stream";
import { collectGarbage, median } from "./interleaved.js";
import { NO_OP, servers, WAYS } from "./servers.js";
import { printTable, short } from "./table.js";

const ROUNDS = 61;
const REQUESTS = 200;
const REQUEST = Buffer.from(
  "GET / HTTP/1.1\r\nHost: example.com\r\nX-Forwarded-For: 93.184.216.34, 2a02:8108:1:2:3:4:5:6, 10.4.5.6\r\n\r\n",
);

/** A connection whose client sends the next request as soon as one is answered. */
class Connection extends Duplex {
  remoteAddress = "10.0.0.9";
  remotePort = 40_000;
  #unanswered = 0;

  async ask(requests) {
    this.#unanswered = requests;
    this.push(REQUEST);
    await once(this, "answered");
  }

  _read() {}

  _write(_chunk, _encoding, done) {
    this.#answered(done);
  }

  _writev(_chunks, done) {
    this.#answered(done);
  }

  #answered(done) {
    done();
    if (--this.#unanswered === 0) this.emit("answered");
    else setImmediate(() => this.push(REQUEST));
  }

  setTimeout() {
    return this;
  }
}

async function timed(connection) {
  collectGarbage({ type: "minor" });
  const begin = process.cpuUsage();
  await connection.ask(REQUESTS);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / REQUESTS;
}

/**
 * The median, and between which values it lies with 95 % probability: the ranks are those of a
 * binomial distribution, approximated.
 */
function interval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const low = sorted[Math.floor(sorted.length / 2 - reach)];
  const high = sorted[Math.ceil(sorted.length / 2 + reach)];
  return `${median(values).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

const rows = [];
const asked = process.argv.slice(2);
for (const [framework, serverOf] of Object.entries(servers)) {
  if (asked.length > 0 && !asked.includes(framework)) continue;
  const running = [];
  for (const way of WAYS) {
    const connection = new Connection();
    (await serverOf(way)).emit("connection", connection);
    running.push({ way, connection, spent: [] });
  }
  for (let round = -5; round < ROUNDS; round++) {
    running.push(running.shift());
    for (const { connection, spent } of running) {
      const microseconds = await timed(connection);
      // Negative rounds warm up.
      if (round >= 0) spent.push(microseconds);
    }
  }
  const spentBy = (way) => running.find((each) => each.way === way).spent;
  const beyond = (way, other) => spentBy(way).map((each, i) => each - spentBy(other)[i]);
  for (const way of WAYS) {
    const spent = spentBy(way);
    rows.push({
      "": `${framework}, ${way}`,
      "CPU us/request": short(median(spent)),
      least: short(Math.min(...spent)),
      "more than bare": median(beyond(way, "bare")).toFixed(2),
      "more than no-op": interval(beyond(way, NO_OP)),
    });
  }
}
printTable("W7 without the network", rows);
process.exit();
