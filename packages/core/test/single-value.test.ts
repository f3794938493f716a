import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../src/address/address.ts";
import {
  formatAddress,
  parseAddress,
  parseAddressColonPort,
  parseEndpoint,
} from "../src/address/parse.ts";
import { readValue } from "../src/headers/single-value.ts";
import { WalkState } from "../src/walk/walk-state.ts";
import { addressText, textOf, wildText } from "./arbitraries.ts";

function read(lines: readonly string[], format?: "ip" | "ip:port"): string {
  const state = new WalkState(0);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => ["X-Real-IP", line]) });
  const told = readValue(state, "x-real-ip", format);
  return told === "address" ? `${formatAddress(state.reported)} ${state.reported.port}` : told;
}

const formats = fc.constantFrom(undefined, "ip" as const, "ip:port" as const);

describe("a header that holds one address", () => {
  it("is read by the parser of its format, without the blanks around it", () => {
    fc.assert(
      fc.property(wildText, textOf(" \t", 2), formats, (text, blanks, format) => {
        const parse = {
          any: parseEndpoint,
          ip: parseAddress,
          "ip:port": parseAddressColonPort,
        }[format ?? "any"];
        const address = new Address();
        const bare = text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
        const found = parse(bare, 0, bare.length, address);
        const expected = found ? `${formatAddress(address)} ${address.port}` : "malformed";
        expect(read([blanks + text + blanks], format)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("is malformed as soon as there are two lines or a comma, even of equal values", () => {
    fc.assert(
      fc.property(addressText, wildText, formats, (text, other, format) => {
        expect(read([text, text], format)).toBe("malformed");
        expect(read([`${text},${text}`], format)).toBe("malformed");
        expect(read([other, text], format)).toBe("malformed");
        expect(read([text, other], format)).toBe("malformed");
      }),
    );
  });

  it("is missing when it is absent, malformed when it is empty", () => {
    expect(read([])).toBe("missing");
    expect(read([""])).toBe("malformed");
  });

  it("is scanned up to 4,096 characters", () => {
    expect(read(["1.2.3.4".padStart(4_096)])).toBe("1.2.3.4 -1");
    expect(read(["1.2.3.4".padStart(4_097)])).toBe("too-long");
  });
});
