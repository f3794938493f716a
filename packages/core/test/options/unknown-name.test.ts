import { describe, expect, it } from "vitest";
import { textsFor, unknownName } from "../../src/options/unknown-name.ts";

describe("known-fields-only: a name that is not known", () => {
  it.each<[object, string | undefined, string | undefined]>([
    [{}, undefined, undefined],
    [{ address: 1, tells: 1 }, undefined, undefined],
    [{ address: 1, adress: 1 }, "adress", "address"],
    [{ colour: 1 }, "colour", undefined],
  ])("of %j is %s, for %s", (value, name, meant) => {
    const found = unknownName(value, ["address", "tells"]);
    expect(found).toEqual(name === undefined ? undefined : { name, meant });
  });

  it("is fixed by the name that was meant, or by what the caller says", () => {
    const known = ["address", "tells"];
    expect(textsFor({ name: "adress", meant: "address" }, known, "Remove it.")).toEqual({
      expected: "one of address, tells",
      remedy: 'Write "address".',
    });
    expect(textsFor({ name: "colour", meant: undefined }, known, "Remove it.").remedy).toBe(
      "Remove it.",
    );
  });
});
