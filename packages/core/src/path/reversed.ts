import type { AddressSet } from "../address/address-set.ts";
import { isInside, overlap } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { reversedText } from "../config/rewritten-text.ts";
import { ClientIpError, quote } from "../errors.ts";

const LOOPBACK = parseAddressSet("loopback");

/** Whether a CDN is inside a hop that does not keep the source address. */
export function isInnerCdn({ shared }: ParsedHop, outside: readonly ParsedHop[]): boolean {
  return shared && outside.some(({ tells }) => tells.kind !== "source-address");
}

/** Whether a hop on loopback is outside a hop on another machine. */
export function isOuterLoopback({ address }: ParsedHop, inside: readonly ParsedHop[]): boolean {
  return (
    isLoopback(address) &&
    inside.some((inner) => inner.address !== undefined && !overlap(inner.address, LOOPBACK))
  );
}

/**
 * Refuses a path that violates a rule and looks reversed.
 *
 * @param remedy for the rule, if the order is right
 * @param text the text that the path was read from
 * @throws ClientIpError `reversed-path`
 */
export function failReversed(hops: readonly ParsedHop[], remedy: string, text?: string): void {
  const cdn = hops.find((hop, index) => isInnerCdn(hop, hops.slice(0, index)));
  const local = hops.find((hop, index) => isOuterLoopback(hop, hops.slice(index + 1)));
  if (cdn === undefined && local === undefined) return;
  const names = hops.map(({ name }) => name).toReversed();
  const whole = text === undefined ? undefined : reversedText(text);
  const order = whole === undefined ? quote(names.join(" > ")) : `'${whole}'`;
  throw new ClientIpError({
    code: "reversed-path",
    given:
      cdn === undefined
        ? `a hop on loopback outside a hop on another machine ("${local?.name}")`
        : `a CDN inside another hop ("${cdn.name}")`,
    expected: "the hops in the order that traffic flows: from the client to the application",
    remedy: `The path looks reversed. Write it the other way round: ${order}. If the order is right: ${remedy}`,
  });
}

function isLoopback(address: AddressSet | undefined): boolean {
  return (
    address !== undefined &&
    address.size > 0 &&
    address.ranges.every((range) => isInside(range, LOOPBACK))
  );
}
