import { spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type NetConnectOpts } from "node:net";
import type { Resolution } from "@client-ip/core";
import { expect } from "vitest";
import { listening } from "./listening.ts";
import { bytesOf, exchange } from "./raw-client.ts";
import type { Behavior, RequestLike, Subject } from "./subject.ts";

/**
 * Believes a unix peer and a loopback peer, so that a peer mistaken for either could name the
 * client.
 */
const config = { address: ["unix", "127.0.0.0/8"], tells: "x-forwarded-for" } as const;

/** How a connection begins and ends. */
export const connectionRows: readonly Behavior[] = [
  {
    rule: "no-peer",
    name: "a connection that is reset before it is accepted has no peer",
    why: "its remoteAddress is undefined from the start, as a unix peer's is",
    async test(subject) {
      const read = await afterReset(subject, atOnce, resetBeforeAccept);
      expect(read).toMatchObject({ ip: undefined, status: "no-peer", peer: undefined });
    },
  },
  {
    rule: "noted-as-it-came",
    name: "a connection that is reset before the handler reads keeps its peer",
    why: "the handler waits for a body or a database, and then logs and limits the client",
    async test(subject) {
      const read = await afterReset(subject, closed, resetWhenHandled);
      expect(read).toMatchObject({ ip: "198.51.100.7", status: "resolved", peer: "127.0.0.1" });
    },
  },
  {
    rule: "one-answer-a-request",
    name: "what was read before a reset stays true",
    why: "the line in the access log is written when the connection is gone",
    async test(subject) {
      const read = await afterReset(subject, readAndClosed, resetWhenHandled);
      expect(read).toMatchObject({ ip: "198.51.100.7", status: "resolved", peer: "127.0.0.1" });
    },
  },
  {
    rule: "bound-where-it-stands",
    name: "an upgrade request is answered by clientIpOf",
    why: "frameworks do not see it: its listener has Node's request alone",
    async test({ serve, adapter }) {
      const resolver = adapter.createResolver(config);
      const server = await serve(resolver, async () => ({}));
      server.on("upgrade", (request, socket) => {
        socket.end(`HTTP/1.1 200 OK\r\n\r\n${adapter.clientIpOf(request, resolver)}`);
      });
      const lines = ["Connection: Upgrade", "Upgrade: test", "X-Forwarded-For: 198.51.100.7"];
      const bytes = bytesOf({ lines }, false);
      const received = await listening(server, "127.0.0.1", (to) => exchange(to, bytes));
      expect(received).toBe("HTTP/1.1 200 OK\r\n\r\n198.51.100.7");
    },
  },
];

/** Sends a request and resets the connection (RST, as SO_LINGER 0 does). */
type Reset = (to: NetConnectOpts, bytes: string, handled: Promise<unknown>) => Promise<void>;

/** What the handler does before it reads. */
type Wait = (requestLike: RequestLike, request: IncomingMessage) => Promise<void>;

const atOnce: Wait = async () => {};

/** The end of the connection, with or without the error of a reset. */
const closed: Wait = async (_carrier, { socket }) => {
  await new Promise((resolve) => void socket.once("close", resolve));
};

const readAndClosed: Wait = async (requestLike, request) => {
  expect(requestLike.clientIp).toBe("198.51.100.7");
  await closed(requestLike, request);
};

/** What the handler reads of a request whose connection is reset, once it has waited. */
async function afterReset({ serve }: Subject, wait: Wait, reset: Reset): Promise<Resolution> {
  const handler = new EventEmitter();
  const handled = once(handler, "handled");
  let answer: Promise<Resolution> | undefined;
  const read = async (requestLike: RequestLike, request: IncomingMessage): Promise<Resolution> => {
    await wait(requestLike, request);
    return requestLike.clientIpInfo;
  };
  const server = await serve(config, async (requestLike, request) => {
    answer = read(requestLike, request);
    handler.emit("handled");
    return await answer;
  });
  return await listening(server, "127.0.0.1", async (to) => {
    await reset(to, bytesOf({ lines: ["X-Forwarded-For: 198.51.100.7"] }, false), handled);
    await handled;
    if (answer === undefined) throw new Error("the request did not reach the handler");
    return await answer;
  });
}

/**
 * Another process connects while this one is blocked, so only the kernel has accepted the
 * connection.
 */
const resetBeforeAccept: Reset = async (to, bytes) => {
  const client =
    "const [to, bytes] = process.argv.slice(1);" +
    "const socket = require('node:net').connect(JSON.parse(to));" +
    "socket.write(bytes, () => socket.resetAndDestroy());";
  const { status } = spawnSync(process.execPath, ["-e", client, JSON.stringify(to), bytes]);
  expect(status).toBe(0);
};

const resetWhenHandled: Reset = async (to, bytes, handled) => {
  const socket = connect(to);
  socket.write(bytes);
  await handled;
  socket.resetAndDestroy();
};
