import { Server, Socket } from "node:net";
import { Server as TlsServer, type TLSSocket } from "node:tls";
import {
  ClientIpError,
  type Hop,
  isResolver,
  type ProxyHeader,
  type Resolver,
} from "@client-ip/core";
import { connectionOf } from "./connection.ts";
import {
  HeaderReceiver,
  type Limits,
  ProxyAcceptError,
  type ProxyAcceptErrorCode,
} from "./header-receiver.ts";
import { PendingReceivers } from "./pending-receivers.ts";
import { keepProxyHeaders, proxyHeadersOf } from "./proxy-headers.ts";
import { createResolver } from "./resolver.ts";

/** How PROXY headers are received. */
export interface AcceptProxyProtocolOptions {
  /** The path; its innermost `proxy-protocol` hops say who must send headers, and how many. */
  readonly resolver?: Resolver;
  /** In place of a resolver: from where headers come, as the `address` of one PROXY hop. */
  readonly address?: Hop["address"];
  /** Milliseconds from the connection's beginning until all headers must be there; 5,000 unless given. */
  readonly timeout?: number;
  /** The most bytes of one header, TLVs included, at least 107; 4,096 unless given. */
  readonly maxByteLength?: number;
  /**
   * What becomes of peers that are no PROXY hop: `pass` (unless given) hands them to the server as they are, nothing
   * read; `reject` closes them.
   */
  readonly strangers?: "pass" | "reject";
  /**
   * Dangerous: a PROXY hop may leave its header out. Then what a client behind it sends first is taken for the hop's
   * header if it looks like one. The specification forbids such guessing (proxy-protocol.txt, 5).
   */
  readonly dangerouslyOptional?: boolean;
  /** Makes the socket's own `remoteAddress` and `remotePort` those that its outermost header names. */
  readonly overrideRemoteAddress?: boolean;
  /** Told of each connection that was closed for its header. */
  readonly onError?: (error: ProxyAcceptError) => void;
}

/** What {@link acceptProxyProtocol} gives back. */
export interface ProxyProtocolAcceptor {
  /** How many connections have not sent all of their headers yet. */
  readonly pending: number;
  /** Closes those. The server's own `close()` does so too. */
  closePending(): void;
}

const accepting: unique symbol = Symbol("client-ip accepts PROXY protocol");

/**
 * Makes a server take PROXY headers off its connections before it sees them: http, https, http2, net, tls, on TCP or
 * unix sockets. It stays the user's own server, with its timeouts and fast paths. What the headers say is evidence of
 * every request of the connection, for every resolver.
 *
 * @param server before it listens
 * @param given the resolver whose path has the PROXY hops, or options
 * @throws ClientIpError `proxy-receiver` when nobody would send a header, or the server receives them already
 */
export function acceptProxyProtocol(
  server: Server & { [accepting]?: true },
  given: Resolver | AcceptProxyProtocolOptions,
): ProxyProtocolAcceptor {
  if (!(server instanceof Server)) {
    refuse(
      "what is no server",
      "a server of node:http, https, http2, net or tls",
      "Give it createServer(app), or what app.listen() returned.",
    );
  }
  const options = isResolver(given) ? { resolver: given } : given;
  checkOptions(options);
  const resolver = resolverFor(options);
  if (server[accepting]) {
    refuse(
      "a server that receives PROXY headers already",
      "one call for each server",
      "Give all PROXY hops in one path.",
    );
  }
  server[accepting] = true;
  const limits: Limits = {
    maxByteLength: options.maxByteLength ?? 4_096,
    optional: options.dangerouslyOptional ?? false,
  };
  const pending = new PendingReceivers(options.timeout ?? 5_000);
  const isTls = server instanceof TlsServer;
  if (isTls) carryToTls(server, options);
  const emit = server.emit.bind(server);
  const close = server.close.bind(server);
  const closePending = (): void => {
    pending.close();
  };

  const accept = (socket: Socket, headers: readonly ProxyHeader[]): void => {
    connectionOf(socket);
    keepProxyHeaders(socket, headers);
    if (options.overrideRemoteAddress && !isTls) override(socket, headers);
    emit("connection", socket);
  };

  const receive = (socket: Socket): void => {
    const { peer, peerPort } = connectionOf(socket);
    const turnAway = (code: ProxyAcceptErrorCode, message: string): void => {
      socket.on("error", () => {});
      socket.destroy();
      options.onError?.(new ProxyAcceptError(code, message, peer));
    };
    if (peer === undefined) {
      // Nobody knows whose bytes these are.
      turnAway("reset", "the connection was gone before its peer was read");
      return;
    }
    const evidence = { peer, peerPort, rawHeaders: [], proxyProtocol: [] };
    if (!resolver.expectsProxyHeader(evidence)) {
      if (options.strangers === "reject") turnAway("stranger", "the peer is no PROXY hop");
      else accept(socket, []);
      return;
    }
    const receiver = new HeaderReceiver(socket, evidence, resolver, limits, (outcome) => {
      pending.delete(receiver);
      if (outcome instanceof ProxyAcceptError) options.onError?.(outcome);
      else accept(socket, outcome);
    });
    pending.add(receiver);
  };

  server.emit = (event: string, ...args: unknown[]): boolean => {
    // Every request comes by here too.
    if (event !== "connection") return emit(event, ...args);
    const [socket] = args;
    if (!(socket instanceof Socket)) return emit(event, ...args);
    receive(socket);
    return true;
  };
  server.close = (callback) => {
    closePending();
    return close(callback);
  };
  return {
    get pending() {
      return pending.size;
    },
    closePending,
  };
}

