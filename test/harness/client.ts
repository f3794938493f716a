import { once } from "node:events";
import { type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

import { readReply, type Reply, type Response } from "./reply.ts";

/** The header lines of a request. */
type Lines = readonly string[];

/**
 * The responses as they arrive; one that does not say its length has no body, or ends with the
 * connection.
 */
async function* readResponses(stream: Duplex): AsyncGenerator<Response> {
  let text = "";
  for await (const chunk of stream.setEncoding("latin1")) {
    text += chunk as string;
    for (let size = sizeOfFirst(text); text.length >= size; size = sizeOfFirst(text)) {
      yield responseIn(text.slice(0, size));
      text = text.slice(size);
    }
  }
  if (text.includes("\r\n\r\n") && sizeOfFirst(text) === Infinity) yield responseIn(text);
}

/** How many characters the first response has; infinity where it does not say so. */
function sizeOfFirst(text: string): number {
  const [head] = /^HTTP\/1\.1 [^]*?\r\n\r\n/.exec(text) ?? [];
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head ?? "") ?? [];
  return head === undefined || length === undefined ? Infinity : head.length + Number(length);
}

function responseIn(text: string): Response {
  const [head = "", status] = /^HTTP\/1\.1 (\d{3})[^]*?\r\n\r\n/.exec(text) ?? [];
  return { status: Number(status), body: text.slice(head.length) };
}

/**
 * The bytes of a request (latin-1) with exactly these header lines, and `Host` unless it is among
 * them.
 */
export function requestOf(lines: Lines, host = "app.example", path = "/"): string {
  const named = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${host}`];
  return [`GET ${path} HTTP/1.1`, ...named, ...lines, "", ""].join("\r\n");
}

/**
 * Asks on one connection, which stays open. No HTTP library: it would join, drop or respell header
 * lines.
 *
 * @param socket a connection, plain or TLS.
 * @returns what sends a request, given its bytes as characters (latin-1), and gives the response;
 *   `undefined` when the other side closed the connection instead. Requests that do not wait for
 *   each other are pipelined.
 */
export function conversation(socket: Duplex): (request: string) => Promise<Response | undefined> {
  const responses = readResponses(socket);
  return async (request) => {
    socket.write(request, "latin1");
    const next = await responses.next();
    return next.done ? undefined : next.value;
  };
}

/**
 * Sends requests one after another on one connection, and closes it; the replies end where the
 * other side closes it.
 */
export async function exchange(
  socket: Socket,
  requests: readonly Lines[],
): Promise<readonly Reply[]> {
  const ask = conversation(socket);
  const replies: Reply[] = [];
  for (const lines of requests) {
    const response = await ask(requestOf(lines));
    replies.push(readReply(response));
    if (response === undefined) break;
  }
  socket.destroy();
  return replies;
}

/**
 * What the application of examples/topologies/node-proxy-protocol.ts knows from the PROXY headers
 * of a connection.
 */
export async function proxyHeaders(socket: Socket): Promise<unknown> {
  const response = await conversation(socket)(requestOf([]));
  socket.destroy();
  return JSON.parse(response?.body ?? "").headers;
}

/**
 * Sends these bytes and waits until the other side has had enough.
 *
 * @param bytes as characters (latin-1).
 * @returns all that came back, in the same form; a connection that was reset has ended too.
 */
export async function allThatComes(socket: Socket, bytes: string): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes, "latin1");
  await closed;
  return text;
}

async function replyOf(stream: ClientHttp2Stream): Promise<Reply> {
  const [[headers], chunks] = await Promise.all([once(stream, "response"), stream.toArray()]);
  return readReply({ status: headers[":status"], body: Buffer.concat(chunks).toString() });
}

/**
 * Sends HTTP/2 requests side by side on one connection, and closes it; the replies in the requests'
 * order.
 */
export async function exchangeHttp2(
  socket: Socket,
  requests: readonly OutgoingHttpHeaders[],
): Promise<readonly Reply[]> {
  const scheme = socket instanceof TLSSocket ? "https" : "http";
  const session = connect(`${scheme}://app.example`, { createConnection: () => socket });
  try {
    return await Promise.all(requests.map((headers) => replyOf(session.request(headers))));
  } finally {
    session.close();
    socket.destroy();
  }
}
