import { CommandError } from "../errors.ts";
import { type HeaderLine, readHeaderLine } from "./header-line.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";

/** RFC 9112, section 3: a method, a target, a version. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/\d(\.\d)?$/;
const PROXY_V1 = /^PROXY (TCP[46]|UNKNOWN)\b/;

/** Whether a text begins as the lines of a request do: a request line, or a header line. */
export function isHttpText(text: string): boolean {
  const [first] = /.*/.exec(text)!;
  return isRequestLine(first) || PROXY_V1.test(first) || /^[\w!#$%&'*+.^`|~-]+:/.test(first);
}

/** Whether a line is the first one of a request. */
export function isRequestLine(line: string): boolean {
  return REQUEST_LINE.test(line);
}

/**
 * Reads the lines of a request, with or without its request line. PROXY headers of version 1 may
 * stand in front. What follows an empty line is the body, and is not read.
 *
 * @throws CommandError `request-text`
 */
export function readHttp(text: string): PastedRequest {
  const lines = `${text}\n`.split(/\r?\n/);
  const first = lines.findIndex((line) => line !== "");
  const other = lines.findIndex((line, index) => index >= first && !PROXY_V1.test(line));
  const preamble = lines.slice(first, other).map((line) => `${line}\r\n`);
  const start = other + (isRequestLine(lines[other]!) ? 1 : 0);
  const request = requestWith(
    "http",
    readLines(lines.slice(start), (index) => start + index + 1),
  );
  const proxyBytes = new TextEncoder().encode(preamble.join(""));
  return preamble.length === 0 ? request : { ...request, proxyBytes };
}

/** Header lines up to the first empty one. `numberOf` gives the number of each in the text. */
export function readLines(
  lines: readonly string[],
  numberOf: (index: number) => number,
): HeaderLine[] {
  const end = lines.findIndex((line) => line === "");
  return lines.slice(0, end === -1 ? lines.length : end).map((line, index) => {
    const place = `line ${numberOf(index)}`;
    if (!/^[ \t]/.test(line)) return readHeaderLine(line, place);
    throw new CommandError({
      code: "request-text",
      given: `${place}, which continues the line before it`,
      expected: "each header on a line of its own",
      remedy: "Join the two lines. Servers refuse such lines (RFC 9112, section 5.2).",
    });
  });
}
