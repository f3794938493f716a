import type { Duplex } from "node:stream";

import { conversation } from "../harness/client.ts";
import type { Asked } from "./asked.ts";
import type { Line } from "./line.ts";
import { FORGED } from "./seen.ts";

/** Requests of HTTP/1: those that are asked at once are pipelined. */
export function speakHttp1(socket: Duplex): Line {
  const ask = conversation(socket);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  return {
    ask: (asked) => ask(bytesOf(asked)),
    close: async () => {
      socket.end(() => socket.destroy());
      await closed;
    },
  };
}

function bytesOf({ path, headers, bytes }: Asked): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const first = `${bytes === 0 ? "GET" : "POST"} ${path} HTTP/1.1`;
  const framing = bytes === 0 ? [] : ["Transfer-Encoding: chunked", "Trailer: X-Client-IP"];
  return `${[first, "Host: app.example", ...lines, ...framing].join("\r\n")}\r\n\r\n${chunked(bytes)}`;
}

function chunked(bytes: number): string {
  if (bytes === 0) return "";
  return `${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n0\r\nX-Client-IP: ${FORGED}\r\n\r\n`;
}
