import { hasPendingList } from "../address/address-set.ts";
import { formatAddress } from "../address/parse.ts";
import { quote } from "../errors.ts";
import { forwardedCause, formatCause, unixCause } from "../headers/causes.ts";
import { headerLines } from "../headers/header-lines.ts";
import { usualSpelling } from "../headers/header-spelling.ts";
import { proxyHeaderAt } from "../headers/proxy-protocol.ts";
import type { ReadResult } from "../headers/read-result.ts";
import { xfccFault } from "../headers/xfcc-fault.ts";
import type { PathHop } from "../path/compile-path.ts";
import { isPseudoIPv4 } from "./outcome.ts";
import { certificateSubjectOf, hasAddress, type Recognition } from "./recognize.ts";
import type { WalkState } from "./walk-state.ts";

/** Why a report is malformed, or why it hides the peer. */
export function reportCause(
  { tells }: PathHop,
  result: ReadResult,
  state: WalkState,
): string | undefined {
  if (result === "hidden") return tells.kind === "list" ? unixCause(state.element) : undefined;
  if (result !== "malformed") return undefined;
  if (tells.kind === "forwarded") return forwardedCause(state.element, state.forwarded, tells);
  const hasFormat = tells.kind === "list" || tells.kind === "value";
  return hasFormat ? formatCause(state.element, tells.format) : undefined;
}

export function reservedCause(state: WalkState): string {
  return isPseudoIPv4(state)
    ? "240.0.0.0/4 is reserved: Cloudflare's Pseudo IPv4 made it up for an IPv6 client, whose address is in CF-Connecting-IPv6. Turn Pseudo IPv4 off"
    : `240.0.0.0/4 is reserved (RFC 1112 4): if your network has hosts there, write their range, such as reserved: ["240.10.0.0/16"]`;
}

/** What a hop reported: what was read, or `absent` if there was no header. */
export type ReportResult = ReadResult | "absent";

/** What a hop reports, as the predicate of a sentence whose subject is the hop or its header. */
const REPORTS: Readonly<Record<ReportResult, string>> = {
  address: "reports its peer",
  unix: "reports a unix socket",
  hidden: "hides its peer",
  "proxy-local": "reports a connection of its own (LOCAL, UNKNOWN or UNSPEC)",
  absent: "was not sent",
  exhausted: "has no more elements",
  missing: "came without X-Forwarded-For",
  malformed: "is malformed",
  ambiguous: "can be read in two ways",
  conflict: "does not match X-Forwarded-For",
  "too-long": "is longer than the limit",
};

/** Of a list that is there, elements are missing. */
export function reportRule({ tells }: PathHop, result: ReportResult): string {
  return result === "missing" && tells.kind === "list" ? "has too few elements" : REPORTS[result];
}

/** The PROXY header that was read last, if any. */
export function proxyText(result: ReadResult, { evidence, proxyHeaders }: WalkState): string {
  const header = result === "missing" ? undefined : proxyHeaderAt(evidence, proxyHeaders - 1);
  return header === undefined ? "PROXY" : `PROXY v${header.version}`;
}

export function cursorText(state: WalkState): string {
  return state.at === "address" ? formatAddress(state.cursor) : state.at;
}

export function reportedText(result: ReadResult, state: WalkState): string {
  if (result === "address") return formatAddress(state.reported);
  if (result === "proxy-local" || result === "exhausted") return cursorText(state);
  return result === "hidden" || result === "unix" ? result : "none";
}

/** By what the cursor was recognized as a hop. */
export function grounds(hop: PathHop, state: WalkState): string {
  return [
    placeOf(hop, state),
    hop.identity !== undefined && `the identity ${String(state.proven)}`,
    hop.secret !== undefined && `the secret in ${usualSpelling(hop.secret.header)}`,
  ]
    .filter((ground) => ground !== false)
    .join(" and ");
}

function placeOf({ address, anyCustomer, needsProof }: PathHop, { at }: WalkState): string | false {
  if (address === undefined || at === "hidden") return false;
  if (at === "unix") return "its unix socket";
  if (at === "invoker") return "its invocation of the function";
  // Of any address only a proof says something.
  if (address.any) return needsProof ? false : "its place alone";
  return anyCustomer ? "its address, which others can have" : "its address";
}

/** Why the cursor is not a hop. */
export function rejection(hop: PathHop, recognized: Recognition, state: WalkState): string {
  const { address, identity, secret, identitySource } = hop;
  if (recognized === "too-long") return "the server's limit dropped header lines";
  if (recognized === "unproven") return "its certificate was not signed by the pinned CA itself";
  if (recognized === "malformed" || recognized === "ambiguous") {
    return identitySource === "last" || identitySource === "only"
      ? `X-Forwarded-Client-Cert ${xfccFault(state.evidence, identitySource)}`
      : "the client certificate names more than one URI";
  }
  if ((state.at === "unix" || state.at === "invoker") && address?.[state.at] === false) {
    return state.at === "unix"
      ? "a unix socket, and 'unix' is not among its addresses"
      : "no socket at all, and 'invoker' is not among its addresses";
  }
  if (state.at === "hidden" && identity === undefined && secret === undefined) {
    return "the address is hidden, and the hop has neither identity nor secret";
  }
  if (address !== undefined && state.at !== "hidden" && !hasAddress(hop, state)) {
    return hasPendingList(address)
      ? "the addresses of its live list are not known yet"
      : notItsAddress(hop, state);
  }
  const subject = identity === undefined ? undefined : certificateSubjectOf(hop, state);
  if (subject === "none") return "no certificate names it";
  if (typeof subject === "object" && identity?.includes(subject.uri) === false) {
    return `the certificate names ${quote(subject.uri)}, not ${identity.join(" or ")}`;
  }
  return secretFault(hop, usualSpelling(String(secret?.header)), state);
}

/** The expected addresses are shown if they are few, and not the hop's name. */
function notItsAddress({ name, addressText }: PathHop, state: WalkState): string {
  const isNew = addressText !== undefined && addressText !== name;
  return `${cursorText(state)} is not its address${isNew ? ` (${addressText.replaceAll(",", ", ")})` : ""}`;
}

function secretFault({ secret, secretSpent }: PathHop, header: string, state: WalkState): string {
  if (secretSpent) return `the secret in ${header} is for a hop nearer to the application`;
  const isAbsent = headerLines(state.evidence, String(secret?.header)).length === 0;
  return isAbsent
    ? `${header}, the header with its secret, is absent`
    : `${header} does not have its secret`;
}
