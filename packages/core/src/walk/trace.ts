import { isReserved } from "../address/special.ts";
import { headerLines } from "../headers/header-lines.ts";
import { usualSpelling } from "../headers/header-spelling.ts";
import type { ReadResult } from "../headers/read-result.ts";
import type { PathHop } from "../path/compile-path.ts";
import type { Status } from "../resolution.ts";
import type { Recognition } from "./recognize.ts";
import {
  cursorText,
  grounds,
  proxyText,
  rejection,
  type ReportResult,
  reportCause,
  reportedText,
  reportRule,
  reservedCause,
} from "./step-text.ts";
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
  /** What a hop reported; `absent` without a header. Only of `reported`. */
  readonly result?: ReportResult;
  /** What is known or not. Only of `told` and `untold`. */
  readonly field?: "proto" | "host";
  /** Why the step was taken, as a phrase. Its words may change in any release. */
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
    const isAbsent = isHeader
      ? this.#linesOf(hop.source, state.evidence).length === 0
      : kind === "proxy-protocol";
    const report = isAbsent && isNothing(result) ? "absent" : result;
    this.steps.push({
      event: "reported",
      hop: hop.name,
      ...(isHeader ? { header: hop.source, ...this.#line(hop, result, state) } : {}),
      ...(kind === "proxy-protocol" ? { header: proxyText(result, state) } : {}),
      ...(element === undefined || WITHOUT_ELEMENT.has(result) ? {} : { element }),
      result: report,
      rule: reportRule(hop, report),
      cursor: reportedText(result, state),
      ...withCause(reportCause(hop, result, state)),
    });
  }

  /** The scheme or the host is known, as a header, the socket or the configuration names it. */
  told(field: "proto" | "host", value: string, by: string, state: WalkState): void {
    const rule = `${field} is ${value}, by ${by}`;
    this.steps.push({ event: "told", field, rule, cursor: cursorText(state) });
  }

  /** The scheme or the host is not known, although a hop states it. */
  untold(field: "proto" | "host", why: string, state: WalkState, header?: string): void {
    this.steps.push({
      event: "untold",
      hop: String(state.walked?.name),
      ...(header === undefined ? {} : { header }),
      field,
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

/** Results for which no element is shown: there was none, or it is too long. */
const WITHOUT_ELEMENT = new Set<ReadResult>(["missing", "exhausted", "too-long"]);

/** Whether there was too little to read. */
function isNothing(result: ReadResult): boolean {
  return result === "missing" || result === "exhausted";
}
