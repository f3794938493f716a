import { CommandError } from "../errors.ts";
import { entryOf } from "./entry.ts";
import { checkedLine } from "./header-line.ts";
import { isFields } from "./json-fields.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";

/** Whether a JSON value is a HAR file (http://www.softwareishard.com/blog/har-12-spec/). */
export function isHar(value: Readonly<Record<string, unknown>>): boolean {
  return isFields(value["log"]);
}

/**
 * Reads a request of a HAR file. HTTP/2's `:authority` is the authority; the other pseudo-headers
 * are no header lines.
 *
 * @param entry which request, if there are several; 1 is the first.
 * @throws CommandError `request-text`, `request-text-many`
 */
export function readHar(har: Readonly<Record<string, unknown>>, entry?: number): PastedRequest {
  const log = har["log"];
  const entries = isFields(log) ? log["entries"] : undefined;
  if (!Array.isArray(entries)) return fail("log.entries", "an array");
  const one: unknown = entryOf<unknown>(entries, entry);
  const request = isFields(one) ? one["request"] : undefined;
  const headers = isFields(request) ? request["headers"] : undefined;
  if (!Array.isArray(headers)) return fail("request.headers of the entry", "an array");
  const pairs = headers.map((header: unknown, index): readonly [string, string] => {
    const { name, value } = isFields(header) ? header : {};
    if (typeof name === "string" && typeof value === "string") return [name, value];
    return fail(`request.headers[${index}]`, "an object with name and value, both text");
  });
  const authority = pairs.find(([name]) => name === ":authority")?.[1];
  const lines = pairs
    .filter(([name]) => !name.startsWith(":"))
    .map(([name, value], index) => checkedLine(name, value, `header ${index + 1} of the entry`));
  return requestWith("har", lines, authority);
}

function fail(given: string, expected: string): never {
  throw new CommandError({
    code: "request-text",
    given: `a HAR file in which ${given} is not ${expected}`,
    expected: "a HAR file of version 1.2",
    remedy: 'Save it again: "Save all as HAR" in the network panel of a browser.',
  });
}
