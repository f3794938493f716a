import type { Resolver } from "@client-ip/core";
import { partsOf } from "@client-ip/core/internal";

/** The lower-case names of the headers that a path may read, each once. */
export function readHeaders(resolver: Resolver): readonly string[] {
  const { addressHeaders, secretHeaders, statementHeaders } = resolver.facts;
  const hasCertificate = partsOf(resolver)?.path.hops.some(({ xfcc }) => xfcc !== undefined);
  // Every path warns of forwarding headers from a peer that it does not know.
  const names = ["x-forwarded-for", ...addressHeaders, ...secretHeaders, ...statementHeaders];
  return [...new Set(hasCertificate === true ? [...names, "x-forwarded-client-cert"] : names)];
}
