// W9: what a seal costs a request, beside a resolver that is bound and asked.
// Run: node test/bench/seal.js
import { IncomingMessage } from "node:http";
import { clientIp, clientIpOf } from "@client-ip/node";
import { interleaved } from "./interleaved.js";
import { RANGES } from "./peers.js";
import { printTable, short } from "./table.js";

const PATH = RANGES.join(", ");
const LIST = "93.184.216.34, 2a02:8108:1:2:3:4:5:6, 10.4.5.6";
const BROWSER = [
  ["Host", "app.example"],
  ["User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
  ["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ["Accept-Language", "en-US,en;q=0.5"],
  ["Accept-Encoding", "gzip, deflate, br"],
  ["Connection", "keep-alive"],
  ["Cookie", "session=0123456789abcdef"],
  ["Upgrade-Insecure-Requests", "1"],
];
const PROXY = [
  ["X-Forwarded-For", LIST],
  ["X-Forwarded-Proto", "https"],
  ["X-Forwarded-Host", "app.example"],
  ["X-Real-IP", "10.4.5.6"],
];
const SHAPES = {
  "2 lines": [BROWSER[0], PROXY[0]],
  "12 lines": [...BROWSER, ...PROXY],
  "40 lines": [...BROWSER, ...PROXY, ...Array.from({ length: 28 }, (_, i) => [`X-Own-${i}`, "1"])],
};

const bind = clientIp(PATH);
const seal = clientIp(PATH, { seal: { onUnresolved: "reject", keep: [] } });
const socket = { remoteAddress: "10.0.0.9", remotePort: 40_000 };

/** A request as Node's parser makes it. */
function requestOf(lines) {
  const req = new IncomingMessage(socket);
  req.httpVersionMajor = 1;
  Reflect.apply(Reflect.get(req, "_addHeaderLines"), req, [lines, lines.length]);
  return req;
}

const rows = Object.entries(SHAPES).map(([name, pairs]) => {
  const lines = pairs.flat();
  const spent = interleaved(
    {
      headers: () => requestOf(lines).headers,
      unread: () => {
        const req = requestOf(lines);
        bind(req);
        return req.headers;
      },
      read: () => {
        const req = requestOf(lines);
        bind(req);
        return [clientIpOf(req), req.headers];
      },
      sealed: () => {
        const req = requestOf(lines);
        seal(req);
        return [clientIpOf(req), req.headers];
      },
    },
    { rounds: 41, calls: 2_000 },
  );
  return {
    "ns/request": name,
    "Node's headers": short(spent.headers),
    "more: unread": short(spent.unread - spent.headers),
    "more: read": short(spent.read - spent.headers),
    "more: sealed": short(spent.sealed - spent.headers),
  };
});
printTable("W9: a seal", rows);
