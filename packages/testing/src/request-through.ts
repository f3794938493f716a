import {
  ClientIpError,
  type Config,
  createResolver,
  type Evidence,
  isResolver,
  type ProxyHeader,
  type Resolver,
  type ResolverOptions,
} from "@client-ip/core";
import { canonicalAddress, isObject, partsOf, type PathHop, quote } from "@client-ip/core/internal";
import * as known from "@client-ip/presets";
import { EvidenceWriter } from "./evidence-writer.ts";
import { addressOf } from "./hop-address.ts";

/** A request as it reaches an application through a path. */
export interface ThroughRequest {
  /**
   * The socket's peer: canonical text, `unix` for a unix socket, or `invoker` for what invokes a
   * function, which has no socket.
   */
  readonly remoteAddress: string;
  /**
   * The header lines, by lower-case name. An array stands for lines that must not be joined: two
   * hops of Forwarded, of which one adds a line of its own.
   */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /**
   * The PROXY header that begins the connection, or several, the nearest hop's first. `encode` of
   * `@client-ip/proxy-protocol` makes bytes of each.
   */
  readonly proxyHeader?: ProxyHeader | readonly ProxyHeader[];
  /**
   * The URI SANs of the client certificate with which a hop has to connect. No header can stand for
   * it: the test needs a TLS client with such a certificate.
   */
  readonly peerIdentity?: readonly string[];
}

/** How a request is sent. */
export interface ThroughOptions {
  /** What the client itself sends, such as a forged X-Forwarded-For, by name in any letter case. */
  readonly sends?: Readonly<Record<string, string>>;
  /** The name of a hop that the request comes through, to choose one of several entry points. */
  readonly via?: string;
  /** Functions that a text may name beside the presets. A resolver knows its own. */
  readonly presets?: ResolverOptions["presets"];
}

/**
 * The request of a client as it reaches the application through all hops of a path.
 *
 * @param config the application's path, as its `clientIp` takes it, or its resolver.
 * @param ip the client's address.
 * @throws ClientIpError `no-test-request` if no request from that client resolves to it through
 *   the path, with the explanation; `config-type` for an address that is no text, and for options
 *   that are no object; those of `createResolver` for a wrong path.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { requestThrough } from "@client-ip/testing";
 *
 * const resolver = createResolver([
 *   { name: "edge", address: "198.51.100.0/24", tells: "x-forwarded-for" },
 *   { name: "nginx", address: "loopback", tells: "x-forwarded-for" },
 * ]);
 * const sends = { "X-Forwarded-For": "6.6.6.6" };
 * const request = requestThrough(resolver, "203.0.113.7", { sends });
 * request.remoteAddress; // -> "127.0.0.1"
 * request.headers; // -> { "x-forwarded-for": "6.6.6.6, 203.0.113.7, 198.51.100.1" }
 * ```
 */
export function requestThrough(
  config: Config | Resolver,
  ip: string,
  options: ThroughOptions = {},
): ThroughRequest {
  checkTypes(ip, options);
  const { sends = {}, via, presets } = options;
  const resolver = isResolver(config) ? config : resolverOf(config, presets);
  const client = canonicalAddress(ip);
  if (client === undefined)
    return fail(`${quote(ip)} as a client`, "an address", "Write an address, without a port.");
  const hops = hopsOf(resolver, via);
  const { written, remoteAddress } = write(hops, client, sends);
  const { headers, proxyHeaders, peerIdentity } = written;
  const rawHeaders = [...headers].flatMap(([name, lines]) => lines.flatMap((line) => [name, line]));
  const evidence = { peer: remoteAddress, rawHeaders, proxyProtocol: proxyHeaders, peerIdentity };
  check(resolver, evidence, client);
  const [first, ...others] = proxyHeaders;
  return {
    remoteAddress,
    headers: Object.fromEntries(
      [...headers].map(([name, lines]) => [name, lines.length === 1 ? lines[0]! : lines]),
    ),
    ...(first === undefined ? {} : { proxyHeader: others.length === 0 ? first : proxyHeaders }),
    ...(peerIdentity === undefined ? {} : { peerIdentity }),
  };
}

