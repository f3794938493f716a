import { isObject } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";
import { entryOf } from "./entry.ts";
import { checkedLine } from "./header-line.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";

/** A HAR file (http://www.softwareishard.com/blog/har-12-spec/), as far as it is known at first. */
interface Har extends Readonly<Record<string, unknown>> {
  readonly log: Readonly<Record<string, unknown>>;
}

/** Whether a JSON value is a HAR file. */
export function isHar(value: Readonly<Record<string, unknown>>): value is Har {
  return isObject(value["log"]);
}

/**
 * Reads a request of a HAR file. HTTP/2's `:authority` is the authority; the other pseudo-headers
 * are no header lines.
 *
 * @param entry which request, if there are several; 1 is the first.
 * @throws CommandError `request-text`, `request-text-many`
 */
export function readHar({ log: { entries } }: Har, entry?: number): PastedRequest {
  if (!Array.isArray(entries)) return fail("log.entries", "an array");
  const one: unknown = entryOf<unknown>(entries, entry);
  const request = isObject(one) ? one["request"] : undefined;
  const headers = isObject(request) ? request["headers"] : undefined;
  if (!Array.isArray(headers)) return fail("request.headers of the entry", "an array");
  const pairs = headers.map((header: unknown, index): readonly [string, string] => {
    const { name, value } = isObject(header) ? header : {};
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
