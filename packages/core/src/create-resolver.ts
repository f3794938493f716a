import type { Config } from "./config/hop.ts";
import { Resolver, type ResolverOptions } from "./resolver.ts";
import { shareClass } from "./copies.ts";

shareClass(Resolver, "Resolver");

/**
 * Makes a resolver.
 *
 * @param config the path from the client to the application: a string (`'direct'`, a preset's name,
 *   ranges, `'hops=N'`, JSON), a hop, an array of hops, `{ hops: N }` or `{ path }`. Left out, a
 *   public peer is the client, and so is a private one that sends no forwarding header.
 * @param options may also stand beside `path` or `hops`. The same option here takes precedence.
 * @throws ClientIpError when the configuration is not valid. docs/errors.md has a heading for each
 *   code.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 *
 * // A CDN in front of nginx on this machine.
 * const resolver = createResolver([
 *   { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" },
 *   { name: "nginx", address: "loopback", tells: "x-forwarded-for" },
 * ]);
 * resolver.clientIp({
 *   peer: "127.0.0.1",
 *   rawHeaders: ["X-Forwarded-For", "6.6.6.6, 203.0.113.7, 198.51.100.4"],
 * }); // -> "203.0.113.7"
 * ```
 */
export function createResolver(config?: Config, options: ResolverOptions = {}): Resolver {
  return new Resolver(config, options);
}

/**
 * Whether a value is a resolver, and not a configuration. Resolvers of another installed copy of
 * this package count.
 *
 * @example
 * ```ts
 * import { createResolver, isResolver } from "@client-ip/core";
 *
 * isResolver(createResolver("direct")); // -> true
 * isResolver("direct"); // -> false
 * ```
 */
export function isResolver(value: unknown): value is Resolver {
  return typeof value === "object" && value !== null && "expectsProxyHeader" in value;
}
