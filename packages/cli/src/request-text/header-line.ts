import { CommandError } from "../errors.ts";

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, section 5.5: visible text, spaces and tabs; what Node lets through. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** A header line as name and value, without the blanks around the value (RFC 9112, section 5). */
export type HeaderLine = readonly [name: string, value: string];

/**
 * Reads `Name: value`.
 *
 * @param place says where the line is, such as `line 2`. The error does not show the line itself,
 *   which may hold a secret.
 * @throws CommandError `request-text`
 */
export function readHeaderLine(line: string, place: string): HeaderLine {
  const colon = line.indexOf(":");
  if (colon === -1) return fail(`${place}, which has no colon`);
  return checkedLine(line.slice(0, colon), line.slice(colon + 1), place);
}

/** The line with this name and value. @throws CommandError `request-text` */
export function checkedLine(name: string, value: string, place: string): HeaderLine {
  if (!TOKEN.test(name)) return fail(`${place}, whose name is not a token`);
  const text = withoutBlanks(value);
  if (!VALUE.test(text))
    return fail(`${place}, whose value has a character that no header can have`);
  return [name, text];
}

/** Linear, unlike a regular expression for the end. */
function withoutBlanks(value: string): string {
  let [start, end] = [0, value.length];
  while (isBlank(value[start])) start++;
  while (isBlank(value[end - 1])) end--;
  return value.slice(start, end);
}

const isBlank = (char: string | undefined): boolean => char === " " || char === "\t";

function fail(given: string): never {
  throw new CommandError({
    code: "request-text",
    given,
    expected: "header lines, each a name, a colon and a value (RFC 9112, section 5)",
    remedy: "Copy the lines as they were sent, each on a line of its own.",
  });
}
