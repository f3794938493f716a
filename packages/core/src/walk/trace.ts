import { isPending } from "../address/address-set.ts";
import { formatAddress } from "../address/parse.ts";
import { isReserved } from "../address/special.ts";
import { quote } from "../errors.ts";
import { forwardedCause, formatCause, unixCause } from "../headers/causes.ts";
import { headerLines } from "../headers/header-lines.ts";
import { usualSpelling } from "../headers/header-spelling.ts";
import { proxyHeaderAt } from "../headers/proxy-protocol.ts";
import type { ReadResult } from "../headers/read-result.ts";
import { xfccFault } from "../headers/xfcc-fault.ts";
import type { PathHop } from "../path/compile-path.ts";
import type { Status } from "../resolution.ts";
import { isPseudoIPv4 } from "./outcome.ts";
import { certificateSubjectOf, hasAddress, type Recognition } from "./recognize.ts";
import type { WalkState } from "./walk-state.ts";

/** One step of a walk. */
export interface ExplanationStep {
  /**
   * - `peer`: the walk began at the socket's peer.
   * - `entry-point`: an entry point was tried.
   * - `passed`: a hop that keeps the source address was passed.
   * - `recognized`: the cursor is this hop.
   * - `reported`: what the hop reports about its peer was read, or could not be.
   * - `stopped`: the cursor is not this hop.
   * - `told`: the scheme or the host is known.
   * - `untold`: the scheme or the host is not known, although a hop states it.
   * - `refused`: the path's `atLeast` or `onProbableProxy` refuses the client.
   */
  readonly event:
    | "peer"
    | "entry-point"
    | "passed"
    | "recognized"
    | "reported"
    | "stopped"
    | "refused"
    | "told"
    | "untold";
  /** The hop's name. */
  readonly hop?: string;
  /**
   * The name of the header that was read, in lower case; or `PROXY v1`, `PROXY v2`, or `PROXY` if
   * that is missing.
   */
  readonly header?: string;
  /** The number of the header's line, 1 being the first on the wire. */
  readonly line?: number;
  /** What was read, as sent. Never a secret. */
  readonly element?: string;
  /** Why the step was taken, as a phrase. */
  readonly rule: string;
  /**
   * Where the walk is after this step: an address, `unix`, `invoker` or `hidden`; `none` after a
   * failure.
   */
  readonly cursor: string;
  /** The possible cause of a failure and what to do, as phrases. */
  readonly cause?: string;
}

/** Records a walk, step by step. */
export class Trace {
  readonly steps: ExplanationStep[] = [];
  /** The lines of each header that was looked up, by its name in lower case. */
  readonly #lines = new Map<string, readonly string[]>();
  readonly #secretHeaders: readonly string[];

  /** @param secretHeaders the names of headers of which no text is recorded */
  constructor(secretHeaders: readonly string[]) {
    this.#secretHeaders = secretHeaders;
  }

  /** The walk began. */
  started(state: WalkState): void {
    this.steps.push({ event: "peer", rule: "the socket's peer", cursor: cursorText(state) });
  }

