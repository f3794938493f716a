import { ClientIpError } from "@client-ip/core";
import type { Seal } from "./options.ts";

/** Whether two seals do the same with every request. */
export function areAlike(one: Seal, other: Seal): boolean {
  return (
    one.resolver === other.resolver &&
    one.names === other.names &&
    one.unknown === other.unknown &&
    one.onUnresolved === other.onUnresolved &&
    one.diagnostics === other.diagnostics &&
    one.health.size === other.health.size &&
    [...one.health].every((url) => other.health.has(url))
  );
}

/**
 * Checks that headers which are sealed already are those of a second seal, too. What its clients
 * sent is gone, so that they cannot be sealed again. It may reject more requests.
 *
 * @throws ClientIpError `sealed-twice`
 */
export function checkSecond(first: Seal | undefined, second: Seal): void {
  const isWritten =
    first?.resolver === second.resolver &&
    first.names === second.names &&
    (first.unknown || !second.unknown);
  if (!isWritten) throw sealedTwice();
}

/** The error for a second seal. */
export function sealedTwice(): ClientIpError {
  return new ClientIpError({
    code: "sealed-twice",
    given: "a request or a server that is sealed already, in another way",
    expected: "one seal",
    remedy:
      "Seal in one place (the register hook, sealRequests, or clientIp(path, { seal })), or with one resolver and the same header, keep and unknown.",
  });
}
