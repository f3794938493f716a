// The servers, in a process of their own: its heap is theirs alone.
import { once } from "node:events";
import type { ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import {
  createResolver,
  keepFresh,
  type LiveAddresses,
  liveAddresses,
  sealRequests,
} from "@client-ip/node";
import { acceptProxyProtocol, type ProxyProtocolAcceptor } from "@client-ip/node/proxy-protocol";

import { LASTING } from "./addresses.ts";
import type { Events, Rest, Sample, Setting } from "./figures.ts";
import { frameworks, type Server } from "./frameworks.ts";
import { obey } from "./program.ts";
import { type Kind, KINDS, type Target } from "./targets.ts";

/** As long as a list allows: it is read again and again, while its publisher changes it faster. */
const SHORTEST = 1_000;

const seal = { onUnresolved: "reject", keep: [] } as const;

const servers: Server[] = [];
const acceptors: ProxyProtocolAcceptor[] = [];
const lists: LiveAddresses[] = [];
const warnings: string[] = [];
const uncaught: string[] = [];
const refused: Record<string, number> = {};
const silent: Record<Kind["transport"], number> = {
  "HTTP/1": 0,
  "HTTP/1 over TLS": 0,
  "HTTP/2 over TLS": 0,
};

process.on("warning", (warning) => {
  const { code = "", message, name }: Error & { readonly code?: string } = warning;
  warnings.push([name, code, message.split("\n")[0]].join(" "));
});
process.on("uncaughtException", (error) => uncaught.push(String(error.stack)));
process.on("unhandledRejection", (reason) => uncaught.push(`a rejection: ${String(reason)}`));

/** Starts a server whose requests come from a CDN, through a proxy on this machine. */
async function start(kind: Kind, edges: LiveAddresses, silence: number): Promise<Target> {
  const { framework, transport, front } = kind;
  const inFront = front === "PROXY" ? "proxy-protocol" : "x-forwarded-for";
  const resolver = createResolver([
    { name: "cdn", address: edges, tells: "x-forwarded-for" },
    { name: "proxy", address: "loopback", tells: inFront },
  ]);
  // One half is sealed by the adapter, the other before it.
  const server = await frameworks[framework](
    transport,
    resolver,
    front === "PROXY" ? undefined : { seal },
  );
  if (front === "PROXY") {
    sealRequests(server, resolver, seal);
    const onError = ({ code }: { readonly code: string }): void => {
      refused[code] = (refused[code] ?? 0) + 1;
    };
    acceptors.push(acceptProxyProtocol(server, { resolver, onError }));
  }
  server.setTimeout(silence);
  server.on("timeout", (connection: Socket | ServerHttp2Session) => {
    silent[transport]++;
    close(connection);
  });
  servers.push(server);
  // Thousands may connect at once.
  await once(server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }), "listening");
  return { ...kind, port: (server.address() as AddressInfo).port };
}

/**
 * Closes a connection of which Node has lost the reset. It does so when a write of TLS itself, such
 * as that of session tickets, meets the reset; then no later write ends, and a session of HTTP/2
 * waits for one before it closes its socket (nodejs/node#42710). Node has no other way to the
 * connection below.
 */
function close(connection: Socket | ServerHttp2Session): void {
  const socket = "socket" in connection ? connection.socket : connection;
  const { _parent: below }: { readonly _parent?: Socket | null } = Object(socket);
  connection.destroy();
  below?.destroy();
}

/** A list for each framework's servers. */
function listOf(url: string, framework: string): LiveAddresses {
  const timing = { refreshAfter: SHORTEST, timeout: SHORTEST };
  const list = liveAddresses({ name: `edges of ${framework}`, url, prefixes: LASTING, ...timing });
  lists.push(list);
  return list;
}

async function connections(): Promise<number> {
  const counts = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
        }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function pending(): number {
  return acceptors.reduce((sum, acceptor) => sum + acceptor.pending, 0);
}

/** What is left when no more than these connections are, or when they had time to close. */
async function sample({ kept, patience }: Rest): Promise<Sample> {
  const end = performance.now() + patience;
  while (((await connections()) > kept || pending() > 0) && performance.now() < end) {
    await pause(20);
  }
  await collectGarbage();
  const { heapUsed: heap, external, rss } = process.memoryUsage();
  return { heap, external, rss, connections: await connections(), pending: pending() };
}

/** Twice, since what a finalizer lets go is collected the next time. */
async function collectGarbage(): Promise<void> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("start Node with --expose-gc");
  for (let time = 0; time < 2; time++) {
    gc();
    await turn();
  }
  gc();
}

function events(): Events {
  const stats = lists.map((list) => keepFresh(list).stats);
  const sum = (name: "updates" | "failures"): number =>
    stats.reduce((total, one) => total + one[name], 0);
  return {
    warnings,
    uncaught,
    refused,
    silent,
    lists: { updates: sum("updates"), failures: sum("failures") },
  };
}

obey({
  start: async ({ url, silence }: Setting) => {
    const known = new Map<string, LiveAddresses>();
    const targets: Target[] = [];
    for (const kind of KINDS) {
      const list = known.get(kind.framework) ?? listOf(url, kind.framework);
      known.set(kind.framework, list);
      targets.push(await start(kind, list, silence));
    }
    return targets;
  },
  sample,
  now: async () => ({ connections: await connections(), pending: pending() }),
  events,
});
