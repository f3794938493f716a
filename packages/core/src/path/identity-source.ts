import type { ParsedHop } from "../config/parse-hop.ts";

/** How a mesh identity reaches the application: an XFCC element (the last, or the only one) or the client certificate. */
export type IdentitySource = "last" | "only" | "certificate";

/**
 * Who carries the identity of the hop outside of `inside` (outermost first); `undefined` if nobody does.
 *
 * Hops that keep the source address are looked through. The client certificate of the socket belongs to the
 * first hop outside all that pass TLS through.
 */
export function identitySourceOf(inside: readonly ParsedHop[]): IdentitySource | undefined {
  const nearest = inside.find(
    (hop) => hop.tells.kind !== "source-address" || hop.xfcc !== undefined,
  );
  if (nearest?.xfcc !== undefined) return nearest.xfcc;
  return inside.every((hop) => passesTls(hop)) ? "certificate" : undefined;
}

function passesTls({ tells, xfcc }: ParsedHop): boolean {
  return (tells.kind === "source-address" || tells.kind === "proxy-protocol") && xfcc === undefined;
}
