import type { Socket } from "node:net";
import type { Evidence, ProxyHeader, Resolver } from "@client-ip/core";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";

/** Why a connection was closed before its server saw it. */
export type ProxyAcceptErrorCode =
  | ProxyProtocolError["code"]
  | "timeout"
  | "ended"
  | "reset"
  | "closed"
  | "stranger";

/** A connection was closed for its PROXY header. Never thrown: it is what `onError` is told. */
export class ProxyAcceptError extends Error {
  override readonly name = "ProxyAcceptError";
  /** The decoder's code; or `timeout`, `ended` (no more bytes), `reset`, `closed` (by the server), `stranger` (no PROXY hop, and `strangers: "reject"`). */
  readonly code: ProxyAcceptErrorCode;
  /** The socket's peer as Node gives it; `undefined` when it was gone. */
  readonly peer: string | undefined;

  constructor(
    code: ProxyAcceptErrorCode,
    message: string,
    peer: string | undefined,
    cause?: unknown,
  ) {
    super(`[${code}] ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.peer = peer;
  }
}

/** Bounds for one connection. */
export interface Limits {
  /** Bytes of one header. */
  readonly maxByteLength: number;
  /** A header may be left out. */
  readonly optional: boolean;
}

/** What is known of a connection; the headers are added to it as they come. */
export interface EvidenceOfHeaders extends Evidence {
  readonly proxyProtocol: ProxyHeader[];
}

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
  readonly #resolver: Resolver;
  readonly #limits: Limits;
  readonly #done: (outcome: readonly ProxyHeader[] | ProxyAcceptError) => void;
  #bytes: Buffer = NOTHING;

  constructor(
    socket: Socket,
    evidence: EvidenceOfHeaders,
    resolver: Resolver,
    limits: Limits,
    done: (outcome: readonly ProxyHeader[] | ProxyAcceptError) => void,
  ) {
    this.#socket = socket;
    this.#evidence = evidence;
    this.#resolver = resolver;
    this.#limits = limits;
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
    this.#done(new ProxyAcceptError(code, message, this.#evidence.peer, cause));
  }

  readonly #read = (): void => {
    const chunk: unknown = this.#socket.read();
    if (!(chunk instanceof Buffer)) return;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    try {
      while (this.#next());
    } catch (error) {
      if (!(error instanceof ProxyProtocolError)) throw error;
      if (this.#limits.optional && error.code === "signature") this.#handOver();
      else this.refuse(error.code, `given ${error.given}, expected ${error.expected}`, error);
    }
  };

  /** Takes one header off, if it is there; whether another one is to be looked for at once. */
  #next(): boolean {
    const found = decode(this.#bytes, this.#limits);
    if (found === undefined) return false;
    const headers = this.#evidence.proxyProtocol;
    headers.push(found.header);
    this.#bytes = this.#bytes.subarray(found.byteLength);
    const { proxyHops } = this.#resolver;
    if (headers.length < proxyHops && this.#resolver.expectsProxyHeader(this.#evidence)) {
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
