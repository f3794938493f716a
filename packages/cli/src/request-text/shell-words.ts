import { CommandError } from "../errors.ts";

/** What a backslash means in `$'…'` (POSIX 2024, 2.2.4), beside itself and quotes. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Joins two lines. A text from Windows has a carriage return before the line feed. */
const CONTINUED = /\\\r?\n/y;

/**
 * Splits a command line into its words as a POSIX shell does: single and double quotes, `$'…'`,
 * backslashes, and lines that end in a backslash. Nothing is expanded. The words end where the
 * command does: at the end of the line, a redirection, or another command.
 *
 * @throws CommandError `request-text` for a quote that does not end, an expansion (`$NAME`,
 *   backquotes), or the carets of Windows' cmd
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === "\n" || char === "|" || char === ";" || char === "&") break;
    if (char === "<" || char === ">") {
      // The number of what is redirected, as in `2>&1`.
      if (word?.match(/^\d+$/)) word = undefined;
      break;
    }
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    CONTINUED.lastIndex = index;
    if (CONTINUED.test(text)) {
      index = CONTINUED.lastIndex - 1;
      continue;
    }
    const [part, next] = partAt(text, index);
    word = (word ?? "") + part;
    index = next;
  }
  return word === undefined ? words : [...words, word];
}

/** A part of a word: its text, and the index of its last character. */
function partAt(text: string, index: number): readonly [part: string, last: number] {
  const char = text[index]!;
  if (char === "'") return quoted(text, index + 1, "'", false);
  if (char === '"') return quoted(text, index + 1, '"', true);
  if (char === "$" && text[index + 1] === "'") return quoted(text, index + 2, "'", true, ESCAPES);
  if (char === "$" || char === "`") return failExpansion(index);
  if (text.startsWith('^"', index) || text.startsWith("^^", index)) return failCmd(index);
  return char === "\\" ? [text.charAt(index + 1), index + 1] : [char, index];
}

/** The text up to a quote. */
function quoted(
  text: string,
  start: number,
  quote: string,
  hasEscapes: boolean,
  escapes: Readonly<Record<string, string>> = { "\n": "" },
): readonly [part: string, last: number] {
  let part = "";
  for (let index = start; index < text.length; index++) {
    const char = text[index]!;
    if (char === quote) return [part, index];
    const next = text.charAt(index + 1);
    if (quote === '"' && (char === "$" || char === "`")) return failExpansion(index);
    if (!hasEscapes || char !== "\\") part += char;
    else if (/["'\\$`]/.test(next) || next in escapes) {
      part += escapes[next] ?? next;
      index++;
    } else part += char;
  }
  return fail(
    `a command line whose quote at character ${start} does not end`,
    "Copy the whole command.",
  );
}

function failExpansion(index: number): never {
  return fail(
    `a command line that the shell changes at character ${index + 1}`,
    "Write the value itself in place of $NAME or of a command in backquotes.",
  );
}

function failCmd(index: number): never {
  return fail(
    `a command line with the carets of Windows at character ${index + 1}`,
    'Copy it for a POSIX shell: "Copy as cURL (bash)" in a browser.',
  );
}

function fail(given: string, remedy: string): never {
  const expected = "a curl command line as a POSIX shell reads it";
  throw new CommandError({ code: "request-text", given, expected, remedy });
}
