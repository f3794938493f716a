import { isRequestLine, readLines } from "./http.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";
import { entryOf } from "./entry.ts";

/** Whether a text is the output of `curl -v`: it has a request line after `> `. */
export function isCurlVerbose(text: string): boolean {
  return sentLines(text).some(({ line }) => isRequestLine(line));
}

/**
 * Reads the lines that curl sent from the output of `curl -v`: those that begin with `> `.
 *
 * @param entry which request, if there are several; 1 is the first.
 * @throws CommandError `request-text`, `request-text-many`
 */
export function readCurlVerbose(text: string, entry?: number): PastedRequest {
  const sent = sentLines(text);
  const starts = sent.flatMap(({ line }, index) => (isRequestLine(line) ? [index] : []));
  const start = entryOf(starts, entry);
  const own = sent.slice(start + 1);
  const lines = own.map(({ line }) => line);
  return requestWith(
    "curl-verbose",
    readLines(lines, (index) => own[index]!.number),
  );
}

/** The lines that were sent, each with its number in the text. */
function sentLines(text: string): { readonly line: string; readonly number: number }[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const isSent = line === ">" || line.startsWith("> ");
    return isSent ? [{ line: line.slice(2), number: index + 1 }] : [];
  });
}
