import { quote } from "../errors.ts";
import { usualSpelling } from "../headers/header-spelling.ts";
import type { Resolution } from "../resolution.ts";
import { STATUSES, WARNINGS } from "../resolution.ts";
import { shareClass } from "../copies.ts";
import type { ExplanationStep } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

/** The left part of a list header, which no hop of the path wrote. */
export interface Unread {
  /** Lower case. */
  readonly header: string;
  /** How many characters of it were not read. */
  readonly characters: number;
}

/** The unread parts of the list headers with these names. */
export function unreadIn(headers: readonly string[], { lists }: WalkState): Unread[] {
  const read = lists.map(({ end }, index) => ({ header: headers[index]!, characters: end }));
  return read.filter(({ characters }) => characters > 0);
}

/**
 * Why a request has its resolution: the walk as text, as JSON, and in color for a terminal. Made by
 * {@link Resolver.explain}.
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 *
 * const resolver = createResolver("direct");
 * const explanation = resolver.explain({ peer: "203.0.113.7", rawHeaders: [] });
 * explanation.steps; // -> [{ event: "peer", rule: "the socket's peer", cursor: "203.0.113.7" }]
 * String(explanation).split("\n").at(-1); // -> "203.0.113.7 is the client (proof: none)"
 * ```
 */
export class Explanation {
  static {
    shareClass(this, "Explanation");
  }

  readonly resolution: Resolution;
  readonly steps: readonly ExplanationStep[];
  /** The parts of list headers that were not read. */
  readonly unread: readonly Unread[];

  constructor(
    resolution: Resolution,
    steps: readonly ExplanationStep[],
    unread: readonly Unread[],
  ) {
    this.resolution = resolution;
    this.steps = steps;
    this.unread = unread;
  }

  /** One line for each step, then what was not read, the warnings and the answer. */
  toString(): string {
    return this.#lines((text) => text).join("\n");
  }

  /** As {@link toString}, with ANSI colors (ECMA-48 SGR). */
  toColor(): string {
    return this.#lines((text, code) => `\u001B[${code}m${text}\u001B[0m`).join("\n");
  }

  /** The resolution, the steps and what was not read, as plain data. */
  toJSON(): Pick<Explanation, "resolution" | "steps" | "unread"> {
    return { resolution: this.resolution, steps: this.steps, unread: this.unread };
  }

  #lines(paint: Paint): string[] {
    const { ip, status, proof, warnings } = this.resolution;
    const answer =
      ip === undefined
        ? `${paint("no client address", RED)}: ${status} (${STATUSES[status]})`
        : `${paint(ip, GREEN)} is the client (proof: ${proof})`;
    return [
      ...this.steps.map((step) => stepText(step, paint)),
      ...this.unread.map(
        ({ header, characters }) =>
          `not read: the first ${characters} characters of ${usualSpelling(header)}, which no hop vouches for`,
      ),
      ...warnings.map(
        (warning) => `${paint(`warning: ${warning}`, YELLOW)} (${WARNINGS[warning]})`,
      ),
      answer,
    ];
  }
}

const RED = 31;
const GREEN = 32;
const YELLOW = 33;
const CYAN = 36;

/** The peers that have no address. */
const PEERS: Readonly<Record<string, string>> = {
  unix: "a unix socket",
  invoker: "what invoked this function",
};

type Paint = (text: string, code: number) => string;

function stepText(step: ExplanationStep, paint: Paint): string {
  const { cause } = step;
  return cause === undefined ? eventText(step, paint) : `${eventText(step, paint)} (${cause})`;
}

/** A step as a sentence about its hop. */
function eventText(step: ExplanationStep, paint: Paint): string {
  const { event, rule, cursor } = step;
  const hop = paint(step.hop ?? "", CYAN);
  switch (event) {
    case "peer":
      return `socket: the peer is ${PEERS[cursor] ?? cursor}`;
    case "recognized":
      return `${hop}: recognized ${rule}`;
    case "stopped":
      return `${hop}: not recognized: ${rule}`;
    case "reported":
      return reportText(step, hop);
    case "told":
      return rule;
    case "refused":
      return `${cursor} is refused: ${rule}`;
    case "entry-point":
      return `${hop} (entry point): ${rule}`;
    default:
      return `${hop}: ${rule}`;
  }
}

function reportText(step: ExplanationStep, hop: string): string {
  const { header, line, element, result, rule, cursor } = step;
  const name = header === undefined ? "" : usualSpelling(header);
  if (result === "absent") return `${hop} sent no ${name}${name.includes("-") ? "" : " header"}`;
  const where = `${hop}: ${name}${line === undefined ? "" : ` line ${line}`}${name && " "}`;
  if (result === "address") {
    const isPlain = element === undefined || element === cursor;
    return `${where}reports ${cursor}${isPlain ? "" : ` (written ${quote(element)})`}`;
  }
  return `${where}${rule}${element === undefined ? "" : `: ${quote(element)}`}`;
}
