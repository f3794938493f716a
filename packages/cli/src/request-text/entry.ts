import { CommandError } from "../errors.ts";

/**
 * The one of several that is meant.
 *
 * @param entry its number, 1 being the first; needed if there is more than one.
 * @throws CommandError `request-text-many`; `request-text` if there is none
 */
export function entryOf<One>(all: readonly One[], entry: number | undefined): One {
  const found = all[(entry ?? 1) - 1];
  if (found !== undefined && (entry !== undefined || all.length === 1)) return found;
  throw new CommandError({
    code: all.length === 0 ? "request-text" : "request-text-many",
    given:
      all.length === 0
        ? "a text without a request"
        : `${all.length} request${all.length === 1 ? "" : "s"}${entry === undefined ? "" : `, of which number ${entry} is meant`}`,
    expected: all.length === 0 ? "a request" : `the number of one, from 1 to ${all.length}`,
    remedy:
      all.length === 0
        ? "Copy the whole text."
        : "Name one: --entry 1 is the first. readRequest has the option entry for it.",
  });
}
