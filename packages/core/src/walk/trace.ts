import { formatAddress } from "../address/parse.ts";
import { quote } from "../errors.ts";
import { headerLines } from "../headers/header-lines.ts";
import type { PathHop } from "../path/compile-path.ts";
import { proxyHeaderAt } from "../headers/proxy-protocol.ts";
import type { WalkState } from "./walk-state.ts";
import type { ReadResult } from "../headers/read-result.ts";
import type { Recognition } from "./recognize.ts";
import { hasAddress, certificateSubjectOf } from "./recognize.ts";

/** One step of a walk. */
export interface ExplanationStep {
  readonly event: "peer" | "entry-point" | "passed" | "recognized" | "told" | "stopped";
  /** The hop's name. */
  readonly hop?: string;
  /** The header that was read, lower case; `PROXY v1` or `PROXY v2` of the connection, `PROXY` where it is missing. */
  readonly header?: string;
  /** Which of the header's lines it was, 1 being the first on the wire. */
  readonly line?: number;
  /** What was read, as sent. Never a secret. */
  readonly element?: string;
  /** On what the step rests. */
  readonly rule: string;
  /** Whom the walk asks about after this step: an address, `unix` or `hidden`; `nobody` after a failure. */
  readonly cursor: string;
}

/** Writes down a walk, step by step; a walk without one costs nothing for it. */
export class Trace {
  readonly steps: ExplanationStep[] = [];
  readonly #read = new Map<string, number>();

  /** The walk began. */
  started(state: WalkState): void {
    this.steps.push({ event: "peer", rule: "the socket's peer", cursor: cursorText(state) });
  }

  /** A hop that keeps the source address was passed. */
  passed(hop: PathHop, state: WalkState): void {
    const rule = "keeps the source address";
    this.steps.push({ event: "passed", hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** A entry point was tried. */
  entryPoint(hop: PathHop, recognized: Recognition, state: WalkState): void {
    const rule = `entry point: ${recognized === "yes" ? "recognized" : rejection(hop, recognized, state)}`;
    this.steps.push({ event: "entry-point", hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** A hop was recognized, or not. */
  recognized(hop: PathHop, recognized: Recognition, state: WalkState): void {
    this.steps.push(
      recognized === "yes"
        ? {
            event: "recognized",
            hop: hop.name,
            rule: `by ${grounds(hop, state)}`,
            cursor: cursorText(state),
          }
        : {
            event: "stopped",
            hop: hop.name,
            rule: rejection(hop, recognized, state),
            cursor: cursorText(state),
          },
    );
  }

  /** A recognized hop told something, or failed to. */
  reported(hop: PathHop, result: ReadResult, state: WalkState): void {
    const { kind } = hop.tells;
    const isHeader = hop.readsHeaders && kind !== "nothing";
    const element = kind === "nothing" ? undefined : state.element;
    this.steps.push({
      event: "told",
      hop: hop.name,
      ...(isHeader ? { header: hop.source, ...this.#line(hop, state) } : {}),
      ...(kind === "proxy-protocol" ? { header: proxyText(result, state) } : {}),
      ...(element === undefined || WITHOUT_ELEMENT.has(result) ? {} : { element }),
      rule: REPORTS[result],
      cursor: reportedText(result, state),
    });
  }

  /** The cursor is one more hop of a `repeat` range. */
  repeated(hop: PathHop, state: WalkState): void {
    const rule = "by its address, once more";
    this.steps.push({ event: "recognized", hop: hop.name, rule, cursor: cursorText(state) });
  }

  /** Which line of a list the walk stands at, counting its elements from the right. */
  #line(hop: PathHop, { evidence }: WalkState): { readonly line?: number } {
    const lines = headerLines(evidence, hop.source);
    if (hop.tells.kind !== "list") return lines.length === 1 ? { line: 1 } : {};
    let left = (this.#read.get(hop.source) ?? 0) + hop.tells.appends;
    this.#read.set(hop.source, left);
    const from = lines.findLastIndex((line) => {
      left -= line.split(",").length;
      return left <= 0;
    });
    return from < 0 ? {} : { line: from + 1 };
  }
}

const REPORTS: Readonly<Record<ReadResult, string>> = {
  address: "names its peer",
  hidden: "hides its peer",
  "proxy-local": "the connection is the hop's own (LOCAL, UNKNOWN or UNSPEC)",
  exhausted: "the list has ended",
  missing: "says nothing: the evidence is missing",
  malformed: "says what is no address, or breaks the grammar",
  ambiguous: "can be read in two ways",
  conflict: "contradicts X-Forwarded-For",
  "too-long": "is longer than is read",
};

/** The header that was just pathOfCount, if there was one. */
function proxyText(result: ReadResult, { evidence, proxyHeaders }: WalkState): string {
  const header = result === "missing" ? undefined : proxyHeaderAt(evidence, proxyHeaders - 1);
  return header === undefined ? "PROXY" : `PROXY v${header.version}`;
}

/** Where there was nothing to look at, or too much. */
const WITHOUT_ELEMENT: ReadonlySet<ReadResult> = new Set<ReadResult>([
  "missing",
  "exhausted",
  "too-long",
]);

/** The cursor as text. */
function cursorText(state: WalkState): string {
  return state.at === "address" ? formatAddress(state.cursor) : state.at;
}

function reportedText(result: ReadResult, state: WalkState): string {
  if (result === "address") return formatAddress(state.reported);
  if (result === "proxy-local" || result === "exhausted") return cursorText(state);
  return result === "hidden" ? "hidden" : "none";
}

function grounds(hop: PathHop, state: WalkState): string {
  const seen = state.at !== "hidden" && hop.address !== undefined;
  return [
    seen && (state.at === "unix" ? "its unix socket" : "its address"),
    hop.identity !== undefined && `the identity ${String(state.proven)}`,
    hop.secret !== undefined && `the secret in ${hop.secret.header}`,
  ]
    .filter((ground) => ground !== false)
    .join(" and ");
}

function rejection(hop: PathHop, recognized: Recognition, state: WalkState): string {
  if (recognized === "too-long") return "header lines were dropped by the server's limit";
  if (recognized !== "no") return `x-forwarded-client-cert or the certificate is ${recognized}`;
  if (state.at === "unix" && hop.address?.unix === false) {
    return "a unix socket, and 'unix' is not among its addresses";
  }
  if (state.at === "hidden" && hop.identity === undefined && hop.secret === undefined) {
    return "hidden, and the hop has neither identity nor secret to be known by";
  }
  if (hop.address !== undefined && state.at !== "hidden" && !hasAddress(hop, state)) {
    return "not at its address";
  }
  const named = hop.identity === undefined ? undefined : certificateSubjectOf(hop, state);
  if (named === "none") return "no certificate names it";
  if (typeof named === "object" && hop.identity?.includes(named.uri) === false) {
    return `the certificate names ${quote(named.uri)}, not ${hop.identity.join(" or ")}`;
  }
  return `without its secret in ${String(hop.secret?.header)}`;
}
