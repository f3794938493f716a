import { isIPv4, isIPv6 } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, line } from "../bytes.ts";

describe("the address parser of version 1", () => {
  it("accepts as source exactly what Node accepts as an address, zones apart", () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789abcdefF.:")), maxLength: 45 }),
      fc.string({ unit: fc.constantFrom(...Array.from("01:.")), maxLength: 30 }),
      fc
        .array(fc.constantFrom("0", "1", "ffff", ":", "::", "1.2.3.4", "255", "."), {
          maxLength: 18,
        })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (address) => {
        expect(takes(4, address)).toBe(isIPv4(address));
        expect(takes(6, address)).toBe(isIPv6(address));
      }),
      { numRuns: 1_500 },
    );
  });

  it("keeps every spelling of an address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), spelledIPv6()), (address) => {
        const { source } = headerOf(line(`PROXY TCP6 ${address} ::1 1 2\r\n`));
        expect(source?.address).toBe(address);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["1.2.3.4", true],
    ["2001:db8::7", true],
    ["1:2:3:4:5:6:7:8", true],
    ["1:0:3:0:5:6:7:8", true],
    ["::", true],
    ["1::", true],
    ["::1", true],
    ["1:0:0:4::8", true],
    ["::fffe:102:304", true],
    ["1::ffff:102:304", true],
    ["::ffff:0:102:304", true],
    ["::1:2:3:ffff:5:6", true],
    // Spelled otherwise than the same address would be formatted.
    ["2001:DB8::7", false],
    ["2001:0db8::7", false],
    ["1::4:0:0:0:8", false],
    ["::0:1:2:3:4:5", false],
    ["0:0:0:0:0:0:0:0", false],
    ["::ffff:102:304", false],
    ["::ffff:1.2.3.4", false],
  ])("makes the text of %s when it is first read: %s", (address, isLazy) => {
    const { source } = headerOf(
      line(`PROXY TCP${address.includes(":") ? 6 : 4} ${address} ::1 1 2\r\n`),
    );
    expect(Object.keys(source ?? {}).includes("address")).toBe(!isLazy);
    expect([source?.address, source?.address]).toEqual([address, address]);
  });
});

/** Whether a line of a family is right with an address as its source. */
function takes(family: number, address: string): boolean {
  const text = `PROXY TCP${family} ${address} 1.2.3.4 1 2\r\n`;
  return codeOf(() => headerOf(line(text))) === "nothing";
}

/** Eight groups, many of them zero, with one of the possible gaps or none. */
function spelledIPv6(): fc.Arbitrary<string> {
  const group = fc.constantFrom("0", "0", "0", "1", "ffff", "0a", "B");
  return fc
    .tuple(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(8), fc.nat(8))
    .map(([groups, start, length]) => {
      const end = Math.min(8, start + length);
      if (end - start < 1) return groups.join(":");
      return `${groups.slice(0, start).join(":")}::${groups.slice(end).join(":")}`;
    });
}
