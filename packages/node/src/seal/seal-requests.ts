import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";
import { Http2ServerRequest, type ServerHttp2Stream } from "node:http2";
import { Server } from "node:net";
import { Duplex } from "node:stream";
import { ClientIpError, isResolver, type Resolver } from "@client-ip/core";
import type { NodeRequest } from "../request/request-like.ts";
import { refuseInBun } from "../request/bun.ts";
import { adoptRecord } from "../request/request-record.ts";
import { warnOfSealFailure } from "../warnings/rejection.ts";
import { parseSeal, type Seal, type SealOptions } from "./options.ts";
import { rejectRequest, rejectSocket, rejectStream } from "./rejection.ts";
import { areAlike, sealedTwice } from "./second-seal.ts";
import { sealRequest } from "./seal-request.ts";
import { servesHttp } from "./serves-http.ts";
import { requestOfStream } from "./stream-request.ts";
import type { Verdict } from "./verdict.ts";

/** Shared by all installed copies of this package: two of them must not both seal. */
const SEAL: unique symbol = Symbol.for("@client-ip/node seals");

interface Sealed {
  [SEAL]?: Seal;
}

/**
 * Seals every request of a server: a program that reads the client from its headers, whichever they
 * are, gets the resolver's answer. See docs/seal.md.
 *
 * `clientIpOf`, `clientIpInfoOf` and `explainClientIp` still answer from what arrived, and need no
 * resolver for these requests.
 *
 * @param server of node:http, https or http2. Requests that it has emitted before are not sealed.
 * @param resolver whose answer counts. A second call with the same one and equal options changes
 *   nothing.
 * @param options what happens to requests without a client, at least.
 * @throws ClientIpError `config-type`, `seal-options`, `seal-without-health`,
 *   `seal-without-scheme`; `sealed-twice` if the server is sealed already, with another resolver or
 *   other options.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { createResolver, sealRequests } from "@client-ip/node";
 *
 * const server = createServer((req, res) => res.end(JSON.stringify(req.headers)));
 * const resolver = createResolver("loopback"); // nginx on this machine
 * sealRequests(server, resolver, { onUnresolved: "reject", keep: [] });
 * server.listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Real-IP": "6.6.6.6" };
 * const seen = await fetch(url, { headers }).then((reply) => reply.json());
 * seen["x-forwarded-for"]; // -> "203.0.113.7"
 * seen["x-real-ip"]; // -> undefined
 * (await fetch(url)).status; // -> 403
 * server.close();
 * ```
 */
export function sealRequests(
  server: Server & Sealed,
  resolver: Resolver,
  options: SealOptions,
): void {
  check(server, resolver);
  const seal = parseSeal(resolver, options);
  if (server[SEAL] !== undefined) {
    if (areAlike(server[SEAL], seal)) return;
    throw sealedTwice();
  }
  server[SEAL] = seal;
  sealBeforeTracing();
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]): boolean =>
    rejects(event, args, seal) || emit(event, ...args);
}

function check(server: unknown, resolver: unknown): void {
  refuseInBun(
    "sealRequests",
    "Bun's servers emit no event for a request. Seal in the application: clientIp(path, { seal }).",
  );
  const isServer = server instanceof Server;
  if (!isServer || !servesHttp(server)) {
    fail(
      isServer ? "a server that emits no requests" : "a value that is no server",
      "a server of node:http, https or http2",
      "Pass createServer(app), or what app.listen() returned.",
    );
  }
  if (!isResolver(resolver)) {
    fail(
      "a value that is no resolver",
      "a resolver",
      "Write sealRequests(server, createResolver(path), { onUnresolved }).",
    );
  }
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "config-type", given, expected, remedy });
}

let subscribed = false;

/**
 * Seals requests before `emit` too. A tracing library that wraps `emit` behind us would start its
 * span with the headers as they came; Node publishes on this channel before it emits.
 */
function sealBeforeTracing(): void {
  if (subscribed) return;
  subscribed = true;
  subscribe("http.server.request.start", (message) => {
    const { request, server }: { readonly request?: unknown; readonly server?: Sealed } =
      Object(message);
    const seal = server?.[SEAL];
    if (seal !== undefined && request instanceof IncomingMessage) verdictOf(request, seal);
  });
}

/** Fails closed: what could not be sealed is rejected. */
function verdictOf(req: NodeRequest, seal: Seal): Verdict {
  try {
    return sealRequest(req, seal);
  } catch (error) {
    warnOfSealFailure(error);
    return "reject";
  }
}

/** The events that bring a request and what answers it, but for HTTP/2's `stream`. */
const REQUEST_EVENTS: ReadonlySet<unknown> = new Set([
  "request",
  "checkContinue",
  "checkExpectation",
  "upgrade",
  "connect",
]);

/** Whether a server's event brings a request that has to be sealed. */
export function bringsRequest(event: unknown): boolean {
  return REQUEST_EVENTS.has(event) || event === "stream";
}

/** Seals what an event brings, and answers it if no listener may see it. */
function rejects(event: string, args: readonly unknown[], seal: Seal): boolean {
  if (REQUEST_EVENTS.has(event)) return rejectsRequest(args, seal);
  if (event === "stream") return rejectsStream(args, seal);
  // Node answers it itself, with 503.
  if (event === "dropRequest") verdictOf(Object(args[0]), seal);
  return false;
}

function rejectsRequest([req, answer]: readonly unknown[], seal: Seal): boolean {
  const request: NodeRequest = Object(req);
  // Its stream was sealed before Node made a request of it.
  if (request instanceof Http2ServerRequest) adoptRecord(request, request.stream);
  if (verdictOf(request, seal) === "pass") return false;
  if (answer instanceof Duplex) rejectSocket(answer, request);
  else rejectRequest(request, Object(answer));
  return true;
}

function rejectsStream([first, headers, , rawHeaders]: readonly unknown[], seal: Seal): boolean {
  const stream: ServerHttp2Stream = Object(first);
  const request = requestOfStream(stream, Object(headers), Object(rawHeaders));
  const verdict = verdictOf(request, seal);
  adoptRecord(stream, request);
  if (verdict === "pass") return false;
  rejectStream(stream, request);
  return true;
}
