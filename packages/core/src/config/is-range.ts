import { RANGE_NAMES } from "../address/prefix.ts";

/** Whether it is a range, or similar enough that an error should be about addresses. */
export function isRange(word: string): boolean {
  if (RANGE_NAMES.has(word) || word === "unix") return true;
  // A prefix length may have a sign, or digits of another width, as some keyboards write them.
  const plain = word.normalize("NFKC").replace("/+", "/");
  return /^[\da-z.:/%]+$/i.test(plain) && /^\d+\.|:/.test(plain);
}

/** The same for the ranges of a hop, which may be anyone's. */
export function isHopRange(word: string | undefined): boolean {
  return word !== undefined && (["any", "invoker"].includes(word) || isRange(word));
}

/** Words and commas. */
export function tokensOf(part: string): string[] {
  return part.match(/[^\s,]+|,/g) ?? [];
}
