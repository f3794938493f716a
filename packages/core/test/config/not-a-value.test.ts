import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";

function nginx(): void {}

const OBJECT = "an object of functions, such as nginx";

const unnamed = [() => "nginx"][0];

describe("closed-grammar: a configuration of another form", () => {
  it.each<[string, unknown, string, string]>([
    ["a preset that was not called", nginx, "the function nginx", "Call it: nginx()."],
    ["the same in a path", [nginx], "the function nginx", "Call it: nginx()."],
    ["a function without a name", unnamed, "a function", "Call the preset: cloudflare()."],
    ["a promise", Promise.resolve([]), "a promise", "Await it, and give what it resolves to."],
    [
      "a promise in a path",
      [Promise.resolve({})],
      "a promise",
      "Await it, and give what it resolves to.",
    ],
    [
      "undefined in a path",
      [undefined],
      "undefined",
      "Write a hop such as { address: '10.0.0.0/8', tells: 'x-forwarded-for' }.",
    ],
    [
      "a module",
      { nginx, other: nginx },
      OBJECT,
      "Give what one of them returns, such as nginx().",
    ],
    [
      "the same in a path",
      [{ default: 1, nginx }],
      OBJECT,
      "Give what one of them returns, such as nginx().",
    ],
    ["a number", 3, "3", "For a number of proxies, write { hops: 3 }."],
    ["no number", Number.NaN, "NaN", "For a number of proxies, write { hops: 2 }."],
    ["zero", 0, "0", "Write 'direct' if there is no proxy, or leave the argument out."],
  ])("%s", (_what, config, given, remedy) => {
    expect(refusal(config)).toMatchObject({ code: "config-type", given, remedy });
  });

  it.each<[unknown, string, string]>([
    [{ hop: 2 }, 'the field "hop"', "Write { hops: 2 }."],
    [{ Hops: 3 }, 'the field "Hops"', "Write { hops: 3 }."],
    [{ hosp: 2, atLeast: "address" }, 'the field "hosp"', "Write { hops: 2 }."],
    [{ hop: 0 }, 'the field "hop"', "Write { hops: N }."],
    [{ hop: { tells: "forwarded" } }, 'the field "hop"', "Write { hops: N }."],
    [{ paths: [] }, 'the field "paths"', "Write { path: [ … ] }."],
  ])("a misspelled form: %j", (config, given, remedy) => {
    expect(refusal(config)).toMatchObject({ code: "unknown-field", given, remedy });
  });

  it.each(["adress", "address"])(
    "a function as the field %s is not taken for a module",
    (field) => {
      expect(refusal({ [field]: nginx, nginx }).code).toBe("unknown-field");
    },
  );

  it.each<[string, unknown]>([
    ["a function whose name cannot be called", { "my-nginx": nginx }],
    ["a field that no hop has", { colour: "red" }],
    ["a field that promises have", JSON.parse('{"then":"red"}')],
  ])("an object that is neither a module nor a promise: %s", (_what, config) => {
    expect(refusal(config).code).toBe("unknown-field");
  });

  it("a promise, where any form was expected", () => {
    const { expected } = refusal(Promise.resolve([]));
    expect(expected).toBe("a string, a hop, a path or { hops: N }");
  });

  it("a promise of addresses", () => {
    const address = Promise.resolve(["10.0.0.0/8"]);
    expect(refusal({ address, tells: "x-forwarded-for" })).toMatchObject({
      code: "bad-address",
      given: "a promise",
      remedy: "Await it, and give what it resolves to.",
    });
  });

  it("not a number of hops", () => {
    const remedy = "Write a number, { hops: 2 }, or the text 'hops=2'.";
    expect(refusal({ hops: Number.NaN })).toMatchObject({
      code: "bad-hop-count",
      given: "NaN",
      expected: "a whole number from 1 to 32",
      remedy,
    });
  });

  it.each<[string, string]>([
    ["10.0.0.1:8080", "10.0.0.1"],
    ["[::1]:8080", "::1"],
    ["[2001:DB8::1]", "2001:db8::1"],
    ["[::ffff:10.0.0.1]:80", "10.0.0.1"],
  ])("the address %s of a hop, with a port", (address, alone) => {
    expect(refusal({ address, tells: "x-forwarded-for" })).toMatchObject({
      code: "bad-address",
      remedy: `Write "${alone}" for the single address, without a port or brackets.`,
    });
  });

  it("text that is an address with a port", () => {
    expect(refusal("10.0.0.1:8080")).toMatchObject({
      code: "bad-address",
      remedy: 'Write "10.0.0.1" for the single address, without a port or brackets.',
    });
  });
});
