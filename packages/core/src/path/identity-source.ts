import type { ParsedHop } from "../config/parse-hop.ts";

/** The evidence of a mesh identity: the last or only XFCC element, or the client certificate. */
export type IdentitySource = "last" | "only" | "certificate";

/**
 * The evidence that can prove the identity of the hop outside `inside` (outermost first);
 * `undefined` if there is none.
 *
 * Hops that keep the source address are skipped. The client certificate of the socket belongs to
 * the first hop outside those that pass TLS through.
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
