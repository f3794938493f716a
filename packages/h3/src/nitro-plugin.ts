import { ClientIpError, type ClientIpOptions, type Config, type Resolver } from "@client-ip/node";
import type { H3Event } from "h3";
import { clientIp } from "./client-ip.ts";

/** As much of the application of Nitro 2 or 3 as a plugin needs. */
export interface NitroApp {
  readonly hooks: { hook(name: "request", listener: (event: H3Event) => void): unknown };
}

/**
 * A plugin of Nitro 2 and 3, for `server/plugins` of Nitro and Nuxt: does the same as
 * {@link clientIp}, before all handlers. A plugin cannot answer a request, so it rejects none. For
 * that put `export default clientIp(path, { onUnresolved: "reject" })` into `server/middleware`.
 *
 * @param config as for {@link clientIp}.
 * @param options as for {@link clientIp}, but nothing that rejects requests.
 * @throws ClientIpError as {@link clientIp}; `seal-options` for an option that rejects requests.
 *
 * @example
 * ```ts
 * import { type NitroApp, nitroPlugin } from "@client-ip/h3";
 *
 * const hooked: string[] = [];
 * const nitroApp: NitroApp = { hooks: { hook: (name) => hooked.push(name) } };
 * const plugin = nitroPlugin("nginx"); // export default it
 * plugin(nitroApp);
 * hooked; // -> ["request"]
 * ```
 */
export function nitroPlugin(
  config?: Config | Resolver,
  options?: ClientIpOptions<H3Event>,
): (nitroApp: NitroApp) => void {
  const bind = clientIp(config, options);
  if (
    options?.onUnresolved !== undefined ||
    (options?.seal && options.seal.onUnresolved !== "peer")
  ) {
    throw new ClientIpError({
      code: "seal-options",
      given: "a plugin of Nitro that rejects requests",
      expected: "options that reject none, such as seal: { onUnresolved: 'peer' }",
      remedy:
        "Put it into server/middleware in place of server/plugins: export default clientIp(path, options).",
    });
  }
  return ({ hooks }) => {
    hooks.hook("request", (event) => {
      bind(event);
    });
  };
}
