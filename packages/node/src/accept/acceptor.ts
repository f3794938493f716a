import type { Server, Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import type { ProxyHeader } from "@client-ip/core";
import { connectionOf } from "../request/connection.ts";
import { type EvidenceOfHeaders, HeaderReceiver } from "./header-receiver.ts";
import type { AcceptSettings } from "./options.ts";
import { PendingReceivers } from "./pending-receivers.ts";
import { ProxyAcceptError, type ProxyAcceptErrorDetail } from "./proxy-accept-error.ts";
import { overrideRemoteAddress } from "./remote-address.ts";

/**
 * Decides about each new connection of one server: its headers are read, or it passes, or it is
 * closed.
 */
export class Acceptor {
  readonly #settings: AcceptSettings;
  readonly #pending: PendingReceivers;
  /**
   * Overridden here, and not by {@link carryHeadersToTls}, where requests come on this very socket.
   */
  readonly #overrides: boolean;
  /** The server's own `emit`. */
  readonly #emit: (event: "connection", socket: Socket) => boolean;

  constructor(server: Server, settings: AcceptSettings) {
    this.#settings = settings;
    this.#pending = new PendingReceivers(settings.timeout);
    this.#overrides = settings.overrideRemoteAddress && !(server instanceof TlsServer);
    this.#emit = server.emit.bind(server);
  }

  /** The number of connections whose headers are not complete yet. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Closes the connections whose headers are not complete yet. */
  closePending(): void {
    this.#pending.close();
  }

  /** @param socket a connection that the server has just accepted. */
  receive(socket: Socket): void {
    const { resolver, unrecognizedPeers } = this.#settings;
    // A server may hand a connection on, such as a tunnel of CONNECT. What follows the headers that
    // were read before may be a client's.
    const { peer, peerPort, proxyHeaders = [] } = connectionOf(socket);
    if (peer === undefined) {
      this.#dropWithoutPeer(socket);
      return;
    }
    const evidence = { peer, peerPort, rawHeaders: [], proxyProtocol: [...proxyHeaders] };
    if (resolver.expectsProxyHeader(evidence)) this.#readHeaders(socket, evidence);
    else if (unrecognizedPeers === "pass" || proxyHeaders.length > 0) {
      this.#accept(socket, proxyHeaders);
    } else {
      const given = "a connection from a peer that is no PROXY hop";
      this.#refuse(socket, { code: "unrecognized-peer", given, peer });
    }
  }

  #readHeaders(socket: Socket, evidence: EvidenceOfHeaders): void {
    const receiver = new HeaderReceiver(socket, evidence, this.#settings, (outcome) => {
      this.#pending.delete(receiver);
      if (outcome instanceof ProxyAcceptError) this.#settings.onError(outcome);
      else this.#accept(socket, outcome);
    });
    this.#pending.add(receiver);
  }

  /** Hands the connection to the server. */
  #accept(socket: Socket, headers: readonly ProxyHeader[]): void {
    connectionOf(socket).proxyHeaders = headers;
    if (this.#overrides) overrideRemoteAddress(socket, headers, this.#settings.resolver);
    this.#emit("connection", socket);
  }

  /** Without a peer, the sender of the bytes is unknown. */
  #dropWithoutPeer(socket: Socket): void {
    // A health check that only connects is closed by now. That is no error.
    if (socket.localAddress !== undefined) socket.on("error", ignoreError).destroy();
    else {
      const given = "a connection that was gone before its peer was read";
      this.#refuse(socket, { code: "reset", given });
    }
  }

  #refuse(socket: Socket, detail: ProxyAcceptErrorDetail): void {
    socket.on("error", ignoreError);
    socket.destroy();
    this.#settings.onError(new ProxyAcceptError(detail));
  }
}

/** An error of a destroyed socket must not end the process. */
function ignoreError(): void {}
