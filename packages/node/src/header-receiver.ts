import type { Socket } from "node:net";
import type { Evidence, ProxyHeader } from "@client-ip/core";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import type { AcceptSettings } from "./accept-options.ts";
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
  #bytes: Buffer = NOTHING;

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
    socket.on("readable", this.#read);
    socket.on("end", this.#ended);
    socket.on("error", this.#failed);
    socket.on("close", this.#failed);
  }

  /** Closes the connection. */
  refuse(code: ProxyAcceptErrorCode, message: string, cause?: unknown): void {
    this.#leave();
    // What still goes wrong with this socket is nobody's business any more, and must not end the process.
    this.#socket.on("error", () => {});
    this.#socket.destroy();
    const bytes = this.#bytes;
    this.#done(new ProxyAcceptError(code, message, this.#evidence.peer, { cause, bytes }));
  }

  readonly #read = (): void => {
    const chunk: unknown = this.#socket.read();
    if (!(chunk instanceof Buffer)) return;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    try {
      while (this.#next());
    } catch (error) {
      if (!(error instanceof ProxyProtocolError)) throw error;
      if (this.#options.dangerouslyOptional && error.code === "signature") this.#handOver();
      else this.refuse(error.code, `given ${error.given}, expected ${error.expected}`, error);
    }
  };

  /** Takes one header off, if it is there; whether another one is to be looked for at once. */
  #next(): boolean {
    const found = decode(this.#bytes, this.#options);
    if (found === undefined) return false;
    const headers = this.#evidence.proxyProtocol;
    headers.push(found.header);
    this.#bytes = this.#bytes.subarray(found.byteLength);
    const { resolver } = this.#options;
    if (headers.length < resolver.proxyHops && resolver.expectsProxyHeader(this.#evidence)) {
      return this.#bytes.length > 0;
    }
    this.#handOver();
    return false;
  }

  #handOver(): void {
    this.#leave();
    if (this.#bytes.length > 0) this.#socket.unshift(this.#bytes);
    this.#done(this.#evidence.proxyProtocol);
  }

  #leave(): void {
    const socket = this.#socket;
    socket.off("readable", this.#read);
    socket.off("end", this.#ended);
    socket.off("error", this.#failed);
    socket.off("close", this.#failed);
  }

  readonly #ended = (): void => {
    this.refuse("ended", "the connection ended before its PROXY header was whole");
  };

  readonly #failed = (error?: unknown): void => {
    this.refuse("reset", "the connection was closed before its PROXY header was whole", error);
  };
}
