import { ClientIpError, type Resolver } from "@client-ip/core";
import { partsOf } from "@client-ip/core/internal";

/**
 * Refuses what Bun's servers do not tell, instead of an answer that would be wrong.
 *
 * @param given what was asked for, as a phrase.
 * @throws ClientIpError `not-in-bun` if Bun runs this.
 */
export function refuseInBun(given: string, remedy: string): void {
  if (!("Bun" in globalThis)) return;
  throw new ClientIpError({
    code: "not-in-bun",
    given: `${given} in Bun`,
    expected: "Node or Deno, or another way to connect",
    remedy,
  });
}

/** @throws ClientIpError `not-in-bun` for a path that Bun's `node:http` can never walk */
export function checkPathInBun(resolver: Resolver): void {
  const hops = partsOf(resolver)?.path.sequences.flat() ?? [];
  if (hops.some(({ address }) => address?.unix === true && address.size === 0)) refuseUnix();
  if (resolver.proxyHops > 0) refuseProxyHeaders();
}

/** @throws ClientIpError `not-in-bun` if the socket's listener is a unix socket */
export function checkListenerInBun(server: { address?(): unknown } | null | undefined): void {
  if (typeof server?.address?.() === "string") refuseUnix();
}

/** @throws ClientIpError `not-in-bun` if Bun runs this: its servers hand no connection over */
export function refuseProxyHeaders(): void {
  refuseInBun(
    "a PROXY header",
    "Bun hands no connection over, so no program can take the header off. Let the hop append to X-Forwarded-For, or run the application with Node or Deno.",
  );
}

function refuseUnix(): void {
  refuseInBun(
    "a peer at a unix socket",
    "Bun's node:http does not tell it from a peer that is gone. Let the proxy connect to 127.0.0.1, or serve with Bun.serve({ unix }) and write evidenceOfFetch(request, 'unix') of @client-ip/core.",
  );
}
