import { describe, expect, expectTypeOf, it } from "vitest";
import { RANGE_NAMES } from "../../src/address/prefix.ts";
import {
  type AddressName,
  type AddressSource,
  type Config,
  createResolver,
  definePath,
  type Path,
} from "../../src/index.ts";

describe("definePath", () => {
  it("gives the path in a variable its type, and nothing else", () => {
    const hop = { address: "loopback", tells: "x-forwarded-for" } as const;
    const path = definePath([hop]);
    expectTypeOf(path).toEqualTypeOf<Path>();
    expect(path).toEqual([hop]);
    expect(createResolver(path).proxyHops).toBe(0);
  });
});

describe("the names that an editor completes", () => {
  it("stay in the types, beside any text", () => {
    expectTypeOf<Extract<AddressSource, "loopback">>().toEqualTypeOf<"loopback">();
    expectTypeOf<Extract<Config, "direct" | "private">>().toEqualTypeOf<"direct" | "private">();
    expectTypeOf("10.0.0.0/8").toExtend<AddressSource>();
    expectTypeOf("10.0.0.0/8").toExtend<Config>();
  });

  it("of addresses are all that there are", () => {
    const names: Readonly<Record<AddressName, true>> = {
      any: true,
      cgnat: true,
      invoker: true,
      linklocal: true,
      loopback: true,
      private: true,
      uniquelocal: true,
      unix: true,
    };
    expect(Object.keys(names)).toEqual(
      [...RANGE_NAMES.keys(), "any", "invoker", "unix"].toSorted(),
    );
  });

  it("do not let a misspelled field of a hop compile", () => {
    // @ts-expect-error -- "adress" is no field.
    expect(() => createResolver({ adress: "10.0.0.0/8", tells: "x-forwarded-for" })).toThrow(
      "[unknown-field]",
    );
  });
});
