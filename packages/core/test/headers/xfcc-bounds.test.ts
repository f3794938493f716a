import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { CertificateSubject } from "../../src/headers/xfcc.ts";
import { readClientCert } from "../../src/headers/xfcc.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const HASH = `Hash=${"0123456789abcdef".repeat(4)}`;
const BY = "By=spiffe://cluster.local/ns/default/sa/app";
const genuine = `${BY};${HASH};Subject="";URI=${GATEWAY}`;
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const sidecar = (xfcc: "last" | "only"): Hop => ({
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc,
});
const from = (xfcc: "last" | "only", header: string | string[] | undefined) =>
  ask([gateway, sidecar(xfcc)], "127.0.0.6", {
    "X-Forwarded-For": CLIENT,
    ...(header === undefined ? {} : { "X-Forwarded-Client-Cert": header }),
  });
const unresolved = (status: string) => ({ ip: undefined, status, via: ["sidecar"] });
const proven = {
  ip: CLIENT,
  status: "resolved",
  proof: "identity",
  identity: GATEWAY,
  source: "x-forwarded-for",
  via: ["gateway", "sidecar"],
  warnings: [],
};

/** The gateway's element, with things in its subject that look like the beginning of one. */
const withCandidates = (inside: number) =>
  `${HASH};Subject="${",By=x".repeat(inside)}";URI=${GATEWAY}`;
const long = (size: number) => `${HASH};Cert="${"c".repeat(size)}";URI=${GATEWAY}`;
const HEX = "a".repeat(64);

function read(which: "last" | "only", ...lines: readonly string[]): CertificateSubject {
  const rawHeaders = lines.flatMap((line) => ["X-Forwarded-Client-Cert", line]);
  return readClientCert({ peer: "127.0.0.6", rawHeaders }, which);
}

/** A line of this many characters that is one element. */
const withSubject = (length: number): string => {
  const [head, tail] = [`Hash=${HEX};Subject="`, `";URI=${GATEWAY}`];
  return head + "s".repeat(length - head.length - tail.length) + tail;
};
const lastSidecar: Hop = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
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
    expect(from("last", `junk,${" ".repeat(8)}${genuine}`)).toMatchObject(proven);
    expect(from("last", `junk,${" ".repeat(9)}${genuine}`)).toMatchObject(unresolved("malformed"));
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
    expect(from("last", `${",By=".repeat(16_384)},${genuine}`)).toMatchObject(proven);
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
        ask([gateway, lastSidecar], "127.0.0.6", { "X-Forwarded-Client-Cert": text }),
      ).toMatchObject({
        ip: undefined,
        status: "malformed",
      });
    }
  });
});
