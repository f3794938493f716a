import type { Socket } from "node:net";

/** An HTTP answer: its status code and its body as text. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** The answers as they arrive; each must say its length, as all of the suite's do. */
async function* readReplies(socket: Socket): AsyncGenerator<Reply> {
  let text = "";
  for await (const chunk of socket.setEncoding("latin1")) {
    text += chunk as string;
    const head = /^HTTP\/1\.1 (\d{3})[^]*?\r\n\r\n/.exec(text);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head?.[0] ?? "")?.[1]);
    if (head && text.length >= head[0].length + length) {
      yield { status: Number(head[1]), body: text.slice(head[0].length) };
      text = "";
    }
  }
}

/**
 * Asks on one connection, which stays open: each request with exactly the given header lines, no client
 * library that would join, drop or spell them otherwise.
 *
 * @param socket a connection, plain or TLS.
 * @returns what sends one request, given its header lines beside `Host` (characters are bytes, latin-1), and
 * gives its answer; `undefined` when the other side closed the connection instead.
 */
export function conversation(
  socket: Socket,
): (lines: readonly string[]) => Promise<Reply | undefined> {
  const replies = readReplies(socket);
  return async (lines) => {
    const request = ["GET / HTTP/1.1", "Host: app.example", ...lines, "", ""].join("\r\n");
    socket.write(request, "latin1");
    const next = await replies.next();
    return next.done ? undefined : next.value;
  };
}

/**
 * Sends requests one after another on one connection.
 *
 * @param socket as in {@link conversation}; it is closed at the end.
 * @param requests the header lines of each request, as there.
 * @returns the answers, fewer than the requests when the other side closed the connection.
 */
export async function exchange(
  socket: Socket,
  requests: readonly (readonly string[])[],
): Promise<readonly Reply[]> {
  const ask = conversation(socket);
  const replies: Reply[] = [];
  for (const lines of requests) {
    const reply = await ask(lines);
    if (reply === undefined) break;
    replies.push(reply);
  }
  socket.destroy();
  return replies;
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
