import { ERROR_CODES } from "../src/error-codes.ts";
import { REMEDIES } from "../src/walk/remedies.ts";
import { describe, expect, it } from "vitest";
import { ClientIpError, quote } from "../src/errors.ts";

const circular: Record<string, unknown> = {};
circular["self"] = circular;

describe("a configured value in an error message", () => {
  // A row: the value, what is shown of it, why the row exists.
  it.each<[unknown, string, string]>([
    ["text", '"text"', "text is quoted"],
    ['a "b"\n', String.raw`"a \"b\"\n"`, "quotes and control characters are escaped"],
    [5, "5", "a number"],
    [10n, "10", "a bigint"],
    [true, "true", "a truth value"],
    [undefined, "undefined", "nothing"],
    [null, "null", "null"],
    [Symbol("x"), "Symbol(x)", "a symbol"],
    [() => "secret", "a function", "a function's text may say anything"],
    [Promise.resolve("secret"), "a promise", "a value that was not awaited"],
    [{ address: new Uint8Array(2) }, '{"address":"(bytes)"}', "bytes may be a key"],
    [{ address: [1, 2] }, '{"address":"(bytes)"}', "bytes as JSON writes a Buffer"],
    [{ pin: 4711, hops: 2 }, '{"pin":"(number)","hops":2}', "a number may be a secret too"],
    [{ address: Object("any") }, '{"address":"any"}', "JSON writes a String object as text"],
    [{ address: "10.0.0.1" }, '{"address":"10.0.0.1"}', "an object as JSON"],
    [["a", 1], '["a",1]', "an array as JSON"],
    [new URL("https://a.example/"), '"https://a.example/"', "an object that JSON writes as text"],
    [circular, "an object that is not plain JSON", "an object in itself"],
    [{ hops: 10n }, "an object that is not plain JSON", "a bigint in an object"],
    [
      "a\u007f\u0085\u009f",
      String.raw`"a\u007f\u0085\u009f"`,
      "a terminal obeys these controls too",
    ],
    ["x".repeat(118), `"${"x".repeat(118)}"`, "120 characters are shown"],
    ["x".repeat(119), `"${"x".repeat(116)}...`, "more are cut"],
  ])("%#: shown as %s", (value, expected) => {
    expect(quote(value)).toBe(expected);
    expect(quote(value).length).toBeLessThanOrEqual(120);
  });

  // A row: the value, what is shown of it, why the row exists.
  it.each<[unknown, string, string]>([
    [{ value: new String("hunter2") }, '{"value":"(text)"}', "JSON writes a String as text"],
    [{ address: new String("10.0.0.1") }, '{"address":"10.0.0.1"}', "a String in a shown field"],
    [{ value: new Uint8Array([104, 105]) }, '{"value":"(bytes)"}', "a view of bytes"],
    [{ value: Buffer.from("hunter2") }, '"data":"(bytes)"', "Buffer.toJSON makes an array"],
    [{ value: [104, 105] }, '{"value":"(bytes)"}', "numbers may be bytes"],
    [{ pin: 4711, hops: 2 }, '{"pin":"(number)","hops":2}', "a number of an unknown field"],
    [{ secret: "hunter2" }, '{"secret":"(secret)"}', "a secret that is no object"],
    [{ secret: [4711] }, '{"secret":"(secret)"}', "a secret in an array"],
    ["aBcDeFghijklmnop", "(16 characters)", "a key of letters alone, in both cases"],
    ["abcdefghijklmn5O", "(16 characters)", "a digit among letters of both cases"],
    ["abcdefghijklmn5O.", "(17 characters)", "a key at the end of a sentence"],
    ["...abcdefghijklmn5O...", "(22 characters)", "a key with dots around it"],
    ["https://a.example/?t=abcdefghijklmn5O", "(37 characters)", "a key in a URL's query"],
    ["https://abcdefghijklmn5O@a.example/", "(35 characters)", "a key in front of a URL's host"],
    [{ name: "abcdefghijklmn5O" }, '{"name":"(text)"}', "a key in place of a name"],
    [["abcdefghijklmn5O"], '["(text)"]', "a key in place of a range"],
    ["1234/bcdefghijkl", "(16 characters)", "a key that begins like a port"],
    ["http://a:5401/bcdefghijklm123", "(29 characters)", "a key in a URL's path, behind a port"],
    ["http://a:5401/ 123/bcdefghijklm", "(31 characters)", "a key behind a URL"],
    ["http://a:p12345/bcdefghijklm", "(28 characters)", "digits that are not all of a port"],
    ["abcdefghijklm123", "(16 characters)", "three digits in a row among small letters"],
    [{ "..abcdefghijklmn5O.": true }, '{"..(16 characters).":true}', "the dots around it stay"],
    [{ abcdefghijklmn5O: true }, '{"(16 characters)":true}', "a key in place of a field"],
    [{ address: { header: "x-s", name: "s" } }, '{"address":"(secret)"}', "a secret elsewhere"],
    [{ path: [{ header: "x-s", name: "s" }] }, '{"path":["(secret)"]}', "a secret as a hop"],
  ])("secret-redacted: %j is shown as %s: %s", (value, expected) => {
    expect(quote(value)).toContain(expected);
  });

  it.each([
    "address",
    "anyCustomer",
    "appends",
    "format",
    "hops",
    "identity",
    "list",
    "name",
    "repeat",
    "required",
    "shared",
    "tells",
    "trustedHops",
    "xfcc",
  ])("shows what stands in %s, which holds no secret", (field) => {
    expect(quote({ [field]: "a", pin: "b" })).toBe(`{"${field}":"a","pin":"(text)"}`);
    expect(quote({ [field]: 1, pin: 2 })).toBe(`{"${field}":1,"pin":"(number)"}`);
  });

  it.each([
    ["proxy-2025-06-01.internal.example", "a dot is in no key"],
    ["internal.proxy-2025-06-01-a", "in whatever part of it"],
    ["//a.example:5401/bcdefghijklmno", "a port has no letters around it"],
    ["forwarded-by-proxy-12", "small letters and two digits at most"],
    ["abcDefgHijklmnopqrst", "two capitals behind small letters are those of a name"],
    ["20250601-123045-999", "a key has letters"],
    ["http://[::1]:5401/client-ip/diagnostics", "a port is no part of the path behind it"],
    ["FORWARDED_BY_PROXY", "capitals alone"],
    ["FORWARDED_BY_PROXY_1", "capitals and two digits at most"],
  ])("shows %s: %s", (text) => {
    expect(quote(text)).toBe(`"${text}"`);
  });

  it("secret-redacted: never shows a secret, wherever it stands", () => {
    const secret = { header: "x-secret", value: "hunter2" };
    const text = quote([{ oneOf: [[{ secret, tells: "forwarded" }]] }]);
    expect(text).toBe('[{"oneOf":[[{"secret":"(secret)","tells":"forwarded"}]]}]');
  });
});

