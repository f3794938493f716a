import type { PathHop } from "../path/compile-path.ts";
import type { ParsedSecret } from "../config/parse-hop.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import type { Evidence } from "../evidence.ts";
import type { Failure } from "../headers/read-result.ts";
import type { WalkState } from "./walk-state.ts";
import type { CertificateSubject } from "../headers/xfcc.ts";
import { readClientCert } from "../headers/xfcc.ts";

/** Whether the cursor is a hop, or why that cannot be said. */
export type Recognition = "yes" | "no" | Failure;

/**
 * Whether the cursor is this hop: by address first, so that nothing is read from a stranger; then by identity and
 * secret, all that are given. Who is hidden has no address, and is known by proof alone.
 */
export function recognize(hop: PathHop, state: WalkState): Recognition {
  if (state.at === "hidden") {
    if (hop.identity === undefined && hop.secret === undefined) return "no";
  } else if (hop.address !== undefined && !hasAddress(hop, state)) {
    return "no";
  }
  if (hop.readsHeaders && state.evidence.truncated === true) return "too-long";
  if (hop.identity !== undefined) {
    const proven = proveIdentity(hop, hop.identity, state);
    if (proven !== "yes") return proven;
  }
  return hop.secret === undefined || (!hop.secretSpent && provesSecret(hop.secret, state))
    ? "yes"
    : "no";
}

/** Whether the cursor, if it can be seen, has an address of the hop. */
export function hasAddress({ address }: PathHop, state: WalkState): boolean {
  return (
    address !== undefined &&
    (state.at === "unix" ? address.unix : state.at === "address" && address.matches(state.cursor))
  );
}

/** Whom the identitySource of the hop's identity names. */
export function certificateSubjectOf(
  { identitySource }: PathHop,
  { evidence }: WalkState,
): CertificateSubject {
  return identitySource === "last" || identitySource === "only"
    ? readClientCert(evidence, identitySource)
    : certificate(evidence);
}

function proveIdentity(hop: PathHop, wanted: readonly string[], state: WalkState): Recognition {
  const subject = certificateSubjectOf(hop, state);
  if (subject === "malformed" || subject === "ambiguous") return subject;
  if (subject === "none" || !wanted.includes(subject.uri)) return "no";
  state.proven = subject.uri;
  return "yes";
}

/** The client certificate of the socket names its owner if it has exactly one URI SAN (SPIFFE X509-SVID, 2). */
function certificate({ peerIdentity = [] }: Evidence): CertificateSubject {
  const [uri] = peerIdentity;
  if (uri === undefined) return "none";
  return peerIdentity.length === 1 ? { uri } : "ambiguous";
}

function provesSecret({ header, values }: ParsedSecret, { evidence }: WalkState): boolean {
  const given = joinedHeader(evidence, header);
  if (given === undefined) return false;
  // Every value is compared, whole: the time says nothing of which one, or of how much of it, was right.
  let matches = 0;
  for (const value of values) matches |= Number(sameText(given, value));
  return matches === 1;
}

function sameText(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let i = 0; i < wanted.length; i++) difference |= given.charCodeAt(i) ^ wanted.charCodeAt(i);
  return difference === 0;
}
