import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent, type AgentOptions as SecureAgentOptions } from "node:https";
import { type NetConnectOpts, Socket } from "node:net";
import { callbackify } from "node:util";
import { ClientIpError, type ProxyHeader } from "@client-ip/core";
import { connectSending, headerSent, takeTimeout } from "./connect.ts";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/**
 * An agent for `http.request` on behalf of one client: each of its connections begins with this
 * client's PROXY header.
 *
 * Create one agent for each client: connections that are kept alive must not be shared by clients
 * (proxy-protocol.txt, section 2). Without `keepAlive` it holds nothing between requests, and needs
 * no `destroy()`.
 *
 * @param client or any header, such as one that was received.
 * @param options as for `http.Agent`.
 * @throws {ProxyProtocolError} for a client that no header can name.
 *
 * @example
 * ```ts
 * import { proxyProtocolAgent } from "@client-ip/node/proxy-protocol";
 *
 * const agent = proxyProtocolAgent({
 *   source: { address: "203.0.113.7", port: 40_001 },
 *   destination: { address: "192.0.2.1", port: 443 },
 * });
 * // get({ host: "10.0.3.4", port: 3000, agent }, (reply) => …)
 * agent.maxSockets; // -> Infinity
 * ```
 */
export function proxyProtocolAgent(
  client: ProxiedClient | ProxyHeader,
  options?: AgentOptions,
): Agent {
  return new OneClientAgent(proxyHeaderBytes(client), options);
}

/**
 * {@link proxyProtocolAgent} for `https.request`: the header goes before TLS. Sessions are resumed
 * for this client alone.
 *
 * `maxSockets` counts a connection only after its header is sent, so simultaneous requests may open
 * more.
 *
 * @param client or any header, such as one that was received.
 * @param options as for `https.Agent`.
 * @throws {ProxyProtocolError} for a client that no header can name.
 *
 * @example
 * ```ts
 * import { proxyProtocolSecureAgent } from "@client-ip/node/proxy-protocol";
 *
 * const source = { address: "203.0.113.7", port: 40_001 };
 * const destination = { address: "192.0.2.1", port: 443 };
 * const agent = proxyProtocolSecureAgent({ source, destination }, { maxSockets: 4 });
 * // get({ host: "upstream.example", agent }, (reply) => …)
 * agent.maxSockets; // -> 4
 * ```
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

type OnCreated = (error: Error | null, socket: Socket) => void;

class OneClientSecureAgent extends SecureAgent {
  readonly #header: Uint8Array;
  /** Connections whose header is not sent yet: the base class does not track them. */
  readonly #opening = new Set<Socket>();

  constructor(header: Uint8Array, options?: SecureAgentOptions) {
    super(options);
    this.#header = header;
  }

  override createConnection(options: NetConnectOpts, onCreated: OnCreated = () => {}): undefined {
    callbackify(() => this.#open(options))(onCreated);
  }

  async #open(options: NetConnectOpts): Promise<Socket> {
    const raw = connectSending(this.#header, options);
    this.#opening.add(raw);
    try {
      await headerSent(raw);
      // A variable, because the types of Node do not allow `socket` in a literal here.
      const overRaw = { ...options, socket: raw };
      const secure = super.createConnection(overRaw);
      if (!(secure instanceof Socket)) {
        throw new ClientIpError({
          code: "no-tls-socket",
          given: secure === undefined ? "no socket" : "another stream",
          expected: "a socket of https.Agent",
          remedy: "Check the options of the request and of the agent.",
        });
      }
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