it("the error says its code, what was given, what was expected and the remedy, each by itself and in its message", () => {
  const detail = { code: "no-who", given: "a hop", expected: "WHO", remedy: "Say who." } as const;
  const error = new ClientIpError(detail);
  expect([error.code, error.given, error.expected, error.remedy]).toEqual(Object.values(detail));
  expect(error.message).toBe("[no-who] given a hop, expected WHO. Say who.");
  expect(error.name).toBe("ClientIpError");
  expect(error).toBeInstanceOf(Error);
});

it("secret-redacted: no text of an error shows a key, even if a caller put it there", () => {
  const key = "abcdefghijklmn5O";
  const given = `the field ${key}`;
  const error = new ClientIpError({ code: "no-who", given, expected: "WHO", remedy: `No ${key}.` });
  expect(error.given).toBe("the field (16 characters)");
  expect(error.remedy).toBe("No (16 characters).");
  expect(error.message).not.toContain(key);
});

it("the error says from which peer and at which byte, where it knows them", () => {
  const detail = { code: "no-who", given: "x", expected: "WHO", remedy: "Say who." } as const;
  const cause = new Error("why");
  const error = new ClientIpError({ ...detail, peer: "192.0.2.1", offset: 0, cause });
  expect(error.message).toBe("[no-who] given x at byte 0 (peer 192.0.2.1), expected WHO. Say who.");
  expect(error).toMatchObject({ peer: "192.0.2.1", offset: 0, cause });
  expect(error.help).toMatch(/\/docs\/errors\.md#no-who$/);
  expect(Object.hasOwn(new ClientIpError(detail), "cause")).toBe(false);
});

describe("the texts of docs/errors.md", () => {
  const { statuses, warnings } = REMEDIES;
  it.each([
    ...Object.values(ERROR_CODES).flatMap(({ when, remedy }) => [when, remedy]),
    ...Object.values(statuses),
    ...Object.values(warnings),
  ])("are sentences: %s", (text) => {
    expect(text).toMatch(/\.$/);
  });
});
