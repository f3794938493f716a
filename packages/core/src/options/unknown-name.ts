import { closest } from "./closest.ts";

/** A name that an object has, but may not have. */
interface UnknownName {
  readonly name: string;
  /** The known name that is nearest to it; `undefined` if none is near. */
  readonly meant: string | undefined;
}

/** The first property of an object whose name is not known, or `undefined`. */
export function unknownName(value: object, known: readonly string[]): UnknownName | undefined {
  const name = Object.keys(value).find((one) => !known.includes(one));
  return name === undefined ? undefined : { name, meant: closest(name, known) };
}

/** What an error expects in its place, and how to fix it. */
export function textsFor(
  { meant }: UnknownName,
  known: readonly string[],
  remedy: string,
): { readonly expected: string; readonly remedy: string } {
  return {
    expected: `one of ${known.join(", ")}`,
    remedy: meant === undefined ? remedy : `Write "${meant}".`,
  };
}
