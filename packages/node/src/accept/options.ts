import { ClientIpError, type Hop, isResolver, type Resolver } from "@client-ip/core";
import type { ProxyAcceptError } from "./proxy-accept-error.ts";
import { warnOfRefusal } from "../warnings/proxy-protocol.ts";
import { createResolver } from "../request/create-resolver.ts";

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
  readonly unrecognizedPeers?: "pass" | "reject";
  /**
   * Dangerous: a PROXY hop may leave its header out. Then what a client behind it sends first is taken for the hop's
   * header if it looks like one. The specification forbids such guessing (proxy-protocol.txt, 5).
   */
  readonly dangerouslyOptional?: boolean;
  /** Makes the socket's own `remoteAddress` and `remotePort` those that its outermost header names. */
  readonly overrideRemoteAddress?: boolean;
  /**
   * Told of each connection that was closed for its header; unless given, the first of each kind from each network is a
   * warning of the process. What it throws is thrown in a socket's event, and so ends the process unless caught there.
   */
  readonly onError?: (error: ProxyAcceptError) => void;
}

/** The options, complete. */
export type AcceptSettings = Required<Omit<AcceptProxyProtocolOptions, "address">>;

/**
 * Reads what `acceptProxyProtocol` was given.
 *
 * @throws ClientIpError `proxy-receiver`
 */
export function readAcceptOptions(given: Resolver | AcceptProxyProtocolOptions): AcceptSettings {
  const options = isResolver(given) ? { resolver: given } : given;
  if (!isOptions(options)) refuseAsResolver(options);
  for (const [name, value] of Object.entries(options)) check(name, value);
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

/** A path or a hop is no options, though it is an object too. */
function isOptions(given: unknown): boolean {
  return (
    typeof given === "object" &&
    given !== null &&
    !Array.isArray(given) &&
    !["tells", "oneOf", "path", "hops"].some((name) => name in given)
  );
}

interface Rule {
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
}

const FLAG: Rule = { expected: "true or false", allows: (value) => typeof value === "boolean" };
/** Whoever makes a resolver of it checks it. */
const ANY: Rule = { expected: "", allows: () => true };

const RULES: ReadonlyMap<string, Rule> = new Map<keyof AcceptProxyProtocolOptions, Rule>([
  ["resolver", ANY],
  ["address", ANY],
  ["timeout", whole(1, 3_600_000, "milliseconds, 1 to 3,600,000")],
  ["maxByteLength", whole(107, 65_551, "bytes, 107 to 65,551")],
  [
    "unrecognizedPeers",
    { expected: "'pass' or 'reject'", allows: (value) => value === "pass" || value === "reject" },
  ],
  ["dangerouslyOptional", FLAG],
  ["overrideRemoteAddress", FLAG],
  ["onError", { expected: "a function", allows: (value) => typeof value === "function" }],
]);

function whole(least: number, most: number, expected: string): Rule {
  return {
    expected,
    allows: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

function check(name: string, value: unknown): void {
  const rule = RULES.get(name);
  const remedy = "Correct it, or leave it out.";
  if (rule === undefined) {
    refuse(`the option "${name}"`, `one of ${[...RULES.keys()].join(", ")}`, remedy);
  }
  if (value === undefined || rule.allows(value)) return;
  const given = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
  refuse(`${name}: ${given}`, rule.expected, remedy);
}

const CALL =
  "acceptProxyProtocol(server, createResolver({ address: '10.0.0.0/24', tells: 'proxy-protocol' }))";

function resolverIn({ resolver, address }: AcceptProxyProtocolOptions): Resolver {
  if (resolver !== undefined && address !== undefined) {
    refuse("a resolver and an address", "one of the two", "The path of a resolver says it all.");
  }
  if (address !== undefined) {
    return createResolver({ name: "proxy", address, tells: "proxy-protocol" });
  }
  if (resolver !== undefined && !isResolver(resolver)) refuseAsResolver(resolver);
  if (resolver === undefined || resolver.proxyHops === 0) {
    refuse(
      resolver === undefined ? "neither a resolver nor an address" : "a path without a PROXY hop",
      "a path with a hop that tells 'proxy-protocol'",
      `Say who sends the header, as in ${CALL}.`,
    );
  }
  return resolver;
}

function refuseAsResolver(given: unknown): never {
  const isPath = typeof given === "string" || (typeof given === "object" && given !== null);
  refuse(
    `${isPath ? "a path or " : ""}${kindOf(given)} in place of a resolver`,
    "a resolver, or options with one",
    "Write acceptProxyProtocol(server, createResolver(path)), or with options " +
      "acceptProxyProtocol(server, { resolver: createResolver(path), onError }).",
  );
}

/** Never the contents: a path may hold a secret. */
function kindOf(given: unknown): string {
  if (Array.isArray(given)) return "an array";
  if (typeof given === "string") return "text";
  if (typeof given === "function") return "a function";
  if (typeof given === "object" && given !== null) return "an object";
  return String(given);
}

/** @throws ClientIpError `proxy-receiver`, always */
export function refuse(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "proxy-receiver", given, expected, remedy });
}
