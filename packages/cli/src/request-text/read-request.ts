import { CommandError } from "../errors.ts";
import { isCurlCommand, readCurlCommand } from "./curl-command.ts";
import { isCurlVerbose, readCurlVerbose } from "./curl-verbose.ts";
import { entryOf } from "./entry.ts";
import { isHar, readHar } from "./har.ts";
import { isHttpText, readHttp } from "./http.ts";
import { readJson } from "./json.ts";
import type { PastedRequest } from "./pasted-request.ts";

/** The options of {@link readRequest}. */
export interface ReadOptions {
  /** Which request of the text, if it holds several; 1 is the first. */
  readonly entry?: number | undefined;
}

/** A HAR file has the bodies, too. */
const MAX_TEXT = 16 * 1_048_576;
/** Four times what node:http takes with its usual settings. */
const MAX_LINES = 65_536;

/**
 * Reads a pasted request: the output of `curl -v`, a `curl` command line, the raw lines of the
 * request (RFC 9112), a HAR file, or JSON. The form is found by how the text begins.
 *
 * Nothing is guessed: what a text does not say is absent, and a wrong line is an error that names
 * its place and never its content, which may be a secret.
 *
 * @param text at most 16 MiB, of which the request's lines at most 64 KiB
 * @throws CommandError `request-text`, `request-text-many`, `request-text-size`, `proxy-bytes`
 *
 * @example
 * ```ts
 * import { readRequest } from "@client-ip/cli/request-text";
 *
 * const text = "curl -H 'X-Forwarded-For: 6.6.6.6' http://localhost";
 * const { format, rawHeaders } = readRequest(text);
 * format; // -> "curl-command"
 * rawHeaders; // -> ["Host", "localhost", "X-Forwarded-For", "6.6.6.6"]
 * ```
 */
export function readRequest(text: string, { entry }: ReadOptions = {}): PastedRequest {
  if (text.length > MAX_TEXT) return failSize(`a text of ${text.length} characters`);
  const request = read(text, entry);
  const size = request.rawHeaders.reduce((sum, { length }) => sum + length, 0);
  return size > MAX_LINES ? failSize(`header lines of ${size} characters`) : request;
}

function read(whole: string, entry: number | undefined): PastedRequest {
  const text = whole.trimStart();
  if (text.startsWith("{")) {
    const value = parse(text);
    return isHar(value) ? readHar(value, entry) : readJson(entryOf([value], entry));
  }
  // Errors count the lines of the whole text.
  const above = whole.slice(0, whole.length - text.length).split("\n").length - 1;
  const lines = "\n".repeat(above) + text;
  // What curl has sent says more than its command, which may stand in front of it.
  if (isCurlVerbose(text)) return readCurlVerbose(lines, entry);
  if (isCurlCommand(text)) return readCurlCommand(entryOf([text], entry));
  if (isHttpText(text)) return readHttp(lines, entry);
  throw new CommandError({
    code: "request-text",
    given: text === "" ? "an empty text" : "a text that is no request",
    expected: "the output of curl -v, a curl command line, raw HTTP lines, a HAR file, or JSON",
    remedy: "Copy the whole text, from its first line on.",
  });
}

/** What stands in braces is an object. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: Readonly<Record<string, unknown>> = JSON.parse(text);
    return value;
  } catch {
    // The parser's message quotes the text.
    throw new CommandError({
      code: "request-text",
      given: "a text that begins with { and is not JSON",
      expected: "JSON, or a HAR file",
      remedy: "Check that the text was copied whole, and the quotes and commas in it.",
    });
  }
}

function failSize(given: string): never {
  throw new CommandError({
    code: "request-text-size",
    given,
    expected: `at most ${MAX_TEXT} characters, of which ${MAX_LINES} in header lines`,
    remedy: "Paste one request alone.",
  });
}
