import {
  ClientIpError,
  createResolver as createCoreResolver,
  isResolver,
  type Resolver,
  type ResolverOptions,
} from "@client-ip/core";
import { isObject } from "@client-ip/core/internal";
import { knownWords, networks, presets } from "@client-ip/presets";
import { keepListsFresh } from "../live/keep-fresh.ts";
import { warnOfDangers } from "../warnings/findings.ts";
import { checkPathInBun } from "./bun.ts";
import { noteConnections } from "./connection.ts";
import type { Config } from "./config.ts";
import { checkIsCalled } from "./framework.ts";
import { checkCas } from "./pinned-cas.ts";

/**
 * Creates a resolver, once, at startup. It knows all presets by name, and keeps the live lists of
 * its path fresh that have a source.
 *
 * @param config in any of its forms; `undefined` if nothing is configured.
 * @param options may also stand beside `path` or `hops`. `presets` adds presets, or replaces those
 *   with the same names.
 * @throws ClientIpError if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/node";
 *
 * const resolver = createResolver("nginx");
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function createResolver(config?: Config, options: ResolverOptions = {}): Resolver {
  noteConnections();
  // The core refuses a value that is no object.
  if (!isObject(options)) return createCoreResolver(config, options);
  const { presets: more, networks: others, knownWords: words, ...rest }: ResolverOptions = options;
  const resolver = createCoreResolver(config, {
    env: process.env,
    ...rest,
    presets: { ...presets, ...more },
    networks: { ...networks, ...others },
    knownWords: { ...knownWords, ...words },
  });
  checkCas(resolver.cas);
  checkPathInBun(resolver);
  keepListsFresh(resolver);
  return resolver;
}

/**
 * The resolver for the argument of an adapter's `clientIp`. It emits one process warning for each
 * danger in a configuration, but none for a resolver.
 *
 * @param options those of {@link createResolver}; a resolver has its own already.
 * @throws ClientIpError if the configuration cannot be right, or is a request or an application:
 *   then `clientIp` itself was used as a middleware.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/node";
 * import { resolverOf } from "@client-ip/node/adapter";
 *
 * const resolver = createResolver("direct");
 * resolverOf(resolver) === resolver; // -> true
 * resolverOf("loopback").findings.length; // -> 0
 * ```
 */
export function resolverOf(given: Config | Resolver, options?: ResolverOptions): Resolver {
  checkIsCalled(given);
  noteConnections();
  if (!isResolver(given)) {
    const resolver = createResolver(given, options);
    warnOfDangers(resolver);
    return resolver;
  }
  if (options === undefined) {
    keepListsFresh(given);
    return given;
  }
  throw new ClientIpError({
    code: "config-type",
    given: "a resolver and options",
    expected: "a resolver, or a configuration with options",
    remedy: "Give the options to createResolver, which made the resolver.",
  });
}
