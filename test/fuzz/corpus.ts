import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The folder of the repository: this file may have been bundled. */
const fileOf = (name: string): string => `test/fuzz/corpus/${name}.json`;

/** The inputs that earlier runs kept for a target. */
export function corpusOf(name: string): readonly string[] {
  const file = fileOf(name);
  if (!existsSync(file)) return [];
  const inputs: readonly string[] = JSON.parse(readFileSync(file, "utf8"));
  return inputs;
}

/** Adds inputs to the corpus of a target. */
export function addToCorpus(name: string, inputs: readonly string[]): void {
  const all = [...new Set([...corpusOf(name), ...inputs])].toSorted();
  writeFileSync(fileOf(name), `${inAscii(all)}\n`);
}

/** A value as JSON in which every character can be seen. */
export function inAscii(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /[^\n\u0020-\u007e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
