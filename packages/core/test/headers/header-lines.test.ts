import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerLines, joinedHeader } from "../../src/headers/header-lines.ts";
import { textOf } from "../support/arbitraries.ts";
import { ask, joined, raw } from "../support/ask.ts";
import type { Evidence, Hop, ValueTells } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const peer = "192.0.2.1";
const CLIENT = "203.0.113.7";
const listHop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });
const says = (tells: ValueTells): Hop => ({ name: "proxy", address: "10.0.0.1", tells });
const real = says({ value: "X-Real-IP" });

describe("the lines of a header", () => {
  it.each([
    [["X-A", "1", "x-a", "2", "X-B", "3"], ["1", "2"], "names are compared without case"],
    [["X-A", "1", "x-z", "2"], ["1"], "another letter"],
    [["X-A", "1", "z-a", "2"], ["1"], "another letter in front"],
    [["x_a", "1"], [], "an underscore is no hyphen"],
    [["x-a", ""], [""], "an empty line is a line"],
    [["x-a"], [], "a name without a value is no line"],
    [["x-b", "x-a", "x-c", "2"], [], "a value that looks like the name"],
    [["x-a ", "1"], [], "a blank belongs to the name"],
    [[], [], "no header"],
  ])("the raw headers %j hold the lines %j: %s", (rawHeaders, expected) => {
    expect(headerLines({ peer, rawHeaders }, "x-a")).toEqual(expected);
    expect(joinedHeader({ peer, rawHeaders }, "x-a")).toBe(
      expected.length === 0 ? undefined : expected.join(", "),
    );
  });

  it("letters are compared without case from A to Z, and no other character", () => {
    for (const [given, name] of [
      ["X-AAZZ", "x-aazz"],
      ["x-aAzZ", "x-aazz"],
    ] as const) {
      expect(headerLines({ peer, rawHeaders: [given, "1"] }, name)).toEqual(["1"]);
    }
    const near = ["X-@", "x-`", "X-[", "x-{"];
    for (const name of ["x-`", "x-{"]) {
      const lines = headerLines({ peer, rawHeaders: near.flatMap((one) => [one, one]) }, name);
      expect(lines).toEqual([name]);
    }
  });

  it("all lines come in wire order", () => {
    const line = fc.tuple(fc.constantFrom("x-a", "X-A", "x-A", "X-a", "x-b"), textOf("a,", 3));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const expected = lines.filter(([name]) => name.toLowerCase() === "x-a");
        expect(headerLines({ peer, rawHeaders: lines.flat() }, "x-a")).toEqual(
          expected.map(([, value]) => value),
        );
      }),
    );
  });
});

