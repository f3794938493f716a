import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { setImmediate as turn } from "node:timers/promises";
import type { TLSSocket } from "node:tls";

import type { Response } from "../harness/reply.ts";
import type { Asked } from "./asked.ts";
import type { Line } from "./line.ts";
import { FORGED } from "./seen.ts";

/** Requests of HTTP/2: those that are asked at once have streams side by side. */
export function speakHttp2(socket: TLSSocket): Line {
  const session = connect("https://localhost", { createConnection: () => socket });
  session.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    session.on("close", () => resolve());
  });
  return {
    ask: async (asked) => (session.destroyed ? undefined : answerOn(streamOf(session, asked))),
    abandon: async (asked, random) => {
      if (session.destroyed) return;
      const stream = streamOf(session, asked);
      const gone = new Promise((resolve) => {
        stream.on("close", resolve);
      });
      const moment = random(3);
      if (moment === 1) await turn();
      if (moment === 2) await Promise.race([once(stream, "response").catch(() => {}), gone]);
      stream.close(constants.NGHTTP2_CANCEL);
      await gone;
    },
    close: async () => {
      session.close();
      await closed;
    },
  };
}

function streamOf(session: ClientHttp2Session, { path, headers, bytes }: Asked): ClientHttp2Stream {
  const method = bytes === 0 ? "GET" : "POST";
  const options = bytes === 0 ? { endStream: true } : { waitForTrailers: true };
  const stream = session.request({ ":method": method, ":path": path, ...headers }, options);
  stream.on("error", () => {});
  if (bytes > 0) {
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-client-ip": FORGED }));
    stream.end("a".repeat(bytes));
  }
  return stream.resume();
}

async function answerOn(stream: ClientHttp2Stream): Promise<Response | undefined> {
  let status: number | undefined;
  let body = "";
  let isWhole = false;
  stream.on("response", (headers) => (status = headers[":status"]));
  stream.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  stream.on("end", () => (isWhole = true));
  await new Promise((resolve) => {
    stream.on("close", resolve);
  });
  const isRight = isWhole && stream.rstCode === constants.NGHTTP2_NO_ERROR && !stream.aborted;
  return status === undefined || !isRight ? undefined : { status, body };
}