/** Untyped tests may give anything. */
function checkTypes(ip: unknown, options: unknown): void {
  const { sends = {} }: { readonly sends?: unknown } = Object(options);
  const isText = typeof ip === "string";
  if (isText && isObject(options) && isObject(sends)) return;
  throw new ClientIpError({
    code: "config-type",
    given: isText ? `options: ${quote(options)}` : `${quote(ip)} as a client`,
    expected: "an address as text, and options that are an object",
    remedy:
      "Write requestThrough(path, '203.0.113.7', { sends: { 'X-Forwarded-For': '6.6.6.6' } }).",
  });
}

/** As the adapters make it of a path. */
function resolverOf(config: Config, presets: ResolverOptions["presets"]): Resolver {
  return createResolver(config, {
    presets: { ...known.presets, ...presets },
    networks: known.networks,
    knownWords: known.knownWords,
    env: environment(),
  });
}

/** That of Node, where there is one. */
function environment(): NonNullable<ResolverOptions["env"]> {
  const { process }: { readonly process?: { readonly env?: ResolverOptions["env"] } } =
    Object(globalThis);
  return process?.env ?? {};
}

/** The hops of the path that the request comes through, the outermost first. */
function hopsOf(resolver: Resolver, via: string | undefined): readonly PathHop[] {
  const parts = partsOf(resolver);
  if (parts === undefined) {
    throw new ClientIpError({
      code: "config-type",
      given: "a resolver of another version of @client-ip/core",
      expected: "a resolver of the same version",
      remedy: "Install one version of all packages, or give the path instead.",
    });
  }
  const ways = waysFrom(parts.path.innermost);
  const chosen = ways.filter((hops) => via === undefined || hops.some(({ name }) => name === via));
  // No client's request comes through an entry point that hides its peers.
  const way = chosen.find((hops) => !hides(hops.find((hop) => isVisible(hop)))) ?? chosen[0];
  if (way !== undefined) return withoutSpare(way, via);
  const names = new Set(ways.flat().map(({ name }) => name));
  return fail(`via: ${quote(via)}`, "the name of a hop", `The path has ${[...names].join(", ")}.`);
}

/**
 * Leaves out the outermost hop if it hides its peer and there are others: no client is resolved
 * through it. It stands for connections that lost their source address, as in Docker or klipper.
 */
function withoutSpare(way: readonly PathHop[], via: string | undefined): readonly PathHop[] {
  const outermost = way.findIndex((hop) => isVisible(hop));
  const inside = way.slice(outermost + 1);
  const isSpare = inside.length > 0 && hides(way[outermost]) && way[outermost]?.name !== via;
  return isSpare ? inside : way;
}

/** Whether it hides its peer. A hop with a proof is known for more than an address. */
function hides(hop: PathHop | undefined): boolean {
  return hop?.tells.kind === "nothing" && !hop.needsProof;
}

function isVisible({ tells }: PathHop): boolean {
  return tells.kind !== "source-address";
}

/** All sequences of hops from a client to the given ones. */
function waysFrom(next: PathHop["outer"]): readonly (readonly PathHop[])[] {
  if (next === undefined) return [[]];
  return next.entryPoints === undefined
    ? waysFrom(next.outer).map((way) => way.concat(next))
    : next.entryPoints.flatMap(({ entryPoint }) => waysFrom(entryPoint));
}

/** Lets each hop write what it tells, from the client to the application. */
function write(
  hops: readonly PathHop[],
  client: string,
  sends: Readonly<Record<string, string>>,
): { readonly written: EvidenceWriter; readonly remoteAddress: string } {
  const sent = Object.entries(sends).map(([name, value]) => [name.toLowerCase(), value] as const);
  const written = new EvidenceWriter(new Map(sent));
  const innermost = hops.findLast((hop) => isVisible(hop));
  const taken = [client];
  let peer = client;
  for (const hop of hops) {
    if (!isVisible(hop)) continue;
    const own = addressOf(hop, taken, hop === innermost);
    written.prove(hop);
    written.tell(hop, peer, own);
    taken.push(own);
    peer = own;
  }
  return { written, remoteAddress: peer };
}

/**
 * Checks that the request resolves to the client. Otherwise a test could pass for the wrong reason.
 */
function check(resolver: Resolver, evidence: Evidence, client: string): void {
  const explanation = resolver.explain(evidence);
  if (explanation.resolution.ip === client) return;
  fail(
    `the client ${client}, which is not resolved through all hops`,
    "a client that comes through the path",
    String(explanation),
  );
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "no-test-request", given, expected, remedy });
}