describe("a header joined", () => {
  it.each<[NonNullable<Evidence["headers"]>, string | undefined, string]>([
    [{ "x-a": "1, 2" }, "1, 2", "Node's own join is taken as it is"],
    [{ "x-a": ["1", "2"] }, "1, 2", "an array is joined"],
    [{ "x-a": ["1"] }, "1", "an array of one"],
    [{ "x-a": [] }, undefined, "an empty array is absent"],
    [{ "x-a": undefined }, undefined, "undefined is absent"],
    [{ "x-a": "" }, "", "empty is there"],
    [{ "X-A": "1" }, undefined, "Node's names are lower case"],
    [Object.create({ "x-a": "1" }) as Record<string, string>, undefined, "inherited is absent"],
    [{}, undefined, "absent is absent"],
  ])("the headers %j give %j: %s", (headers, expected) => {
    expect(joinedHeader({ peer, rawHeaders: ["x-a", "raw"], headers }, "x-a")).toBe(expected);
  });

  it("own-properties: a property that every object has is no header", () => {
    for (const name of ["constructor", "__proto__", "tostring", "toString", "hasOwnProperty"]) {
      expect(joinedHeader({ peer, rawHeaders: [], headers: {} }, name)).toBeUndefined();
    }
  });

  it("is the same from the raw lines as from Node's join of them", () => {
    const values = fc.dictionary(
      fc.constantFrom("X-Forwarded-For", "x-real-ip", "Forwarded"),
      fc.array(textOf("1., \t", 6), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(values, (lines) => {
        for (const name of ["x-forwarded-for", "x-real-ip", "forwarded"]) {
          expect(joinedHeader(joined(peer, lines), name)).toBe(
            joinedHeader(raw(peer, lines), name),
          );
        }
      }),
    );
  });
});

describe("underscore-is-no-hyphen: names of X-Forwarded-For", () => {
  it.each([
    ["x_forwarded_for", listHop],
    ["X-Forwarded_For", listHop],
    ["x_real_ip", { ...listHop, tells: { value: "X-Real-IP" } }],
    ["X-Real-IP", { ...listHop, tells: { value: "x_real_ip" } }],
  ] as const)("the name %s is another header", (name, path) => {
    expect(ask(path, "10.0.0.1", { [name]: "6.6.6.6" })).toMatchObject(unresolved("missing"));
  });

  it("a name with underscores is ignored beside the right one", () => {
    expect(
      ask(listHop, "10.0.0.1", { "X-Forwarded-For": CLIENT, x_forwarded_for: "6.6.6.6" }),
    ).toMatchObject({ ip: CLIENT });
  });
});

it("underscore-is-no-hyphen: names in any case are one header", () => {
  expect(
    createResolver(listHop).resolve(raw("10.0.0.1", { "x-FORWARDED-for": CLIENT })),
  ).toMatchObject({
    ip: CLIENT,
  });
});

describe("own-properties: headers are own properties that hold text", () => {
  it.each(["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"])(
    "an inherited %s is missing, an own one is read",
    (value) => {
      const hop = says({ value });
      const resolver = createResolver(hop);
      expect(ask(hop, "10.0.0.1")).toMatchObject(unresolved("missing"));
      expect(resolver.resolve(raw("10.0.0.1", {}, { headers: {} }))).toMatchObject(
        unresolved("missing"),
      );
      const lists: Hop = { ...hop, tells: { list: value } };
      expect(ask(lists, "10.0.0.1")).toMatchObject(unresolved("missing"));
      expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [value, CLIENT] })).toMatchObject({
        ip: CLIENT,
      });
    },
  );

  it("a polluted prototype says nothing", () => {
    const inherited = {
      "x-real-ip": "6.6.6.6",
      "x-forwarded-for": "6.6.6.6",
      forwarded: "for=6.6.6.6",
    };
    const headers = Object.create(inherited) as Record<string, string>;
    const hops: Hop[] = [
      real,
      { ...real, tells: "x-forwarded-for" },
      { ...real, tells: "forwarded" },
      { ...real, tells: { value: "x-envoy-external-address" } },
    ];
    for (const hop of hops) {
      const resolver = createResolver(hop);
      expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [], headers })).toMatchObject(
        unresolved("missing"),
      );
    }
  });

  it.each([42, true, null, {}, () => CLIENT, { toString: () => CLIENT }])(
    "an own property that is no string is not read: %j",
    (value) => {
      const headers = { "x-real-ip": value, "x-forwarded-for": value } as unknown as Record<
        string,
        string
      >;
      for (const hop of [real, { ...real, tells: "x-forwarded-for" }] as const) {
        expect(
          createResolver(hop).resolve({ peer: "10.0.0.1", rawHeaders: [], headers }),
        ).toMatchObject(unresolved("missing"));
      }
    },
  );

  it("an inherited secret proves nothing", () => {
    const headers = Object.create({ "x-edge": "s3cret" }) as Record<string, string>;
    const resolver = createResolver({ ...real, secret: { header: "X-Edge", value: "s3cret" } });
    expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [], headers })).toMatchObject(
      unresolved("unproven"),
    );
  });
});

describe("own-properties: an inherited property", () => {
  it("the header constructor is missing", () => {
    const hop: Hop = { address: "10.0.0.1", tells: { value: "constructor" } };
    expect(ask(hop, "10.0.0.1")).toMatchObject({ ip: undefined, status: "missing" });
  });
});
