import { once } from "node:events";
import { connect, type ClientHttp2Stream, type OutgoingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Sends HTTP/2 requests side by side on one connection.
 *
 * @param socket a connection, plain or TLS; it is closed at the end.
 * @param requests the headers of each; an array is one line each.
 * @returns the bodies of the answers, in the requests' order.
 */
export async function exchangeHttp2(
  socket: Socket,
  requests: readonly OutgoingHttpHeaders[],
): Promise<readonly string[]> {
  const scheme = socket instanceof TLSSocket ? "https" : "http";
  const session = connect(`${scheme}://app.example`, { createConnection: () => socket });
  try {
    const streams = requests.map((headers) => session.request(headers));
    return await Promise.all(streams.map(bodyOf));
  } finally {
    session.close();
    socket.destroy();
  }
}

async function bodyOf(stream: ClientHttp2Stream): Promise<string> {
  let body = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  await once(stream, "end");
  return body;
}
