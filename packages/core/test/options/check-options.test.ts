import { describe, expect, it } from "vitest";
import {
  CALLBACK,
  checkOptions,
  FLAG,
  kindOf,
  oneOfThese,
  optionText,
  orUndefined,
  required,
  TEXT,
  wholeNumber,
} from "../../src/options/check-options.ts";
import type { OptionRule } from "../../src/options/check-options.ts";
import { ClientIpError } from "../../src/errors.ts";

const rules = {
  mode: required(oneOfThese("pass", "reject")),
  timeout: wholeNumber(1, 5_000, "milliseconds"),
  secret: TEXT,
};

function refusal(options: object, create?: (given: string) => ClientIpError) {
  try {
    const texts = {
      given: (option: string, value?: string) =>
        value === undefined ? option : `${option}: ${value}`,
      remedy: "Correct it.",
    };
    checkOptions(options, rules, create ? { ...texts, create } : { ...texts, code: "bad-field" });
  } catch (error) {
    return error as ClientIpError;
  }
  throw new Error("not refused");
}

describe("known-fields-only: an object of options", () => {
  it.each<[object, string]>([
    [{ mode: "pass" }, "what may be left out is"],
    [{ mode: "reject", timeout: 1, secret: "s" }, "all at once"],
    [{ mode: "pass", timeout: 5_000 }, "bounds are included"],
  ])("accepts %j: %s", (options) => {
    const words = { code: "bad-field", given: String, remedy: "Correct it." } as const;
    expect(() => checkOptions(options, rules, words)).not.toThrow();
  });

  it.each<[object, string, string, string]>([
    [{ mode: "pass", tmeout: 1 }, "tmeout", "one of mode, timeout, secret", 'Write "timeout".'],
    [{ mode: "pass", Timeout: 1 }, "Timeout", "one of mode, timeout, secret", 'Write "timeout".'],
    [{}, "mode: left out", 'mode: "pass" or "reject"', "Correct it."],
    [{ mode: undefined }, "mode: undefined", 'mode: "pass" or "reject"', "Correct it."],
    [
      { mode: "pass", timeout: undefined },
      "timeout: undefined",
      "timeout: a whole number of milliseconds from 1 to 5000",
      "Correct it.",
    ],
    [
      { mode: "pass", secret: " " },
      "secret: (secret)",
      "secret: text that is not empty",
      "Correct it.",
    ],
  ])("refuses %j", (options, given, expected, remedy) => {
    const error = refusal(options);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error.code).toBe("bad-field");
    expect([error.given, error.expected, error.remedy]).toEqual([given, expected, remedy]);
  });

  it("throws the error that the caller creates", () => {
    class Special extends ClientIpError {}
    const words = { code: "bad-field", expected: "a mode", remedy: "Add it." } as const;
    const error = refusal({}, (given) => new Special({ ...words, given }));
    expect(error).toBeInstanceOf(Special);
    expect(error.given).toBe("mode: left out");
  });
});

describe("known-fields-only: the rule of an option", () => {
  it.each<[string, OptionRule, readonly unknown[], readonly unknown[]]>([
    ["FLAG", FLAG, [true, false], [0, "true", undefined, null]],
    ["TEXT", TEXT, ["a", " a "], ["", " ", 1, undefined, ["a"]]],
    ["CALLBACK", CALLBACK, [() => 1, String], [{}, "f", undefined]],
    ["oneOfThese", oneOfThese("a", 1), ["a", 1], ["1", "b", undefined]],
    ["wholeNumber", wholeNumber(0, 2), [0, 1, 2], [-1, 3, 0.5, "1", Number.NaN, undefined]],
    ["orUndefined", orUndefined(FLAG), [true, undefined], [null, 0]],
    ["required", required(FLAG), [true, false], [undefined]],
  ])("%s", (_name, { allows }, right, wrong) => {
    expect(right.filter((value) => !allows(value))).toEqual([]);
    expect(wrong.filter((value) => allows(value))).toEqual([]);
  });

  it("says in the error which values are expected", () => {
    expect(wholeNumber(0, 2).expected).toBe("a whole number from 0 to 2");
    expect(wholeNumber(2).expected).toBe("a whole number of at least 2");
    expect(oneOfThese("a", 1).expected).toBe('"a" or 1');
    expect(CALLBACK.expected).toBe("a function");
    expect(required(FLAG)).toMatchObject({ expected: "true or false", required: true });
    expect(orUndefined(FLAG).expected).toBe("true or false");
  });
});

describe("secret-redacted: a value of an option as text", () => {
  it.each<[unknown, string]>([
    [["a", "hunter2"], "an array"],
    [{ secret: "hunter2" }, "an object"],
    [() => "hunter2", "a function"],
    ["text", "text"],
    [null, "null"],
    [undefined, "undefined"],
    [5, "5"],
  ])("never shows the contents of %o: %s", (value, kind) => {
    expect(kindOf(value)).toBe(kind);
    expect(optionText("option", value)).toBe(value === "text" ? '"text"' : kind);
  });

  it("shows no secret, but that one is undefined", () => {
    expect(optionText("secret", "hunter2")).toBe("(secret)");
    expect(optionText("secret", undefined)).toBe("undefined");
  });
});
