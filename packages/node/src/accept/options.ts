import { ClientIpError, type Hop, isResolver, type Resolver } from "@client-ip/core";
import {
  CALLBACK,
  checkOptions,
  FLAG,
  kindOf,
  oneOfThese,
  type OptionRule,
  type OptionRules,
  orUndefined,
  wholeNumber,
} from "@client-ip/core/internal";
import { createResolver } from "../request/create-resolver.ts";
import { warnOfRefusal } from "./warnings.ts";
import type { ProxyAcceptError } from "./proxy-accept-error.ts";

/** How PROXY headers are received. */
export interface AcceptProxyProtocolOptions {
  /**
   * The path. Its innermost `proxy-protocol` hops say which peers must send headers, and how many.
   */
  readonly resolver?: Resolver;
  /** Instead of a resolver: the `address` of a single PROXY hop. */
  readonly address?: Hop["address"];
  /**
   * Milliseconds from the start of a connection until all headers must have arrived; 5,000 by
   * default.
   */
  readonly timeout?: number;
  /** The most bytes of one header, TLVs included, at least 107; 4,096 by default. */
  readonly maxByteLength?: number;
  /**
   * What happens to the connections of peers that are no PROXY hop: `pass` (the default) hands them
   * to the server unread; `reject` closes them.
   */
  readonly unrecognizedPeers?: "pass" | "reject";
  /**
   * Dangerous: a PROXY hop may omit its header. Then a client behind that hop can send one in its
   * place. The specification forbids such guessing (proxy-protocol.txt, section 5).
   */
  readonly dangerouslyOptional?: boolean;
  /**
   * Sets the socket's own `remoteAddress` and `remotePort` to those that its outermost header
   * names.
   */
  readonly overrideRemoteAddress?: boolean;
  /**
   * Called for each connection that was closed for its header. By default, the first of each kind
   * from each network is a process warning. An exception from it is thrown in an event of the
   * socket, so it ends the process unless it is caught there.
   */
  readonly onError?: (error: ProxyAcceptError) => void;
}

/** The options, complete. */
export type AcceptSettings = Required<Omit<AcceptProxyProtocolOptions, "address">>;

/** Fields by which a path or a hop in place of the options is recognized. */
const PATH_FIELDS = ["tells", "oneOf", "path", "hops"];

/** Checked when a resolver is created from it. */
const ANY: OptionRule = { expected: "anything", allows: () => true };

const RULES: OptionRules<AcceptProxyProtocolOptions> = {
  resolver: ANY,
  address: ANY,
  timeout: orUndefined(wholeNumber(1, 3_600_000, "milliseconds")),
  maxByteLength: orUndefined(wholeNumber(107, 65_551, "bytes")),
  unrecognizedPeers: orUndefined(oneOfThese("pass", "reject")),
  dangerouslyOptional: orUndefined(FLAG),
  overrideRemoteAddress: orUndefined(FLAG),
  onError: orUndefined(CALLBACK),
};

/**
 * Checks what `acceptProxyProtocol` was given, and fills in the defaults.
 *
 * @throws ClientIpError `proxy-receiver`
 */
export function parseAcceptOptions(given: Resolver | AcceptProxyProtocolOptions): AcceptSettings {
  const options = isResolver(given) ? { resolver: given } : given;
  if (!isOptions(options)) failNoResolver(options);
  checkOptions(options, RULES, {
    code: "proxy-receiver",
    given: (option, value) =>
      value === undefined ? `the option "${option}"` : `${option}: ${value}`,
    remedy: "Correct it, or leave it out.",
  });
  return {
    resolver: resolverIn(options),
    timeout: options.timeout ?? 5_000,
    maxByteLength: options.maxByteLength ?? 4_096,
    unrecognizedPeers: options.unrecognizedPeers ?? "pass",
    dangerouslyOptional: options.dangerouslyOptional ?? false,
    overrideRemoteAddress: options.overrideRemoteAddress ?? false,
    onError: options.onError ?? warnOfRefusal,
  };
}

function isOptions(given: unknown): boolean {
  return (
    typeof given === "object" &&
    given !== null &&
    !Array.isArray(given) &&
    !PATH_FIELDS.some((name) => name in given)
  );
}

const EXAMPLE =
  "acceptProxyProtocol(server, createResolver({ address: '10.0.0.0/24', tells: 'proxy-protocol' }))";

function resolverIn({ resolver, address }: AcceptProxyProtocolOptions): Resolver {
  if (resolver !== undefined && address !== undefined) {
    failAccept("a resolver and an address", "one of the two", "The resolver's path is enough.");
  }
  if (address !== undefined) {
    return createResolver({ name: "proxy", address, tells: "proxy-protocol" });
  }
  if (resolver !== undefined && !isResolver(resolver)) failNoResolver(resolver);
  if (resolver === undefined || resolver.proxyHops === 0) {
    failAccept(
      resolver === undefined ? "neither a resolver nor an address" : "a path without a PROXY hop",
      "a path with a hop that tells 'proxy-protocol'",
      `Name the proxy that sends the header, as in ${EXAMPLE}.`,
    );
  }
  return resolver;
}

function failNoResolver(given: unknown): never {
  const isPath = typeof given === "string" || (typeof given === "object" && given !== null);
  failAccept(
    `${isPath ? "a path or " : ""}${kindOf(given)} in place of a resolver`,
    "a resolver, or options with one",
    "Write acceptProxyProtocol(server, createResolver(path)), or with options " +
      "acceptProxyProtocol(server, { resolver: createResolver(path), onError }).",
  );
}

/** @throws ClientIpError `proxy-receiver`, always */
export function failAccept(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "proxy-receiver", given, expected, remedy });
}
