import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent, type AgentOptions as SecureAgentOptions } from "node:https";
import { type NetConnectOpts, Socket } from "node:net";
import { callbackify } from "node:util";
import type { ProxyHeader } from "@client-ip/core";
import { connectSending, headerSent, takeTimeout } from "./connect.ts";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/**
 * An agent for `http.request` on behalf of one client: each of its connections begins with this client's PROXY header.
 *
 * There is no way to name another client, so that a connection that it keeps alive is never used for one
 * (proxy-protocol.txt, 2: not on connections that several clients share). Make one for each client. Without `keepAlive`
 * it holds nothing between requests, and needs no `destroy()`.
 *
 * @throws {ProxyProtocolError} for a client that no header can name
 */
export function proxyProtocolAgent(
  client: ProxiedClient | ProxyHeader,
  options?: AgentOptions,
): Agent {
  return new OneClientAgent(proxyHeaderBytes(client), options);
}

/**
 * The same for `https.request`: the header goes before TLS. Sessions are resumed for this client alone.
 *
 * `maxSockets` counts a connection from its header on, so that requests of one moment may open more.
 *
 * @throws {ProxyProtocolError} for a client that no header can name
 */
export function proxyProtocolSecureAgent(
  client: ProxiedClient | ProxyHeader,
  options?: SecureAgentOptions,
): SecureAgent {
  return new OneClientSecureAgent(proxyHeaderBytes(client), options);
}

class OneClientAgent extends Agent {
  readonly #header: Uint8Array;

  constructor(header: Uint8Array, options?: AgentOptions) {
    super(options);
    this.#header = header;
  }

  override createConnection(options: NetConnectOpts): Socket {
    return connectSending(this.#header, options);
  }
}

type Created = (error: Error | null, socket: Socket) => void;

class OneClientSecureAgent extends SecureAgent {
  readonly #header: Uint8Array;
  /** Not known to the agent yet. */
  readonly #opening = new Set<Socket>();

  constructor(header: Uint8Array, options?: SecureAgentOptions) {
    super(options);
    this.#header = header;
  }

  override createConnection(options: NetConnectOpts, created: Created = () => {}): undefined {
    callbackify(() => this.#open(options))(created);
  }

  async #open(options: NetConnectOpts): Promise<Socket> {
    const raw = connectSending(this.#header, options);
    this.#opening.add(raw);
    try {
      await headerSent(raw);
      const over = { ...options, socket: raw };
      const secure = super.createConnection(over);
      if (!(secure instanceof Socket)) throw new TypeError("https.Agent made no socket");
      takeTimeout(secure, raw);
      return secure;
    } catch (error) {
      raw.destroy();
      throw error;
    } finally {
      this.#opening.delete(raw);
    }
  }

  override destroy(): void {
    for (const raw of this.#opening) raw.destroy();
    super.destroy();
  }
}