const OPTIONS = [
  "resolver",
  "address",
  "timeout",
  "maxByteLength",
  "strangers",
  "dangerouslyOptional",
  "overrideRemoteAddress",
  "onError",
];

function checkOptions(options: AcceptProxyProtocolOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  const { resolver, address, timeout = 1, maxByteLength = 107, strangers = "pass" } = options;
  const [given, expected] =
    unknown !== undefined
      ? [`the option "${unknown}"`, `one of ${OPTIONS.join(", ")}`]
      : resolver !== undefined && address !== undefined
        ? ["a resolver and an address", "one of the two"]
        : !isWhole(timeout, 1, 3_600_000)
          ? [`timeout: ${String(timeout)}`, "milliseconds, 1 to 3,600,000"]
          : !isWhole(maxByteLength, 107, 65_551)
            ? [`maxByteLength: ${String(maxByteLength)}`, "bytes, 107 to 65,551"]
            : !["pass", "reject"].includes(strangers)
              ? [`strangers: ${strangers}`, "'pass' or 'reject'"]
              : [];
  if (given !== undefined && expected !== undefined)
    refuse(given, expected, "Correct it, or leave it out.");
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function resolverFor({ resolver, address }: AcceptProxyProtocolOptions): Resolver {
  if (resolver === undefined && address !== undefined) {
    return createResolver({ name: "proxy", address, tells: "proxy-protocol" });
  }
  if (resolver === undefined || resolver.proxyHops === 0) {
    return refuse(
      resolver === undefined ? "neither a resolver nor an address" : "a path without a PROXY hop",
      "a path with a hop that tells 'proxy-protocol'",
      "Describe who sends the header: { address: '10.0.0.0/24', tells: 'proxy-protocol' }.",
    );
  }
  return resolver;
}

function refuse(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "proxy-receiver", given, expected, remedy });
}

/**
 * The socket that a TLS server makes of a connection knows nothing of it but the socket below, at a property that Node does
 * not document, and that all its versions have. The asynchronous context of the handshake would not do: a server with a
 * session store announces a connection in the context of whoever used the store first.
 */
function carryToTls(server: TlsServer, options: AcceptProxyProtocolOptions): void {
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    const { _parent: below }: { readonly _parent?: Socket } = Object(socket);
    const headers = below === undefined ? undefined : proxyHeadersOf(below);
    if (headers === undefined) return;
    connectionOf(socket);
    keepProxyHeaders(socket, headers);
    if (options.overrideRemoteAddress) override(socket, headers);
  });
}

/** The peer itself stays in the connection's record, which was made before. */
function override(socket: Socket, headers: readonly ProxyHeader[]): void {
  const outermost = headers.at(-1);
  if (outermost?.source === undefined || !outermost.family.startsWith("INET")) return;
  const { address, port } = outermost.source;
  Object.defineProperties(socket, {
    remoteAddress: { configurable: true, enumerable: true, value: address },
    remotePort: { configurable: true, enumerable: true, value: port },
    remoteFamily: {
      configurable: true,
      enumerable: true,
      value: outermost.family === "INET" ? "IPv4" : "IPv6",
    },
  });
}
