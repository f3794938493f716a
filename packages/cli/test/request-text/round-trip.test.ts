import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandError, type PastedRequest, readRequest } from "../../src/request-text.ts";

/*
 * A request that is written in any form is read back with the very same lines.
 */

const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/)
  .filter((text) => !/^(host|proxy)$/i.test(text));
const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const lines = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 8 });
type Lines = readonly (readonly [string, string])[];

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const ansi = (text: string): string => `$'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
const double = (text: string): string => `"${text.replaceAll(/["\\$`]/g, String.raw`\$&`)}"`;

/** The lines of a request in each form. */
const FORMS: Readonly<Record<string, (all: Lines) => string>> = {
  "raw lines": (all) => all.map(([one, text]) => `${one}: ${text}`).join("\r\n"),
  "raw HTTP": (all) =>
    `GET /a HTTP/1.1\r\n${all.map(([one, text]) => `${one}:${text}`).join("\r\n")}\r\n\r\nbody: x`,
  "curl -v": (all) =>
    `* Connected\n> POST / HTTP/2\n${all.map(([one, text]) => `> ${one}: ${text}`).join("\n")}\n> \n< a: b`,
  curl: (all) =>
    `curl -X POST ${all.map(([one, text]) => `-H ${quoted(`${one}: ${text}`)}`).join(" ")} -d 'a;b'`,
  "curl, $'…'": (all) =>
    `curl ${all.map(([one, text]) => `--header ${ansi(`${one}: ${text}`)}`).join(" \\\n ")}`,
  'curl, "…"': (all) =>
    `$ curl ${all.map(([one, text]) => `-H${double(`${one}: ${text}`)}`).join(" ")} -sSv`,
  HAR: (all) =>
    JSON.stringify({
      log: {
        entries: [{ request: { headers: all.map(([one, text]) => ({ name: one, value: text })) } }],
      },
    }),
  "JSON, in turn": (all) => JSON.stringify({ rawHeaders: all.flat() }),
  "JSON, pairs": (all) => JSON.stringify({ headers: all }),
};

describe.each(Object.entries(FORMS))("a request as %s", (_form, write) => {
  it("is read back with the same lines", () => {
    fc.assert(
      fc.property(lines, (all) => {
        expect(readRequest(write(all)).rawHeaders).toEqual(all.flat());
      }),
    );
  });
});

describe("a pasted text", () => {
  it("is a request, or an error that does not quote it", () => {
    const piece = fc.constantFrom(
      "curl ",
      "-H ",
      "'",
      '"',
      "$'",
      "\\",
      "> ",
      "GET / HTTP/1.1",
      "\n",
      "X: ",
      "secret-value",
      "{",
      '"log"',
      ":",
      "}",
      "^",
      "`",
      "--",
      "@",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 20 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const read = outcome(pasted);
        expect(read instanceof CommandError ? read.message.includes("secret-value") : false).toBe(
          false,
        );
        expect(read).toSatisfy(
          (one) => one instanceof CommandError || "rawHeaders" in (one as object),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

function outcome(text: string): PastedRequest | CommandError {
  try {
    return readRequest(text);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}
