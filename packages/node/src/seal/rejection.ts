import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { constants, type Http2ServerResponse, type ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import type { Resolver } from "@client-ip/core";
import { usualSpelling } from "@client-ip/core/internal";
import { headersOf, isHttp2, type NodeRequest } from "../request/request-like.ts";
import type { Diagnostics, Rejection } from "./own-answer.ts";

const STATUS = 403;
const TYPE = "application/problem+json";

/** A problem document (RFC 9457). It says nothing about the request, or about the path. */
const BODY = JSON.stringify({
  type: "about:blank",
  title: "Forbidden",
  status: STATUS,
  detail: "It is not known which client sent this request.",
});

const FORBIDDEN: Rejection = {
  status: STATUS,
  headers: {
    "content-type": TYPE,
    "content-length": String(BODY.length),
    "cache-control": "no-store",
  },
  body: BODY,
};

/** The answers of diagnostics, to requests that the application does not see. */
const replies = new WeakMap<object, Rejection>();

/**
 * Whether diagnostics answers this request itself. Then {@link rejectionOf} is that answer.
 *
 * @param resolver whose path the answer is about.
 */
export function isDiagnosed(
  req: NodeRequest,
  resolver: Resolver,
  diagnostics: Diagnostics | undefined,
): boolean {
  const reply = diagnostics?.answerTo(req, resolver);
  if (reply === undefined) return false;
  replies.set(req, reply);
  return true;
}

/**
 * The answer to a request that the application does not see, for a framework that sends it its own
 * way: that of diagnostics, or 403 with a problem document (RFC 9457), as its client is unknown. It
 * closes an HTTP/1 connection on which a body is pending.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { rejectionOf } from "@client-ip/node/adapter";
 *
 * const { status, headers, body } = rejectionOf(new IncomingMessage(new Socket()));
 * status; // -> 403
 * headers["content-type"]; // -> "application/problem+json"
 * JSON.parse(body).title; // -> "Forbidden"
 * ```
 */
export function rejectionOf(req: NodeRequest): Rejection {
  const reply = replies.get(req) ?? FORBIDDEN;
  const closes = !isHttp2(req) && isBodyPending(req);
  return closes ? { ...reply, headers: { ...reply.headers, connection: "close" } } : reply;
}

/**
 * Answers a request as {@link rejectionOf} says.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { rejectRequest } from "@client-ip/node/adapter";
 *
 * const server = createServer(rejectRequest).listen(0);
 * const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
 * reply.status; // -> 403
 * server.close();
 * ```
 */
export function rejectRequest(req: NodeRequest, res: ServerResponse | Http2ServerResponse): void {
  const { status, headers, body } = rejectionOf(req);
  const response: Writable = res;
  // Node ends a stream of HTTP/2 behind its trailers, and closes it if a body is pending.
  response.writeHead(status, headers).end(body);
}

/** What the responses of HTTP/1 and HTTP/2 have in common. */
interface Writable {
  writeHead(status: number, headers: Rejection["headers"]): { end(body: string): unknown };
}

/**
 * Answers a stream of HTTP/2.
 *
 * @param req the stream as a request.
 */
export function rejectStream(stream: ServerHttp2Stream, req: NodeRequest): void {
  // A client that leaves is no error of ours.
  stream.on("error", ignore);
  // One that was reset with NO_ERROR is closed, and not yet destroyed.
  if (stream.closed || stream.destroyed) return;
  if (!stream.endAfterHeaders) closeBehind(stream);
  const { status, headers, body } = rejectionOf(req);
  stream.respond({ ":status": status, ...headers });
  stream.end(body);
}

/**
 * Answers an `upgrade` or a `connect` of HTTP/1 as {@link rejectionOf} says, and closes the
 * connection.
 */
export function rejectSocket(socket: Duplex, req: NodeRequest): void {
  const { status, headers, body } = rejectionOf(req);
  const lines = Object.entries({ ...headers, connection: "close" });
  // Node has taken its own listener off.
  socket.on("error", ignore);
  socket.once("finish", () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...lines.map(([name, value]) => `${usualSpelling(name)}: ${value}`),
      "",
      body,
    ].join("\r\n"),
  );
}

/** Tells a client of HTTP/2 not to send the rest of its request (RFC 9113 8.1). */
function closeBehind(stream: ServerHttp2Stream): void {
  stream.once("finish", () => {
    stream.close(constants.NGHTTP2_NO_ERROR);
  });
}

function isBodyPending(req: IncomingMessage): boolean {
  if (req.complete) return false;
  const { "transfer-encoding": encoding, "content-length": length = "0" } = headersOf(req);
  return encoding !== undefined || length !== "0";
}

function ignore(): void {}
