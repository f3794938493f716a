import { describe, expect, it } from "vitest";
import type { ClientIpError, LiveAddressesOptions } from "../../src/index.ts";
import { LiveAddresses } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

const refused = (options: unknown): ClientIpError =>
  thrownBy(() => new LiveAddresses(options as LiveAddressesOptions));
const having = (more: object): ClientIpError =>
  refused({ name: "cdn", prefixes: ["192.0.2.0/24"], ...more });

describe("known-fields-only: the options of a live list", () => {
  it.each<[object, string, string]>([
    [{ minimun: 5 }, 'the field "minimun" of a live list', 'Write "minimum".'],
    [{ Maximum: 5 }, 'the field "Maximum" of a live list', 'Write "maximum".'],
    [{ url: "x" }, 'the field "url" of a live list', "Remove it, or check its spelling."],
    [
      { widest: { ipv4: 8, ipv6: 16, ipv5: 8 } },
      'the field "ipv5" of a live list\'s widest',
      'Write "ipv4".',
    ],
  ])("refuses %j", (more, given, remedy) => {
    expect(having(more)).toMatchObject({ code: "unknown-field", given, remedy });
  });

  it.each<[object, string, string]>([
    [{ minimum: 1.5 }, "minimum: 1.5", "minimum: a whole number of at least 0"],
    [{ minimum: -1 }, "minimum: -1", "minimum: a whole number of at least 0"],
    [{ minimum: "5" }, 'minimum: "5"', "minimum: a whole number of at least 0"],
    [{ maximum: Number.NaN }, "maximum: NaN", "maximum: a whole number of at least 0"],
    [{ maximum: Infinity }, "maximum: Infinity", "maximum: a whole number of at least 0"],
    [{ widest: 8 }, "widest: 8", "widest: { ipv4, ipv6 } in bits"],
    [
      { widest: { ipv4: 8 } },
      "widest.ipv6: left out",
      "ipv6: a whole number of bits from 0 to 128",
    ],
    [
      { widest: { ipv4: 1.5, ipv6: 16 } },
      "widest.ipv4: 1.5",
      "ipv4: a whole number of bits from 0 to 32",
    ],
    [
      { widest: { ipv4: 33, ipv6: 16 } },
      "widest.ipv4: 33",
      "ipv4: a whole number of bits from 0 to 32",
    ],
    [
      { widest: { ipv4: 8, ipv6: -1 } },
      "widest.ipv6: -1",
      "ipv6: a whole number of bits from 0 to 128",
    ],
    [
      { source: "https://cdn.example" },
      'source: "https://cdn.example"',
      "source: { url }, { file } or { dns }",
    ],
    [{ staleAfter: 0 }, "staleAfter: 0", "staleAfter: a number of milliseconds above 0"],
    [{ staleAfter: "1000" }, 'staleAfter: "1000"', "staleAfter: a number of milliseconds above 0"],
    [{ staleAfter: "1d" }, 'staleAfter: "1d"', "staleAfter: a number of milliseconds above 0"],
    [{ maxChange: 0.5 }, "maxChange: 0.5", "maxChange: a number of at least 1"],
    [{ maxChange: "2" }, 'maxChange: "2"', "maxChange: a number of at least 1"],
    [{ maxChange: Number.NaN }, "maxChange: NaN", "maxChange: a number of at least 1"],
    [{ publicOnly: 1 }, "publicOnly: 1", "publicOnly: true or false"],
    [{ name: "" }, 'name: ""', "name: text that is not empty"],
    [{ name: 1 }, "name: 1", "name: text that is not empty"],
    [{ date: "2026-01-01" }, 'date: "2026-01-01"', "date: a Date that is valid"],
    [{ date: new Date("x") }, "date: an object", "date: a Date that is valid"],
    [
      { prefixes: "192.0.2.0/24" },
      'prefixes: "192.0.2.0/24"',
      'prefixes: an array of text, such as ["192.0.2.0/24"]',
    ],
    [
      { prefixes: [1] },
      "prefixes: an array",
      'prefixes: an array of text, such as ["192.0.2.0/24"]',
    ],
  ])("refuses %j", (more, given, expected) => {
    const remedy = "Correct the option.";
    expect(having(more)).toMatchObject({ code: "bad-field", given, expected, remedy });
  });

  it.each([
    [undefined, "undefined"],
    [["192.0.2.0/24"], "an array"],
    ["192.0.2.0/24", "text"],
  ])("refuses %j in place of the options", (options, given) => {
    expect(refused(options)).toMatchObject({
      code: "config-type",
      given: `LiveAddresses(${given})`,
      remedy: 'Write new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"] }).',
    });
  });

  it("allows any time above 0 as an age", () => {
    expect(new LiveAddresses({ name: "cdn", staleAfter: 1 }).staleAfter).toBe(1);
  });

  it("allows undefined where there is a default", () => {
    const none = { date: undefined, minimum: undefined, maximum: undefined, widest: undefined };
    const options = { name: "cdn", prefixes: ["192.0.2.0/24"], ...none };
    expect(new LiveAddresses(options as unknown as LiveAddressesOptions).current.size).toBe(1);
  });

  it("are read once: the limits do not follow the object", () => {
    const widest = { ipv4: 8, ipv6: 16 };
    const list = new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"], widest });
    widest.ipv4 = 0;
    expect(() => list.update(["10.0.0.0/7"])).toThrow("[live-list]");
  });
});

describe("live-list-bounds: an update", () => {
  const list = new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"] });
  const update = (prefixes: unknown, date?: Date): ClientIpError =>
    thrownBy(() => list.update(prefixes as string[], date));

  it.each([
    [undefined, "undefined"],
    [{ prefixes: [] }, "an object"],
    ["192.0.2.0/24", "text"],
    [["192.0.2.0/24", null], "an array"],
  ])("is no list of text: %j", (prefixes, given) => {
    expect(update(prefixes)).toMatchObject({
      code: "live-list",
      given: `${given} in the list "cdn"`,
      expected: "an array of text",
    });
    expect(list.generation).toBe(0);
  });

  it("has no date that is never old", () => {
    expect(update(["192.0.2.0/24"], new Date("x"))).toMatchObject({
      code: "live-list",
      given: 'the date "Invalid Date" in the list "cdn"',
      expected: "a Date that is valid",
    });
    expect(list.generation).toBe(0);
  });
});
