import type { Socket } from "node:net";
import type { Evidence, ProxyHeader } from "@client-ip/core";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import type { AcceptSettings } from "./options.ts";
import { ProxyAcceptError, type ProxyAcceptErrorCode } from "./proxy-accept-error.ts";

/** What is known of a connection; the headers are added to it as they come. */
export interface EvidenceOfHeaders extends Evidence {
  readonly proxyProtocol: ProxyHeader[];
}

type Options = Pick<AcceptSettings, "resolver" | "maxByteLength" | "dangerouslyOptional">;

const NOTHING = Buffer.alloc(0);

/**
 * Takes the PROXY headers off the front of a connection, leaving every byte behind them for whoever reads next.
 *
 * Only `readable` and `read()` do that: with `data` the stream would flow on, and the bytes of a TLS handshake in the
 * same segment would be lost.
 */
export class HeaderReceiver {
  /**
   * When the connection began, by `performance.now()`. What it has is absolute time: a byte now and then must not buy more,
   * as it does with `socket.setTimeout()`.
   */
  readonly began: number = performance.now();
  readonly #socket: Socket;
  readonly #evidence: EvidenceOfHeaders;
  readonly #options: Options;
  readonly #done: (outcome: readonly ProxyHeader[] | ProxyAcceptError) => void;
  /** Whether it came paused, as by `pauseOnConnect`: then it is handed over paused. */
  readonly #paused: boolean;
  #bytes: Buffer = NOTHING;
  /** With fewer bytes there is nothing to decode yet. */
  #needed = 0;

  constructor(
    socket: Socket,
    evidence: EvidenceOfHeaders,
    options: Options,
    done: (outcome: readonly ProxyHeader[] | ProxyAcceptError) => void,
  ) {
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

  /** Closes the connection. */
  refuse(code: ProxyAcceptErrorCode, message: string, cause?: unknown): void {
    this.#stopReading();
    this.#leave();
    // What still goes wrong with this socket is nobody's business any more, and must not end the process.
    this.#socket.on("error", () => {});
    this.#socket.destroy();
    const bytes = this.#bytes;
    this.#done(new ProxyAcceptError(code, message, this.#evidence.peer, { cause, bytes }));
  }

  readonly #read = (): void => {
    const socket = this.#socket;
    for (;;) {
      // Not more than is there: a stream that has ended would tell us so, and not whoever comes next. Nor more than its
      // high water mark, which that would raise.
      const size = Math.min(socket.readableLength, socket.readableHighWaterMark);
      const chunk: unknown = socket.read(size);
      if (!(chunk instanceof Buffer)) return;
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      try {
        if (!this.#takeHeaders()) continue;
      } catch (error) {
        if (!(error instanceof ProxyProtocolError)) throw error;
        if (!this.#options.dangerouslyOptional || error.code !== "signature") {
          this.refuse(error.code, `given ${error.given}, expected ${error.expected}`, error);
          return;
        }
      }
      this.#handOver();
      return;
    }
  };

  /** Takes off what is whole; whether all has come that is to be waited for. */
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
   * A header lives as long as its connection, and its TLVs are views: of bytes that are nothing but the header, lest they
   * keep a segment of 64 kB alive, or show what else was in it.
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
    // In the next tick, once the stream has taken note that nobody waits for "readable": it flows again then, even if
    // its owner had paused it by now.
    process.nextTick(() => {
      // It was refused meanwhile, or is gone, which "close" will say.
      if (socket.destroyed) return;
      this.#leave();
      if (this.#paused) socket.pause();
      this.#done(this.#evidence.proxyProtocol);
      // TLS and HTTP/2 read from the handle, and would wait for an end that the stream has had already.
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
    this.refuse("ended", "the connection ended before its PROXY header was whole");
  };

  readonly #failed = (error?: unknown): void => {
    this.refuse("reset", "the connection was closed before its PROXY header was whole", error);
  };
}

/**
 * A version 2 header says in its first 16 bytes how long it is (proxy-protocol.txt 2.2). One of many TLVs that drips is
 * decoded when it is whole, not with each segment. A version 1 line is short.
 */
function neededLength(bytes: Buffer): number {
  return bytes.length >= 16 && bytes[0] === 0x0d ? 16 + bytes.readUInt16BE(14) : 0;
}
