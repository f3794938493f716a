import { CommandError } from "../errors.ts";
import { entryOf } from "./entry.ts";
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
 * stand in front. What follows an empty line is the body, and is not read. A request line there
 * begins another request.
 *
 * @param entry which request, if there are several; 1 is the first.
 * @throws CommandError `request-text`, `request-text-many`
 */
export function readHttp(text: string, entry?: number): PastedRequest {
  const lines = `${text}\n`.split(/\r?\n/);
  const { head, proxy } = entryOf(requestsIn(lines), entry);
  const start = head + (isRequestLine(lines[head]!) ? 1 : 0);
  const request = requestWith(
    "http",
    readLines(lines.slice(start), (index) => start + index + 1),
  );
  const proxyBytes = new TextEncoder().encode(proxy.map((line) => `${line}\r\n`).join(""));
  return proxy.length === 0 ? request : { ...request, proxyBytes };
}

/** Where a request stands in a text. */
interface Place {
  /** The index of its first line. */
  readonly head: number;
  /** The PROXY headers of its connection. */
  readonly proxy: readonly string[];
}

function requestsIn(lines: readonly string[]): Place[] {
  const first = lines.findIndex((line) => line !== "");
  const head = lines.findIndex((line, index) => index >= first && !PROXY_V1.test(line));
  let proxy = lines.slice(first, head);
  const places = [{ head, proxy }];
  for (let index = lines.indexOf("", head); index < lines.length; index++) {
    const line = lines[index]!;
    if (isRequestLine(line)) places.push({ head: index, proxy });
    else if (PROXY_V1.test(line)) {
      // A connection has its PROXY headers in front of its first request.
      if (!PROXY_V1.test(lines[index - 1]!)) proxy = [];
      proxy.push(line);
    }
  }
  return places;
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
