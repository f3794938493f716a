import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Address } from "../src/address/address.ts";
import { formatAddress, parseAddress } from "../src/address/parse.ts";
import { readExternalAddress } from "../src/headers/envoy-external-address.ts";
import { WalkState } from "../src/walk/walk-state.ts";
import { addressText, textOf } from "./arbitraries.ts";

function stateOf(external: string, list: string | undefined): WalkState {
  const state = new WalkState(0);
  const rawHeaders = ["X-Envoy-External-Address", external];
  if (list !== undefined) rawHeaders.push("X-Forwarded-For", list);
  state.begin({ peer: "10.0.0.1", rawHeaders });
  return state;
}

function read(external: string, list: string | undefined, trustedHops = 0): string {
  const state = stateOf(external, list);
  const told = readExternalAddress(state, "x-envoy-external-address", trustedHops);
  return told === "address" ? formatAddress(state.reported) : told;
}

/** An address behind blanks, so that this many characters are scanned. */
const pad = (length: number): string => "192.0.2.1".padStart(length);

/** Canonical text, or undefined. */
function bare(text: string): string | undefined {
  const address = new Address();
  return parseAddress(text, 0, text.length, address) ? formatAddress(address) : undefined;
}

/** Rule 8, by splitting. */
function expectedOf(external: string, list: string | undefined, trustedHops: number): string {
  const named = bare(external);
  if (named === undefined) return "malformed";
  if (list === undefined) return "missing";
  const elements = list.split(",").map((text) => text.replaceAll(/^[ \t]+|[ \t]+$/g, ""));
  const element = elements.at(-(trustedHops + 1)) ?? elements.at(-1) ?? "";
  const other = bare(element);
  if (other === undefined) return "malformed";
  return other === named ? named : "conflict";
}

describe("x-envoy-external-address", () => {
  it("is believed where the element of the list from which Envoy took it says the same", () => {
    const few = fc.constantFrom("192.0.2.1", "192.0.2.2", "2001:db8::1", "::ffff:192.0.2.1");
    const element = fc.oneof(
      { weight: 6, arbitrary: few },
      { weight: 1, arbitrary: addressText },
      { weight: 1, arbitrary: fc.constantFrom("", "192.0.2.1:80", "[2001:db8::1]", "unknown") },
    );
    const list = fc
      .array(fc.tuple(textOf(" \t", 1), element, textOf(" \t", 1)), { minLength: 1, maxLength: 5 })
      .map((elements) => elements.map((parts) => parts.join("")).join(","));
    fc.assert(
      fc.property(
        few,
        fc.option(list, { nil: undefined }),
        fc.nat(5),
        (external, elements, hops) => {
          expect(read(external, elements, hops)).toBe(expectedOf(external, elements, hops));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is what is looked at, also where the list contradicts it", () => {
    for (const list of ["192.0.2.1", "192.0.2.2"]) {
      const state = stateOf(" 192.0.2.1\t", list);
      readExternalAddress(state, "x-envoy-external-address", 0);
      expect(state.element).toBe("192.0.2.1");
    }
  });

  test("counts what is scanned: its own value, and of the list each element with its comma", () => {
    expect(read("192.0.2.1", pad(4_096 - 9 - 1))).toBe("192.0.2.1");
    expect(read("192.0.2.1", pad(4_096 - 9))).toBe("too-long");
    expect(read("192.0.2.1", `192.0.2.1,${pad(4_096 - 9 - 1 - 10)}`, 1)).toBe("192.0.2.1");
    expect(read("192.0.2.1", `192.0.2.1,${pad(4_096 - 9 - 10)}`, 1)).toBe("too-long");
    expect(read(pad(4_096), "192.0.2.1")).toBe("too-long");
  });
});
