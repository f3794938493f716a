import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import {
  from,
  fromGateway,
  gateway,
  GATEWAY,
  HASH,
  HEX,
  proven,
  read,
  sidecar,
  unresolved,
} from "../support/xfcc.ts";

/** The gateway's element, with things in its subject that look like the beginning of one. */
const withCandidates = (inside: number) =>
  `${HASH};Subject="${",By=x".repeat(inside)}";URI=${GATEWAY}`;
const long = (size: number) => `${HASH};Cert="${"c".repeat(size)}";URI=${GATEWAY}`;

/** A line of this many characters that is one element. */
const withSubject = (length: number): string => {
  const [head, tail] = [`Hash=${HEX};Subject="`, `";URI=${GATEWAY}`];
  return head + "s".repeat(length - head.length - tail.length) + tail;
};

describe("xfcc-bounds: what is tried of X-Forwarded-Client-Cert", () => {
  it("at most 8 candidates are tried", () => {
    expect(from("last", withCandidates(7))).toMatchObject(proven);
    expect(from("last", `junk,${withCandidates(7)}`)).toMatchObject(proven);
    expect(from("last", withCandidates(8))).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,${withCandidates(8)}`)).toMatchObject(unresolved("malformed"));
  });

  it("commas that begin nothing are no candidates", () => {
    expect(from("last", `${HASH};Subject="${",a".repeat(100)}";URI=${GATEWAY}`)).toMatchObject(
      proven,
    );
  });

  it("at most 8 blanks are passed over behind a comma; Envoy writes none", () => {
    expect(from("last", `junk,${" ".repeat(8)}${fromGateway}`)).toMatchObject(proven);
    expect(from("last", `junk,${" ".repeat(9)}${fromGateway}`)).toMatchObject(
      unresolved("malformed"),
    );
  });

  it("at most 8 KiB are scanned", () => {
    expect(from("last", long(7_900))).toMatchObject(proven);
    expect(from("last", long(8_200))).toMatchObject(unresolved("malformed"));
    expect(from("only", long(7_900))).toMatchObject(proven);
    expect(from("only", long(8_200))).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,${long(7_900)}`)).toMatchObject(proven);
    expect(from("last", `junk,${long(8_200)}`)).toMatchObject(unresolved("malformed"));
  });

  it("64 KiB of commas are refused at once", () => {
    expect(from("last", ",".repeat(65_536))).toMatchObject(unresolved("malformed"));
    expect(from("last", ",By=".repeat(16_384))).toMatchObject(unresolved("malformed"));
    expect(from("last", `"${",Hash=".repeat(10_000)}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `${",By=".repeat(16_384)},${fromGateway}`)).toMatchObject(proven);
  });
});

describe("xfcc-bounds: what is scanned of X-Forwarded-Client-Cert", () => {
  it.each([
    [8192, { uri: GATEWAY }, { uri: GATEWAY }],
    [8193, "malformed", "malformed"],
  ])("a line of %i characters: last %j, only %j", (length, last, only) => {
    expect(read("last", withSubject(length))).toEqual(last);
    expect(read("only", withSubject(length))).toEqual(only);
  });

  it("an element of 8,191 characters behind a comma is found in a longer line, for the comma is seen", () => {
    expect(read("last", `x,${withSubject(8191)}`)).toEqual({ uri: GATEWAY });
    expect(read("last", `xx,${withSubject(8191)}`)).toEqual({ uri: GATEWAY });
  });

  it("an element that begins where the search ends is not taken for the whole line", () => {
    expect(read("last", `x${withSubject(8192)}`)).toBe("malformed");
    expect(read("last", `x,${withSubject(8192)}`)).toBe("malformed");
  });

  it.each([
    [7, ",Hash=no", { uri: GATEWAY }],
    [8, ",Hash=no", "malformed"],
    [7, ", By=no", { uri: GATEWAY }],
    [8, ", By=no", "malformed"],
  ])("%i beginnings %j that are none, behind the one that is: %j", (count, decoy, named) => {
    const decoys = decoy.repeat(count);
    const text = `Hash=${HEX};Subject="${decoys}";URI=${GATEWAY}`;
    expect(read("last", text)).toEqual(named);
  });

  it.each([
    [127, { uri: GATEWAY }],
    [128, "malformed"],
  ])(
    "%i commas behind the beginning of the element, of which 128 are looked at: %j",
    (count, named) => {
      const text = `Hash=${HEX};Subject="${",".repeat(count)}";URI=${GATEWAY}`;
      expect(read("last", text)).toEqual(named);
      expect(read("last", `x,${text}`)).toEqual(named);
    },
  );

  it("a beginning is a whole key behind a comma only, so that others do not use the search up", () => {
    const decoys = ";Hash=no xBy=,B,By,H=,Hash".repeat(20);
    const text = `Hash=${HEX};Subject="${decoys}";URI=${GATEWAY}`;
    expect(read("last", text)).toEqual({ uri: GATEWAY });
  });
});

describe("xfcc-bounds: headers that would take a naive search long", () => {
  it("refuses 64 KiB of commas and of beginnings", () => {
    for (const text of [
      ",".repeat(65_536),
      ",Hash=".repeat(10_922),
      `${',By="'.repeat(13_000)}"`,
    ]) {
      expect(
        ask([gateway, sidecar("last")], "127.0.0.6", { "X-Forwarded-Client-Cert": text }),
      ).toMatchObject({
        ip: undefined,
        status: "malformed",
      });
    }
  });
});
