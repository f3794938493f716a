import type { Socket } from "node:net";
import type { Evidence, ProxyHeader } from "@client-ip/core";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import type { AcceptSettings } from "./options.ts";
import { ProxyAcceptError, type ProxyAcceptErrorDetail } from "./proxy-accept-error.ts";

/** The record of a connection. Headers are added as they arrive. */
export interface EvidenceOfHeaders extends Evidence {
  readonly proxyProtocol: ProxyHeader[];
}

type Options = Pick<AcceptSettings, "resolver" | "maxByteLength" | "dangerouslyOptional">;

const NOTHING = Buffer.alloc(0);

/**
 * Called once: with the headers, nearest hop first, or with the reason why the connection was
 * closed.
 */
type Done = (outcome: readonly ProxyHeader[] | ProxyAcceptError) => void;

/**
 * Reads the PROXY headers at the start of a connection. Every byte after them is left for the next
 * reader.
 *
 * It uses `readable` and `read()`. With `data` the stream would keep flowing, and the bytes of a
 * TLS handshake in the same segment would be lost.
 */
export class HeaderReceiver {
  /**
   * When the connection began, by `performance.now()`. The deadline is absolute: dripping bytes
   * must not extend it, as they do with `socket.setTimeout()`.
   */
  readonly began: number = performance.now();
  readonly #socket: Socket;
  readonly #evidence: EvidenceOfHeaders;
  readonly #options: Options;
  readonly #done: Done;
  /** Whether the socket arrived paused (`pauseOnConnect`). Then it is handed over paused. */
  readonly #paused: boolean;
  #bytes: Buffer = NOTHING;
  /** The number of bytes from which decoding can succeed. */
  #needed = 0;

  constructor(socket: Socket, evidence: EvidenceOfHeaders, options: Options, done: Done) {
    this.#socket = socket;
    this.#evidence = evidence;
    this.#options = options;
    this.#done = done;
    this.#paused = socket.isPaused();
    socket.on("readable", this.#read);
    socket.on("end", this.#ended);
    socket.on("error", this.#failed);
    socket.on("close", this.#failed);
  }

  /** Closes the connection, and makes the error of what was given in place of a header. */
  refuse(detail: Omit<ProxyAcceptErrorDetail, "peer" | "firstByte">): void {
    this.#stopReading();
    this.#leave();
    // A later error of the destroyed socket must not end the process.
    this.#socket.on("error", () => {});
    this.#socket.destroy();
    const { peer } = this.#evidence;
    this.#done(new ProxyAcceptError({ ...detail, peer, firstByte: this.#bytes[0] }));
  }

  readonly #read = (): void => {
    const socket = this.#socket;
    for (;;) {
      // Never more than is buffered: that would emit "end" here instead of to the next reader.
      // Never more than the high water mark: that would raise it.
      const size = Math.min(socket.readableLength, socket.readableHighWaterMark);
      const chunk: unknown = socket.read(size);
      if (!(chunk instanceof Buffer)) return;
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      try {
        if (!this.#takeHeaders()) continue;
      } catch (error) {
        if (!(error instanceof ProxyProtocolError)) throw error;
        if (!this.#options.dangerouslyOptional || error.code !== "signature") {
          const { code, given, expected, remedy, offset } = error;
          this.refuse({ code, given, expected, remedy, offset, cause: error });
          return;
        }
      }
      this.#handOver();
      return;
    }
  };

  /** Reads the complete headers. True if no more headers are expected. */
  #takeHeaders(): boolean {
    const { resolver } = this.#options;
    const headers = this.#evidence.proxyProtocol;
    do {
      if (this.#bytes.length < this.#needed) return false;
      const found = decode(this.#bytes, this.#options);
      if (found === undefined) {
        this.#needed = neededLength(this.#bytes);
        return false;
      }
      headers.push(this.#owned(found.header, found.byteLength));
      this.#bytes = this.#bytes.subarray(found.byteLength);
      this.#needed = 0;
    } while (headers.length < resolver.proxyHops && resolver.expectsProxyHeader(this.#evidence));
    return true;
  }

  /**
   * The header with TLVs in a buffer of their own. They are views and live as long as the
   * connection: they must not keep a segment of 64 kB in memory, or expose the rest of it.
   */
  #owned(header: ProxyHeader, byteLength: number): ProxyHeader {
    if (header.tlvs.length === 0 || this.#bytes.buffer.byteLength === byteLength) return header;
    const copy = new Uint8Array(this.#bytes.subarray(0, byteLength));
    return decode(copy, this.#options)?.header ?? header;
  }

  #handOver(): void {
    const socket = this.#socket;
    this.#stopReading();
    if (this.#bytes.length > 0) socket.unshift(this.#bytes);
    // In the next tick the stream notices that "readable" has no listener any more, and flows
    // again, even if its owner has paused it by then.
    process.nextTick(() => {
      // It was closed meanwhile: "close" follows.
      if (socket.destroyed) return;
      this.#leave();
      if (this.#paused) socket.pause();
      this.#done(this.#evidence.proxyProtocol);
      // TLS and HTTP/2 read from the handle, and would wait forever for an end that the stream has
      // already seen.
      if (!socket.isPaused()) socket.read(0);
    });
  }

  #stopReading(): void {
    this.#socket.off("readable", this.#read);
    this.#socket.off("end", this.#ended);
  }

  #leave(): void {
    this.#socket.off("error", this.#failed);
    this.#socket.off("close", this.#failed);
  }

  readonly #ended = (): void => {
    this.refuse({ code: "ended", given: "the end of the connection" });
  };

  readonly #failed = (cause?: unknown): void => {
    this.refuse({ code: "reset", given: "a closed connection", cause });
  };
}

/**
 * The first 16 bytes of a version 2 header say how long it is (proxy-protocol.txt, section 2.2). So
 * it is decoded once, when it is complete, and not with each segment. A version 1 line is short,
 * and is tried with each segment.
 */
function neededLength(bytes: Buffer): number {
  return bytes.length >= 16 && bytes[0] === 0x0d ? 16 + bytes.readUInt16BE(14) : 0;
}
