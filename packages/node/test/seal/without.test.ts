import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalName, HeaderNames } from "../../src/seal/header-names.ts";
import { distinctOf, fieldsWithout, linesWithout } from "../../src/seal/without.ts";
import { requestOf } from "./serving.ts";

const removed = ["x-forwarded-for", "x-real-ip"];
const names = new HeaderNames(removed);
const name = fc.oneof(
  fc.constantFrom("X-Forwarded-For", "x_real_ip", "X.Real~IP", "Host", "Cookie", "__proto__"),
  fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/),
);
const lines = fc
  .array(fc.tuple(name, fc.constantFrom("a", "x-real-ip", "close, X_Real_IP", "")))
  .map((pairs) => pairs.flat());

const namesOf = (all: readonly string[]) => all.filter((_text, index) => index % 2 === 0);

describe("sealed-spellings: any header lines", () => {
  it("keep no removed name, in any spelling, and all others in order", () => {
    fc.assert(
      fc.property(lines, (raw) => {
        const left = linesWithout(raw, names);
        expect(namesOf(left)).toEqual(namesOf(raw).filter((one) => !names.has(one)));
        expect(
          Object.keys(distinctOf(left)).some((one) => removed.includes(canonicalName(one))),
        ).toBe(false);
      }),
    );
  });

  it("give the same fields as Node makes of them", () => {
    fc.assert(
      fc.property(lines, (raw) => {
        const req = requestOf(raw);
        const left = fieldsWithout(req.headers, names);
        expect(Object.keys(left)).toEqual(
          Object.keys(req.headers).filter((one) => !names.has(one)),
        );
        expect(Object.getPrototypeOf(left)).toBe(Object.prototype);
      }),
    );
  });
});

describe("sealed-spellings: names of headers", () => {
  it("are found in any spelling, and no others are", () => {
    fc.assert(
      fc.property(name, (one) => {
        expect(names.has(one)).toBe(removed.includes(canonicalName(one)));
      }),
    );
  });

  it("may be longer than any that is known", () => {
    const long = "x".repeat(100);
    expect(new HeaderNames([long]).has(long.toUpperCase())).toBe(true);
    expect(new HeaderNames([long]).has(`${long}x`)).toBe(false);
    expect(new HeaderNames([long]).has("")).toBe(false);
  });

  it("are no pseudo-headers", () => {
    expect(new HeaderNames(["-path"]).has(":path")).toBe(false);
  });

  it.each(["-", "_", "!", "~", "."])("may begin with %s", (first) => {
    expect(new HeaderNames(["-client", "----"]).has(`${first}client`)).toBe(true);
    expect(new HeaderNames(["-client", "----"]).has(first.repeat(4))).toBe(true);
    expect(new HeaderNames(["-client", "----"]).has(`${first}cliant`)).toBe(false);
  });
});

describe("sealed-connection: the options of Connection", () => {
  it.each([
    ["x-forwarded-for", undefined],
    ["X_Forwarded_For , ,x-real-ip", undefined],
    ["close,x-real-ip", "close"],
    ["close, x-real-ip, x-a", "close, x-a"],
    ["close , x-a", "close , x-a"],
  ])("%j become %j", (value, left) => {
    expect(fieldsWithout({ connection: value }, names)).toStrictEqual(
      left === undefined ? {} : { connection: left },
    );
    expect(linesWithout(["Connection", value], names)).toEqual(
      left === undefined ? [] : ["Connection", left],
    );
  });
});

it("sealed-connection: a header with a name of the same length may hold any name", () => {
  const raw = ["User-Agent", "x-real-ip"];
  expect(linesWithout(raw, names)).toEqual(raw);
});

describe("what Node does not make, but a double of a test may have", () => {
  it("is left out: a name without a value", () => {
    const raw = ["X-A", "b", "Connection"];
    expect(linesWithout(raw, names)).toEqual(["X-A", "b"]);
    expect(distinctOf(raw)).toEqual({ "x-a": ["b"] });
    expect(fieldsWithout({ "x-a": undefined }, names)).toStrictEqual({});
  });

  it("stays: a list of values", () => {
    const fields = { connection: ["close", "x-real-ip"] };
    expect(fieldsWithout(fields, names)).toEqual(fields);
  });

  it("replaces no prototype", () => {
    const fields = fieldsWithout(JSON.parse('{ "__proto__": ["a"] }') as object as never, names);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
});
