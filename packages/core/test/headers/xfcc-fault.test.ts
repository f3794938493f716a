import { describe, expect, it } from "vitest";
import { MAX_XFCC } from "../../src/limits.ts";
import { xfccFault } from "../../src/headers/xfcc-fault.ts";

const BY = "By=spiffe://a/app";
const HASH = `Hash=${"a".repeat(64)}`;

const faultOf = (source: "last" | "only", ...lines: readonly string[]): string =>
  xfccFault(
    { peer: "127.0.0.6", rawHeaders: lines.flatMap((line) => ["x-forwarded-client-cert", line]) },
    source,
  );

describe("what is wrong with X-Forwarded-Client-Cert", () => {
  it.each([
    // [the element, the field that is named, why the row exists]
    ["By=a b;Hash=", "By", "a space in it"],
    [`By=a b;${HASH}`, "By", "a space in it, in front of a good Hash"],
    ["By=a", "By", "nothing follows"],
    [`${BY};By=a b;Hash=`, "By", "a space in the second"],
    [`By=;${BY};Hash=1`, "Hash (64 hexadecimal digits)", "too short, behind two By"],
    [`${BY};URI=a`, "Hash (64 hexadecimal digits)", "left out behind By"],
    ["Hash=", "Hash (64 hexadecimal digits)", "empty"],
    [`${BY};${HASH.slice(1)}`, "Hash (64 hexadecimal digits)", "misspelled"],
    [`${HASH}0`, "Hash (64 hexadecimal digits)", "65 digits"],
    [`${HASH.slice(0, -1)}g`, "Hash (64 hexadecimal digits)", "no digit"],
    [`${HASH} `, "Hash (64 hexadecimal digits)", "a space behind it"],
    [`${HASH};Unknown=a`, "Hash", "an unknown field is not named"],
    [`By=;${BY};${HASH};Subject=CN;URI=a;DNS=b`, "Subject", "without quotes"],
    [`${HASH};Subject="CN`, "Subject", "without the closing quote"],
    [`${HASH};Cert="a";Chain=b`, "Chain", "without quotes, behind one with quotes"],
    [`${HASH};Subject="a\\"b";Cert="a"`, "Cert", "not in its place"],
    [`${HASH};Cert="a"b`, "Cert", "text behind its quotes"],
    [`${HASH};Chain="a"b`, "Chain", "text behind its quotes"],
    [`${HASH};Subject="a"b`, "Subject", "text behind its quotes"],
    [`${HASH};Subject="";URI=a b`, "URI", "a space in it"],
    [`${HASH};URI=a;DNS=b;URI=c`, "URI", "not in its place"],
    [`${HASH};DNS=b;Unknown=c`, "DNS", "an unknown field is not named"],
    [`${HASH};URI=;DNS=b c;Cert="a";Chain="a";Subject="a"`, "DNS", "a space in it"],
  ])("%s: the field %s (%s)", (element, field) => {
    const text = `is malformed in the field ${field}`;
    expect(faultOf("only", element)).toBe(text);
    expect(faultOf("last", element)).toBe(text);
    expect(faultOf("last", `${HASH}, ${element}`)).toBe(text);
    expect(faultOf("last", `,${element}`)).toBe(text);
    expect(faultOf("last", HASH, ` ${element}`)).toBe(text);
  });

  it.each<["last" | "only", string, readonly string[]]>([
    ["only", "has 2 lines, not one", [HASH, HASH]],
    ["only", "is longer than the limit", [`${HASH};URI=${"a".repeat(9_000)}`]],
    ["only", "is malformed: By= or Hash= must begin it", [`x,${HASH}`]],
    ["only", "is malformed in the field URI", [`${HASH};URI= `.padEnd(MAX_XFCC, "a")]],
    ["last", "is malformed in the field URI", [`${"a".repeat(MAX_XFCC)},${HASH};URI= `]],
    ["last", "is malformed: By= or Hash= must begin it", ["x", "URI=a"]],
    ["last", "is malformed: By= or Hash= must begin it", [""]],
    ["last", "is malformed: By= or Hash= must begin it", []],
    ["last", "names more than one URI", [`x,${HASH};URI=a:b;URI=c:d`]],
  ])("%s: %s", (source, text, lines) => {
    expect(faultOf(source, ...lines)).toBe(text);
  });
});
