import { describe, expect, it } from "vitest";
import { elementsOf } from "../../src/doctor/elements.ts";

const inList = (text: string) => elementsOf(["X-Forwarded-For", text], "x-forwarded-for");
const inForwarded = (text: string) => elementsOf(["Forwarded", text], "forwarded");

describe("elementsOf", () => {
  it("finds addresses in a list, without ports and brackets", () => {
    expect(inList("6.6.6.6, [2001:db8::1]:443,2001:DB8::2 , 1.2.3.4:80, [::3], unix:")).toEqual([
      "6.6.6.6",
      "2001:db8::1",
      "2001:db8::2",
      "1.2.3.4",
      "::3",
      "unix",
    ]);
  });

  it.each([
    "",
    "unknown",
    "[]",
    ":80",
    "x[2001:db8::1]",
    "[2001:db8::1]x",
    "[2001:db8::1]:123456",
    "x1.2.3.4:80",
    "1.2.3.4:80x",
    "1.2.3.4:123456",
    "unix",
  ])("takes %j for no address", (text) => {
    expect(inList(text)).toEqual([undefined]);
  });

  it("finds addresses in Forwarded", () => {
    const text = 'for=6.6.6.6;proto=https, For = "[::1]:443" ;by=x,proto=http; for=1.1.1.1;x';
    expect(inForwarded(text)).toEqual(["6.6.6.6", "::1", "1.1.1.1"]);
  });

  it.each(["xfor=2.2.2.2", "by=for=3.3.3.3", "for=unknown", "for=", "2.2.2.2", '"for=4.4.4.4"'])(
    "takes %j for no address of Forwarded",
    (text) => {
      expect(inForwarded(text)).toEqual([undefined]);
    },
  );

  it("reads all lines of a name, in any letter case", () => {
    const lines = ["X-Forwarded-For", "6.6.6.6", "X-Real-IP", "7.7.7.7", "x-forwarded-for", "::1"];
    expect(elementsOf(lines, "x-forwarded-for")).toEqual(["6.6.6.6", "::1"]);
    expect(elementsOf(lines, "forwarded")).toEqual([]);
  });
});
