/**
 * What a statement rests on: `measured`: recorded from the real program; `source`: read in its source
 * code; `documented`: read in the vendor's text; `reported`: told by its users.
 */
export type Confidence = "measured" | "source" | "documented" | "reported";

/** What is known about the thing that a preset stands for. Plain data, in whole sentences or phrases. */
export interface FactSheet {
  /** The preset's name: the function's, and the one a text configuration uses. */
  readonly preset: string;
  readonly vendor: string;
  /** Which of the vendor's products, in which set-up. */
  readonly what: string;
  /** A call to copy. */
  readonly example: string;
  /** How it names its own peer. */
  readonly tells: string;
  /** Whose address the next inner hop, or the application, sees as its peer. */
  readonly peer: string;
  /** What becomes of the headers that a client made up. */
  readonly forged: string;
  /** How to know that it is this hop that speaks. */
  readonly authenticate: string;
  readonly traps: readonly string[];
  /** What nobody has verified; test it before you rely on it. */
  readonly unknown?: string;
  /** URLs. */
  readonly sources: readonly [string, ...string[]];
  /** The day the sources were read or the recordings made: YYYY-MM-DD. */
  readonly read: string;
  /** The grounds, the best first. */
  readonly confidence: readonly [Confidence, ...Confidence[]];
}
