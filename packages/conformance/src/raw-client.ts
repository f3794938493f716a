import { connect, type NetConnectOpts } from "node:net";

/**
 * Newer versions of Node refuse more header lines than they keep; older ones drop them. hapi
 * answers 400 for what Node refuses.
 */
const REFUSED = /^HTTP\/1\.1 (?:431 |400 Bad Request\r\n\r\n)/;

/** One request, as bytes that no client library has changed. */
export interface RawRequest {
  /** Header lines in wire order, `Name: value`. All but HTTP/1.0 get a `Host` line before them. */
  readonly lines: readonly string[];
  /** `1.1` if absent. */
  readonly version?: "0.9" | "1.0" | "1.1" | "2.0";
  /** `/` if absent. */
  readonly url?: string;
}

/** A GET request; the last of a connection asks for its end. */
export function bytesOf({ lines, version = "1.1", url = "/" }: RawRequest, last: boolean): string {
  const head = [`GET ${url} HTTP/${version}`];
  if (version !== "1.0") head.push("Host: client-ip.test");
  head.push(...lines);
  if (last) head.push("Connection: close");
  return `${head.join("\r\n")}\r\n\r\n`;
}

/**
 * Sends the requests on one connection, all at once, and waits for its end.
 *
 * @returns the answers' bodies, parsed from JSON, in order.
 */
export async function ask(
  to: NetConnectOpts,
  requests: readonly RawRequest[],
): Promise<readonly object[]> {
  const text = requests.map((request, i) => bytesOf(request, i === requests.length - 1));
  return bodies(await exchange(to, text.join("")));
}

/** Sends bytes on a new connection and collects what comes back until its end. */
export async function exchange(to: NetConnectOpts, bytes: string): Promise<string> {
  const socket = connect(to).setEncoding("latin1");
  socket.write(bytes);
  let received = "";
  for await (const chunk of socket) received += String(chunk);
  return received;
}

/**
 * The bodies of HTTP/1 responses one after the other, each with a Content-Length or ended by the
 * connection. `{ refused: 431 }` where Node refused the request for its header lines.
 */
function bodies(received: string): object[] {
  const found: object[] = [];
  let rest = received;
  while (rest !== "") {
    const start = rest.indexOf("\r\n\r\n") + 4;
    const length = /^content-length: (\d+)/im.exec(rest.slice(0, start))?.[1] ?? rest.length;
    const end = start + Number(length);
    const body = rest.slice(start, end);
    if (REFUSED.test(rest)) return [...found, { refused: 431 }];
    if (start < 4 || !body.startsWith("{")) throw new Error(`no JSON in the answer: ${rest}`);
    found.push(Object(JSON.parse(body)));
    rest = rest.slice(end);
  }
  return found;
}
