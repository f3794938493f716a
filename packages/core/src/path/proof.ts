import type { ParsedHop } from "../config/parse-hop.ts";
import type { Proof } from "../resolution.ts";

/** Whether an identity or a secret proves the hop. */
export function hasProof({ identity, secret }: ParsedHop): boolean {
  return identity !== undefined || secret !== undefined;
}

/** Whether a hop inside this one has the same secret header, so that this one's says nothing. */
export function isSecretSpent({ secret }: ParsedHop, inside: readonly ParsedHop[]): boolean {
  return secret !== undefined && inside.some((hop) => hop.secret?.header === secret.header);
}

const STRENGTH: Readonly<Record<Proof, number>> = {
  identity: 3,
  secret: 3,
  address: 2,
  count: 1,
  none: 0,
};

/** Whether a proof is weaker than another. */
export function isWeaker(proof: Proof, than: Proof): boolean {
  return STRENGTH[proof] < STRENGTH[than];
}

/**
 * The weakest proof of a hop and those inside it; of equals, the nearest to the application. All of
 * them were walked, if this one was: so it is known at startup. A hop that reports nothing does not
 * count.
 */
export function proofOf(hop: ParsedHop, inside: readonly ParsedHop[]): Proof {
  let weakest: Proof = "none";
  for (const each of [hop, ...inside]) {
    const { kind } = each.tells;
    if (kind === "nothing" || kind === "source-address") continue;
    const grade = gradeOf(each);
    if (weakest === "none" || !isWeaker(weakest, grade)) weakest = grade;
  }
  return weakest;
}

function gradeOf({ identity, secret, address, shared }: ParsedHop): Proof {
  if (identity !== undefined) return "identity";
  if (secret !== undefined) return "secret";
  // Any pod that calls the sidecar comes from 127.0.0.6.
  const known = address?.isSelective === true && !address.sidecar && !address.invoker && !shared;
  return known ? "address" : "count";
}
