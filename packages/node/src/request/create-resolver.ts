import {
  ClientIpError,
  type Config,
  createResolver as createCoreResolver,
  isResolver,
  type Presets,
  type Resolver,
} from "@client-ip/core";
import { presets } from "@client-ip/presets";

/**
 * A resolver for this configuration, knowing all presets by name.
 *
 * @param config in any of its forms; `undefined` is "nothing configured".
 * @param options `presets`: more of them, or others under the same names, for text configurations.
 * @throws ClientIpError where the configuration cannot be right.
 */
export function createResolver(
  config?: Config,
  options?: { readonly presets?: Presets },
): Resolver {
  return createCoreResolver(config, { presets: { ...presets, ...options?.presets } });
}

/**
 * What every adapter takes, as a resolver.
 *
 * @throws ClientIpError where the configuration cannot be right.
 */
export function resolverOf(given: Config | Resolver): Resolver {
  if (isFramework(given)) {
    throw new ClientIpError({
      code: "config-type",
      given: "a request or an application of a framework",
      expected: "what stands in front of the application",
      remedy: "clientIp itself is no middleware: call it, as in app.use(clientIp('nginx')).",
    });
  }
  return isResolver(given) ? given : createResolver(given);
}

/** What a framework hands to its middleware and plugins: where `clientIp` stands without a call. */
function isFramework(given: object | string | undefined): boolean {
  return (
    typeof given === "object" &&
    ["rawHeaders", "originalUrl", "decorateRequest"].some((name) => name in given)
  );
}
