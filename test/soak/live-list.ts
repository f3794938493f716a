import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Random } from "../fuzz/random.ts";
import { CHANGING, LASTING } from "./addresses.ts";

/** Milliseconds from one state of the publisher to the next. */
const CHANGES = 300;

type Answer = (res: ServerResponse) => void;

/** Where a list is published that changes, and is broken at times. */
export interface Publisher {
  readonly url: string;
  close(): Promise<void>;
}

/** Publishes the addresses of a CDN on loopback. */
export async function publish(random: Random): Promise<Publisher> {
  let answer = goodAnswer(random);
  const server = createServer((_req, res) => answer(res));
  const timer = setInterval(() => {
    answer = random(3) === 0 ? brokenAnswer(random) : goodAnswer(random);
  }, CHANGES);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/edges.txt`,
    close: async () => {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function goodAnswer(random: Random): Answer {
  const text = goodList(random);
  return (res) => res.writeHead(200, { "content-type": "text/plain" }).end(text);
}

function goodList(random: Random): string {
  const more = Array.from({ length: random(3) }, (_, number) => `151.101.${1 + number}.0/24`);
  return [...LASTING, ...(random(2) === 0 ? CHANGING : []), ...more, ""].join("\n");
}

/** Each way in which a list can be wrong: none of these may be used. */
const BROKEN: readonly ((list: string) => Answer)[] = [
  () => (res) => res.writeHead(500).end(),
  () => (res) => res.writeHead(503, { "retry-after": "1" }).end(),
  () => (res) => res.socket?.resetAndDestroy(),
  // Empty.
  () => sends(""),
  // Of a wrong type.
  (list) => sends(list, "text/html"),
  () => sends('{ "prefixes": [] }'),
  // Too wide, or too many.
  (list) => sends(`${list}0.0.0.0/0\n`),
  (list) => sends(list + Array.from({ length: 256 }, (_, n) => `151.102.${n}.0/24\n`).join("")),
  // Cut short: by fewer bytes than were promised, and within an entry.
  (list) => (res) => {
    res.writeHead(200, { "content-type": "text/plain", "content-length": list.length });
    res.write(list.slice(0, list.length >> 1), () => res.destroy());
  },
  () => sends("151.101.0.0/24\n2a04:4e42:1::/"),
  // Too slow: the rest never comes.
  (list) => (res) => {
    res.writeHead(200, { "content-type": "text/plain" }).write(list);
  },
  () => () => {},
];

function sends(text: string, type = "text/plain"): Answer {
  return (res) => res.writeHead(200, { "content-type": type }).end(text);
}

function brokenAnswer(random: Random): Answer {
  const make = BROKEN[random(BROKEN.length)];
  if (make === undefined) throw new RangeError("no such answer");
  return make(goodList(random));
}
