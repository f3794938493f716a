import {
  ClientIpError,
  type Config,
  createResolver as createCoreResolver,
  isResolver,
  type Presets,
  type Resolver,
} from "@client-ip/core";
import { presets } from "@client-ip/presets";
import { noteConnections } from "./connection.ts";

/**
 * Creates a resolver, once, at startup. It knows all presets by name.
 *
 * @param config in any of its forms; `undefined` is "nothing configured".
 * @param options `presets`: more of them, or others under the same names, for text configurations.
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
export function createResolver(
  config?: Config,
  options?: { readonly presets?: Presets },
): Resolver {
  noteConnections();
  return createCoreResolver(config, { presets: { ...presets, ...options?.presets } });
}

/**
 * The resolver for what an adapter's `clientIp` was given.
 *
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
export function resolverOf(given: Config | Resolver): Resolver {
  if (isFrameworkObject(given)) {
    throw new ClientIpError({
      code: "config-type",
      given: "a request or an application of a framework",
      expected: "what stands in front of the application",
      remedy: "clientIp itself is no middleware: call it, as in app.use(clientIp('nginx')).",
    });
  }
  noteConnections();
  return isResolver(given) ? given : createResolver(given);
}

/** True for what a framework passes to its middleware and plugins. */
function isFrameworkObject(given: object | string | undefined): boolean {
  return (
    typeof given === "object" &&
    ["rawHeaders", "originalUrl", "decorateRequest"].some((name) => name in given)
  );
}