  /** A hop that keeps the source address was passed. */
  passed(hop: PathHop, state: WalkState): void {
    const rule = "keeps the source address";
    this.steps.push({ event: "passed", hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** An entry point was tried. */
  entryPoint(hop: PathHop, recognized: Recognition, state: WalkState): void {
    const rule =
      recognized === "yes"
        ? `recognized by ${grounds(hop, state)}`
        : `not recognized: ${rejection(hop, recognized, state)}`;
    const cursor = cursorText(state);
    this.steps.push({ event: "entry-point", hop: hop.name, rule, cursor });
  }

  /** A hop was recognized, or not. */
  recognized(hop: PathHop, recognized: Recognition, state: WalkState): void {
    const [event, rule] =
      recognized === "yes"
        ? (["recognized", `by ${grounds(hop, state)}`] as const)
        : (["stopped", rejection(hop, recognized, state)] as const);
    this.steps.push({ event, hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** A recognized hop reported something, or failed to. */
  reported(hop: PathHop, result: ReadResult, state: WalkState): void {
    const { kind } = hop.tells;
    const isHeader = hop.readsHeaders && kind !== "nothing";
    // Envoy's external address is compared with that list.
    const read = kind === "external-address" ? [hop.source, "x-forwarded-for"] : [hop.source];
    const isShown = kind !== "nothing" && !read.some((name) => this.#secretHeaders.includes(name));
    const element = isShown ? state.element : undefined;
    this.steps.push({
      event: "reported",
      hop: hop.name,
      ...(isHeader ? { header: hop.source, ...this.#line(hop, result, state) } : {}),
      ...(kind === "proxy-protocol" ? { header: proxyText(result, state) } : {}),
      ...(element === undefined || WITHOUT_ELEMENT.has(result) ? {} : { element }),
      rule: isHeader ? ruleOf(hop, result, state) : REPORTS[result],
      cursor: reportedText(result, state),
      ...withCause(reportCause(hop, result, state)),
    });
  }

  /** The scheme or the host is known, as a header, the socket or the configuration names it. */
  told(field: "proto" | "host", value: string, by: string, state: WalkState): void {
    const rule = `${field} is ${value}, by ${by}`;
    this.steps.push({ event: "told", rule, cursor: cursorText(state) });
  }

  /** The scheme or the host is not known, although a hop states it. */
  untold(field: "proto" | "host", why: string, state: WalkState, header?: string): void {
    this.steps.push({
      event: "untold",
      hop: String(state.walked?.name),
      ...(header === undefined ? {} : { header }),
      rule: `${field} is not known: ${why}`,
      cursor: cursorText(state),
    });
  }

  /** The header that states the scheme or the host is absent, or cannot be read. */
  unread(field: "proto" | "host", header: string, state: WalkState): void {
    const isAbsent = this.#linesOf(header, state.evidence).length === 0;
    const why = `${usualSpelling(header)} ${isAbsent ? "is absent" : "cannot be read"}`;
    this.untold(field, why, state, header);
  }

  /** The walk ended: a reserved address may be the cause. */
  ended(state: WalkState, status: Status): void {
    if (status !== "malformed" || !isReserved(state.cursor)) return;
    const index = this.steps.findLastIndex(({ event }) => event === "reported" || event === "peer");
    const step = this.steps[index]!;
    // The cursor may be a hop whose report is malformed.
    if (step.cursor !== "none") this.steps[index] = { ...step, cause: reservedCause(state) };
  }

  /** The path's options refuse the client, by this rule. */
  refused(state: WalkState, rule: string): void {
    this.steps.push({ event: "refused", rule, cursor: cursorText(state) });
  }

  /** The cursor is one more hop of a `repeat` range. */
  repeated(hop: PathHop, state: WalkState): void {
    const rule = "by its address, again";
    this.steps.push({ event: "recognized", hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** The line that was read; of a list, whose lines are joined with ", ", the element's. */
  #line(
    hop: PathHop,
    result: ReadResult,
    { evidence, lists }: WalkState,
  ): { readonly line?: number } {
    const lines = this.#linesOf(hop.source, evidence);
    if (hop.tells.kind !== "list") return lines.length === 1 ? { line: 1 } : {};
    if (result === "missing" || result === "exhausted") return {};
    let left = lists[hop.listIndex]!.end + 2;
    const index = lines.findIndex(({ length }) => (left -= length + 2) < 0);
    return index < 0 ? {} : { line: index + 1 };
  }

  /** Looked up once: a walk of 32 hops must not search the header lines 32 times. */
  #linesOf(header: string, evidence: WalkState["evidence"]): readonly string[] {
    let lines = this.#lines.get(header);
    if (lines === undefined) this.#lines.set(header, (lines = headerLines(evidence, header)));
    return lines;
  }
}

function withCause(cause: string | undefined): { readonly cause?: string } {
  return cause === undefined ? {} : { cause };
}

/** Why a report is malformed, or why it hides the peer. */
function reportCause({ tells }: PathHop, result: ReadResult, state: WalkState): string | undefined {
  if (result === "hidden") return tells.kind === "list" ? unixCause(state.element) : undefined;
  if (result !== "malformed") return undefined;
  if (tells.kind === "forwarded") return forwardedCause(state.element, state.forwarded, tells);
  const hasFormat = tells.kind === "list" || tells.kind === "value";
  return hasFormat ? formatCause(state.element, tells.format) : undefined;
}

function reservedCause(state: WalkState): string {
  return isPseudoIPv4(state)
    ? "240.0.0.0/4 is reserved: Cloudflare's Pseudo IPv4 made it up for an IPv6 client, whose address is in CF-Connecting-IPv6. Turn Pseudo IPv4 off"
    : `240.0.0.0/4 is reserved (RFC 1112 4): if your network has hosts there, write their range, such as reserved: ["240.10.0.0/16"]`;
}

/** What a hop reports, as the predicate of a sentence whose subject is the hop or its header. */
export const REPORTS: Readonly<Record<ReadResult, string>> = {
  address: "reports its peer",
  unix: "reports a unix socket",
  hidden: "hides its peer",
  "proxy-local": "reports a connection of its own (LOCAL, UNKNOWN or UNSPEC)",
  exhausted: "has no more elements",
  missing: "was not sent",
  malformed: "is malformed",
  ambiguous: "can be read in two ways",
  conflict: "does not match X-Forwarded-For",
  "too-long": "is longer than the limit",
};

/** Why evidence is missing: there is no header, or too few elements in it. */
function ruleOf({ tells, source }: PathHop, result: ReadResult, { evidence }: WalkState): string {
  if (result !== "missing" && result !== "exhausted") return REPORTS[result];
  if (headerLines(evidence, source).length === 0) return REPORTS.missing;
  if (result === "exhausted") return REPORTS.exhausted;
  return tells.kind === "list" ? "has too few elements" : "came without X-Forwarded-For";
}

/** Results for which no element is shown: there was none, or it is too long. */
const WITHOUT_ELEMENT = new Set<ReadResult>(["missing", "exhausted", "too-long"]);

/** The PROXY header that was read last, if any. */
function proxyText(result: ReadResult, { evidence, proxyHeaders }: WalkState): string {
  const header = result === "missing" ? undefined : proxyHeaderAt(evidence, proxyHeaders - 1);
  return header === undefined ? "PROXY" : `PROXY v${header.version}`;
}

function cursorText(state: WalkState): string {
  return state.at === "address" ? formatAddress(state.cursor) : state.at;
}

function reportedText(result: ReadResult, state: WalkState): string {
  if (result === "address") return formatAddress(state.reported);
  if (result === "proxy-local" || result === "exhausted") return cursorText(state);
  return result === "hidden" || result === "unix" ? result : "none";
}

const PLACES = {
  address: "its address",
  unix: "its unix socket",
  invoker: "its invocation of the function",
  hidden: false,
} as const;

function grounds(hop: PathHop, state: WalkState): string {
  const visible = state.at !== "hidden" && hop.address !== undefined;
  return [
    visible && PLACES[state.at],
    hop.identity !== undefined && `the identity ${String(state.proven)}`,
    hop.secret !== undefined && `the secret in ${usualSpelling(hop.secret.header)}`,
  ]
    .filter((ground) => ground !== false)
    .join(" and ");
}

/** The most frequent reason why the cursor is not a hop. */
export const NOT_ITS_ADDRESS = "not its address";

/** Why the cursor is not a hop. */
function rejection(hop: PathHop, recognized: Recognition, state: WalkState): string {
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
    return isPending(address)
      ? "the addresses of its live list are not known yet"
      : NOT_ITS_ADDRESS;
  }
  const subject = identity === undefined ? undefined : certificateSubjectOf(hop, state);
  if (subject === "none") return "no certificate names it";
  if (typeof subject === "object" && identity?.includes(subject.uri) === false) {
    return `the certificate names ${quote(subject.uri)}, not ${identity.join(" or ")}`;
  }
  return `its secret is not in ${usualSpelling(String(secret?.header))}`;
}
