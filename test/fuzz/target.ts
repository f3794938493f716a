/** What is fuzzed. An input is text; where bytes are read, each character is one (latin-1). */
export interface Target {
  readonly name: string;
  /** Files whose coverage guides the fuzzer, by the end of a folder or file name. */
  readonly guidedBy: readonly string[];
  /** Inputs to begin with, beside the corpus. */
  readonly seeds: readonly string[];
  /** Texts at which the grammar branches. */
  readonly tokens: readonly string[];
  /** @throws {Error} where the input breaks a promise */
  readonly check: (input: string) => void | Promise<void>;
}

/** @throws {Error} that names the promise, if it is not kept */
export function kept(promise: string, isKept: boolean): void {
  if (!isKept) throw new Error(`not kept: ${promise}`);
}

/** @throws {Error} that names the promise and shows both values, if they differ */
export function same(promise: string, ours: unknown, oracles: unknown): void {
  const [one, other] = [ours, oracles].map((value) => JSON.stringify(value) ?? "undefined");
  kept(`${promise}: ${one} is ${other}`, one === other);
}
