/**
 * How a fact is known. `measured`: recorded from the real program. `source`: read in its source
 * code. `documented`: read in the vendor's documentation. `inferred`: from what is known of the
 * programs that it is made of. `reported`: reported by users.
 */
export type Confidence = "measured" | "source" | "documented" | "inferred" | "reported";

/** One request through the hop, as its source shows it, or as it was recorded. */
export interface Sample {
  /** The path that it came by, as an expression; the sheet's `example` if left out. */
  readonly path?: string;
  /** The socket's peer. */
  readonly peer: string;
  /** The header lines, as the application gets them, forged ones of the client included. */
  readonly headers: readonly `${string}: ${string}`[];
  /** The source in the PROXY header that the connection began with. */
  readonly proxySource?: string;
  /** The answer. */
  readonly client: string;
}

/** Another set-up or product that the same preset describes. */
export interface Variant {
  /** The set-up, as a phrase. */
  readonly what: string;
  /** A call to copy. */
  readonly example: string;
  /** What else there is to know. */
  readonly note?: string;
}

/**
 * The facts about what a preset stands for. Plain data, in whole sentences or phrases of Markdown.
 */
export interface FactSheet {
  /** The name of the preset's function. A text configuration has it in kebab case. */
  readonly preset: string;
  readonly vendor: string;
  /** The vendor's product, and how it is set up. */
  readonly what: string;
  /** Words that people search for, such as other names of the product. */
  readonly words: readonly string[];
  /** A call to copy. */
  readonly example: string;
  /** The same as text, for `CLIENT_IP_PATH`; left out if only JSON can hold it. */
  readonly text?: string;
  readonly sample: Sample;
  /** Other set-ups and products that the preset's options describe. */
  readonly variants?: readonly Variant[];
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
