import type { Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";

/** Where and how a connection ends. */
export interface Cut {
  /** So many bytes of both directions pass. */
  readonly after: number;
  /** Milliseconds of silence before the end. */
  readonly pause: number;
  readonly by: "reset" | "end";
}

/** A connection that ends at a byte, whatever its users do: between them, TLS and HTTP. */
export function cutOff(raw: Socket, { after, pause, by }: Cut): Duplex {
  const [near, far] = duplexPair();
  let left = after;
  /** Lets a chunk pass, or what may pass of it. */
  const pass = (chunk: Buffer, to: Duplex): void => {
    if (left <= 0) return;
    const part = chunk.subarray(0, left);
    left -= part.length;
    // The other side gets the last bytes first.
    to.write(part, left > 0 ? undefined : end);
  };
  const leave = (): void => {
    if (by === "end") raw.destroySoon();
    // Node resets none of which it is sending the end, and then never closes it.
    else if (raw.writableEnded) raw.once("finish", () => raw.resetAndDestroy()).destroySoon();
    else raw.resetAndDestroy();
  };
  const end = (): void => {
    if (pause === 0) leave();
    else setTimeout(leave, pause);
  };
  far.on("data", (chunk: Buffer) => pass(chunk, raw));
  far.on("end", () => raw.end());
  far.on("error", () => {});
  near.on("error", () => {});
  near.on("close", () => raw.destroySoon());
  raw.on("data", (chunk: Buffer) => pass(chunk, far));
  raw.on("close", () => near.destroy());
  return near;
}
