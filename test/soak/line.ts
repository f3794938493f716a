import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { encode } from "@client-ip/proxy-protocol";

import type { Random } from "../fuzz/random.ts";
import type { Response } from "../harness/reply.ts";
import type { Asked, Route } from "./asked.ts";
import { ca } from "./certificates.ts";
import { type Cut, cutOff } from "./cut.ts";
import { speakHttp1 } from "./http-1.ts";
import { speakHttp2 } from "./http-2.ts";
import type { Target } from "./targets.ts";

/** A connection on which requests are asked, also several at once. */
export interface Line {
  /** @returns nothing if the connection ended before the end of the answer. */
  readonly ask: (asked: Asked) => Promise<Response | undefined>;
  /** Resets the stream of a request at a random moment, where requests have streams. */
  readonly abandon?: (asked: Asked, random: Random) => Promise<void>;
  /** Ends the connection, and waits until it is closed. */
  readonly close: () => Promise<void>;
}

/** A line, and when its connection is gone, whatever TLS and HTTP make of that. */
export interface OpenLine extends Line {
  readonly gone: Promise<void>;
}

/** Milliseconds in which TLS and HTTP close a connection politely, or it is cut. */
const POLITE = 5_000;

/**
 * Opens a connection, as the proxy in front of the server does.
 *
 * @param cut where it ends early, if it does.
 */
export async function openLine(
  { port, front, transport }: Target,
  { peer }: Route,
  random: Random,
  cut?: Cut,
): Promise<OpenLine> {
  const raw = connect(port, "127.0.0.1").setNoDelay(true);
  raw.on("error", () => {});
  const gone = new Promise<void>((resolve) => {
    raw.on("close", () => resolve());
  });
  await once(raw, "connect");
  const socket = cut === undefined ? raw : cutOff(raw, cut);
  if (front === "PROXY") await writeInPieces(socket, headerOf(peer, random), random);
  const opened = (line: Line): OpenLine => ({
    ...line,
    gone,
    close: async () => {
      await Promise.race([line.close(), pause(POLITE, undefined, { ref: false })]);
      raw.destroy();
      await gone;
    },
  });
  if (transport === "HTTP/1") return opened(speakHttp1(socket));
  const ALPNProtocols = transport === "HTTP/2 over TLS" ? ["h2"] : ["http/1.1"];
  const tls = connectTls({ socket, ca, servername: "localhost", ALPNProtocols });
  tls.on("error", () => {});
  return opened(transport === "HTTP/2 over TLS" ? speakHttp2(tls) : speakHttp1(tls));
}

/** A PROXY header of either version. */
export function headerOf(peer: string, random: Random): Buffer {
  const [family, destination] = peer.includes(":")
    ? (["INET6", "2001:db8::1"] as const)
    : (["INET", "192.0.2.1"] as const);
  const version = random(2) === 0 ? 1 : 2;
  const unique = Buffer.alloc(random(100));
  return Buffer.from(
    encode({
      version,
      command: "PROXY",
      family,
      transport: "STREAM",
      source: { address: peer, port: 1 + random(65_535) },
      destination: { address: destination, port: 443 },
      tlvs: version === 2 && random(2) === 0 ? [{ type: 0x05, value: unique }] : [],
    }),
  );
}

/** Cut at a random byte: the server has to wait for the rest at times. */
async function writeInPieces(socket: Duplex, bytes: Buffer, random: Random): Promise<void> {
  const at = random(bytes.length);
  if (at > 0) {
    socket.write(bytes.subarray(0, at));
    await turn();
  }
  socket.write(bytes.subarray(at));
}
