import { quote } from "./errors.ts";
import type { Resolution } from "./resolution.ts";
import { STATUSES, WARNINGS } from "./resolution.ts";
import type { ExplanationStep } from "./walk/trace.ts";

/** The left part of a list header, which nobody needs to believe. */
export interface Unread {
  /** Lower case. */
  readonly header: string;
  /** How many characters of it were not read. */
  readonly characters: number;
}

/** Why a request has the answer that it has: the walk in words, as JSON, and in color for a terminal. */
export class Explanation {
  readonly resolution: Resolution;
  readonly steps: readonly ExplanationStep[];
  /** What of the lists that were read was not read: nobody on the path vouches for it. */
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

  /** One line a step, the answer last. */
  toString(): string {
    return this.#lines((text) => text).join("\n");
  }

  /** As {@link toString}, with ANSI colors (ECMA-48 SGR). */
  toColor(): string {
    return this.#lines((text, code) => `\u001B[${code}m${text}\u001B[0m`).join("\n");
  }

  /** The resolution, the steps and what was left unread, plain. */
  toJSON(): Pick<Explanation, "resolution" | "steps" | "unread"> {
    return { resolution: this.resolution, steps: this.steps, unread: this.unread };
  }

  #lines(paint: (text: string, code: number) => string): string[] {
    const { ip, status, proof, warnings } = this.resolution;
    const answer =
      ip === undefined
        ? `${paint("no client address", RED)}: ${status} (${STATUSES[status]})`
        : `${paint(ip, GREEN)} is the client (proof: ${proof})`;
    return [
      ...this.steps.map((step) => stepText(step, paint)),
      ...this.unread.map(
        ({ header, characters }) =>
          `not read: ${characters} characters further left in ${header}, for which no hop vouches`,
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

function stepText(step: ExplanationStep, paint: (text: string, code: number) => string): string {
  const { event, hop, header, line, element, rule, cursor } = step;
  const who = hop === undefined ? "" : ` ${paint(hop, CYAN)}`;
  const where =
    header === undefined ? "" : ` by ${header}${line === undefined ? "" : ` (line ${line})`}`;
  const what = element === undefined ? "" : ` ${quote(element)}`;
  return `${event}${who}${where}${what}: ${rule} -> ${cursor}`;
}
