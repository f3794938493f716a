import type { ParsedSecret } from "../config/parse-hop.ts";
import type { Evidence } from "../evidence.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import type { Failure } from "../headers/read-result.ts";
import type { CertificateSubject } from "../headers/xfcc.ts";
import { readClientCert } from "../headers/xfcc.ts";
import type { PathHop } from "../path/compile-path.ts";
import type { WalkState } from "./walk-state.ts";

/** Whether the cursor is a hop, or why that is unknown. */
export type Recognition = "yes" | "no" | "unproven" | Failure;

/**
 * Whether the cursor is this hop. The address is checked first, so that no header of another peer
 * is read; then the identity and the secret. All that are configured must match. A hidden cursor
 * has no address, so only an identity or a secret can prove it.
 */
export function recognize(hop: PathHop, state: WalkState): Recognition {
  if (state.at === "hidden" ? !hop.needsProof : !hasAddress(hop, state)) return "no";
  if (state.evidence.truncated === true && hop.readsHeaders) return "too-long";
  return hop.needsProof ? prove(hop, state) : "yes";
}

function prove(hop: PathHop, state: WalkState): Recognition {
  if (hop.identity !== undefined) {
    const proven = proveIdentity(hop, hop.identity, state);
    if (proven !== "yes") return proven;
  }
  return hop.secret === undefined || (!hop.secretSpent && provesSecret(hop.secret, state))
    ? "yes"
    : "no";
}

/** Whether the cursor is visible and has one of the hop's addresses, if the hop has any. */
export function hasAddress({ address }: PathHop, state: WalkState): boolean {
  if (address === undefined) return true;
  if (state.cursor.family !== 0) return state.isIn(address);
  const { at } = state;
  return (at === "unix" || at === "invoker") && address[at];
}

/** The subject of the certificate that can prove the hop's identity. */
export function certificateSubjectOf(
  { identitySource, ca }: PathHop,
  { evidence }: WalkState,
): CertificateSubject {
  if (identitySource === "last" || identitySource === "only") {
    return readClientCert(evidence, identitySource);
  }
  const { peerIdentity, peerCertificate } = evidence;
  return certificate(ca === undefined ? peerIdentity : (peerCertificate?.identity ?? peerIdentity));
}

function proveIdentity(hop: PathHop, wanted: readonly string[], state: WalkState): Recognition {
  const subject = certificateSubjectOf(hop, state);
  if (subject === "malformed" || subject === "ambiguous") return subject;
  if (subject === "none" || !wanted.includes(subject.uri)) return "no";
  if (hop.ca !== undefined && !isSignedBy(hop.ca, state.evidence)) return "unproven";
  state.proven = subject.uri;
  return "yes";
}

/** The subject of the socket's client certificate: exactly one URI SAN (SPIFFE X509-SVID, 2). */
function certificate(names: readonly string[] = []): CertificateSubject {
  const [uri] = names;
  if (uri === undefined) return "none";
  return names.length === 1 ? { uri } : "ambiguous";
}

function isSignedBy(pinned: readonly string[], { peerCertificate }: Evidence): boolean {
  return peerCertificate?.cas.some((ca) => pinned.includes(ca)) === true;
}

function provesSecret({ header, values }: ParsedSecret, { evidence }: WalkState): boolean {
  const given = joinedHeader(evidence, header);
  if (given === undefined) return false;
  // Constant time: each value is compared in full, so timing does not tell which one, or how much
  // of it, is right.
  let matches = 0;
  for (const value of values) matches |= Number(sameText(given, value));
  return matches === 1;
}

function sameText(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let i = 0; i < wanted.length; i++) difference |= given.charCodeAt(i) ^ wanted.charCodeAt(i);
  return difference === 0;
}
