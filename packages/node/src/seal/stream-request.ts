import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { NodeRequest } from "../request/request-like.ts";

/**
 * A stream of HTTP/2 as a request: as much of one as a seal asks for. Node makes its own request of
 * the stream later, and only for a server with a `request` listener.
 *
 * @param headers the object that listeners get.
 * @param rawHeaders the array that listeners get.
 */
export function requestOfStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: string[],
): NodeRequest {
  return Object.assign(Object.create(null), {
    stream,
    headers,
    rawHeaders,
    method: headers[":method"],
    url: headers[":path"],
    socket: stream.session?.socket,
  });
}
