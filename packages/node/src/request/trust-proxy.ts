import { ClientIpError, isResolver, type Resolver } from "@client-ip/core";
import { failTrust, partsOf, type Trust, trustOf } from "@client-ip/core/internal";

/**
 * The function for a framework's own setting, so that `req.ip`, `req.protocol` and `req.hostname`
 * rest on the same path: `app.set("trust proxy", asTrustProxy(resolver))` in Express,
 * `fastify({ trustProxy: asTrustProxy(resolver) })` in Fastify.
 *
 * If the resolver finds a client, the framework answers the same address, as it was written. If
 * not, the framework still answers: a proxy's address, or text that is no address. To refuse such
 * requests, check `clientIp`, or seal them.
 *
 * @param resolver of addresses or a number of proxies that append to X-Forwarded-For. A peer on a
 *   unix socket is not believed.
 * @throws ClientIpError `no-trust-function` for another path, with `atLeast`, and with
 *   `onProbableProxy`; `config-type` if the argument is not a resolver.
 *
 * @example
 * ```ts
 * import { asTrustProxy, createResolver } from "@client-ip/node";
 *
 * const trust = asTrustProxy(createResolver("loopback, 10.0.0.0/8"));
 * trust("127.0.0.1", 0); // -> true
 * trust("10.1.2.3", 1); // -> true
 * trust("203.0.113.7", 2); // -> false
 * ```
 */
export function asTrustProxy(resolver: Resolver): Trust {
  const parts = partsOf(resolver);
  if (parts === undefined) {
    throw new ClientIpError({
      code: "config-type",
      given: isResolver(resolver)
        ? "a resolver of another version of @client-ip/core"
        : "no resolver",
      expected: "a resolver",
      remedy: "Create it with createResolver(path), and install one version of all packages.",
    });
  }
  const { path, atLeast, refusesProbableProxy, refresh } = parts;
  if (atLeast !== undefined) failTrust(`atLeast: "${atLeast}"`);
  if (refusesProbableProxy) failTrust('onProbableProxy: "unresolved"');
  const trust = trustOf(path);
  return (address, index) => {
    refresh();
    return trust(address, index);
  };
}
