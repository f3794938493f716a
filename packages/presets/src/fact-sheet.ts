/**
 * How a fact is known. `measured`: recorded from the real program. `source`: read in its source
 * code. `documented`: read in the vendor's documentation. `reported`: reported by users.
 */
export type Confidence = "measured" | "source" | "documented" | "reported";

/**
 * The facts about what a preset stands for. Plain data, in whole sentences or phrases of Markdown.
 */
export interface FactSheet {
  /** The name of the preset's function, which a text configuration uses too. */
  readonly preset: string;
  readonly vendor: string;
  /** The vendor's product, and how it is set up. */
  readonly what: string;
  /** A call to copy. */
  readonly example: string;
  /** How it names its own peer. */
  readonly tells: string;
  /** What it does to the headers that name the scheme and the host; left out if it is unknown. */
  readonly scheme?: string;
  /** The address that the next inner hop, or the application, sees as its peer. */
  readonly peer: string;
  /** What happens to forged headers of a client. */
  readonly forged: string;
  /** How to recognize it. */
  readonly authenticate: string;
  readonly traps: readonly string[];
  /** What has not been verified. Test it before you rely on it. */
  readonly unknown?: string;
  /** URLs. */
  readonly sources: readonly [string, ...string[]];
  /** The day the sources were read or the recordings made: YYYY-MM-DD. */
  readonly read: string;
  /** How the facts are known, the strongest first. */
  readonly confidence: readonly [Confidence, ...Confidence[]];
}
