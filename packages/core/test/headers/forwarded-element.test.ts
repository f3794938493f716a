import { describe, expect, it } from "vitest";
import { elementMeaning, expectedOf, readAll } from "../support/forwarded-reference.ts";

describe("forwarded-grammar: elements and nodes of Forwarded", () => {
  it.each<[string, readonly string[], string]>([
    [String.raw`for=1.1.1.1;x="a\"b,c"`, ["1.1.1.1", "exhausted"], "an escaped quote and a comma"],
    [
      String.raw`for=1.1.1.1;x="a\\",for=2.2.2.2`,
      ["2.2.2.2", "1.1.1.1", "exhausted"],
      "an escaped backslash",
    ],
    [
      String.raw`for=1.1.1.1;x=\"a,b\"`,
      ["malformed"],
      "a backslash escapes nothing outside of quotes",
    ],
    ['x="a, for=1.1.1.1', ["1.1.1.1", "malformed"], "a quote that is not closed further left"],
    [
      String.raw`x="a, for=1.1.1.1;y="\"b"`,
      ["1.1.1.1", "malformed"],
      "a quote further left that one within the element seems to close",
    ],
    [",for=1.1.1.1", ["1.1.1.1", "malformed"], "an empty element first"],
    ["for=1.1.1.1,", ["malformed"], "an empty element last"],
    ['"for=1.1.1.1', ["malformed"], "a quote that begins the line"],
    ['for="1.1.1.1', ["malformed"], "a quote that is not closed"],
    ["", ["malformed"], "an empty line"],
    ["for:1.1.1.1", ["malformed"], "a colon for the equals sign"],
    ["for 1.1.1.1", ["malformed"], "a blank for it"],
    ['for"1.1.1.1"', ["malformed"], "a quote for it"],
    ["for=1.1.1.1;x:y", ["malformed"], "a colon for it in another pair"],
    ["for=1.1.1.1;x", ["malformed"], "a name and nothing behind it"],
  ])("the line %s is %j: %s", (text, expected) => {
    expect(readAll([text])).toEqual(expected);
    expect(expectedOf([text])).toEqual(expected);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1", "IPv4"],
    ["192.0.2.1:80", "192.0.2.1 port 80", "with a port"],
    ["192.0.2.1:0", "192.0.2.1 port 0", "with the least port"],
    ["192.0.2.1:65535", "192.0.2.1 port 65535", "with the greatest port"],
    ["192.0.2.1:65536", "malformed", "a port too large"],
    ["192.0.2.1:000080", "malformed", "six digits"],
    ["192.0.2.1:", "malformed", "no port behind the colon"],
    ["192.0.2.1:_p.1-x", "192.0.2.1", "an obfuscated port"],
    ["192.0.2.1:_p1", "192.0.2.1", "an obfuscated port that ends in a digit"],
    ["192.0.2.1:_", "malformed", "nothing obfuscated"],
    ["[2001:db8::]", "2001:db8::", "a colon before the bracket"],
    ["192.0.2.1:x_p", "malformed", "neither number nor obfuscated"],
    ["192.0.2.1:80x", "malformed", "a port with a letter"],
    ["192.0.2.1:x80", "malformed", "a port behind a letter"],
    ["192.0.2.1:_p p", "malformed", "a blank in an obfuscated port"],
    ["192.0.2.1:80:80", "malformed", "two ports"],
    ["192.0.2.1:0:_p", "malformed", "two ports, one of them obfuscated"],
    ["[2001:_p:db8::1]", "malformed", "an obfuscated port further in"],
    ["[2001:db8::1]", "2001:db8::1", "IPv6"],
    ["[2001:db8::1]:80", "2001:db8::1 port 80", "with a port"],
    ["[2001:db8::1]80", "malformed", "no colon before the port"],
    ["[2001:db8::1]x:80", "malformed", "something between bracket and port"],
    ["[2001:db8::1", "malformed", "no closing bracket"],
    ["2001:db8::1]", "malformed", "no opening bracket"],
    ["x[2001:db8::1]", "malformed", "something before the bracket"],
    ["[[2001:db8::1]]", "malformed", "two brackets"],
    ["[2001:db8::1]]", "malformed", "two closing brackets"],
    ["[]", "malformed", "nothing in brackets"],
    ["]", "malformed", "a bracket alone"],
    ["[::ffff:192.0.2.1]", "192.0.2.1", "mapped"],
    ["[192.0.2.1]", "malformed", "IPv4 in brackets"],
    ["[192.0.2.1]:80", "malformed", "IPv4 in brackets with a port"],
    ["2001:db8::1", "malformed", "IPv6 without brackets"],
    ["::1", "malformed", "IPv6 that begins with a colon"],
    [":80", "malformed", "a port alone"],
    [":", "malformed", "a colon alone"],
    ["unknown", "hidden", "unknown"],
    ["UnKnown:80", "hidden", "in any case, with a port"],
    ["unknown:_p", "hidden", "with an obfuscated port"],
    ["unknown:x", "malformed", "with a port that is none"],
    ["unknown:_", "malformed", "with nothing obfuscated for a port"],
    ["unknown1", "malformed", "a word that begins so"],
    ["_a", "hidden", "obfuscated"],
    ["_A.b-9_:80", "hidden", "with every kind of character, and a port"],
    ["_", "malformed", "nothing obfuscated"],
    ["a_b", "malformed", "an underscore that does not come first"],
    ["_a/", "malformed", "a character that obfuscated identifiers do not have"],
    ["_a b", "malformed", "a blank"],
  ])("the node %j is %s: %s", (text, expected) => {
    expect(readAll([`for="${text}"`])[0]).toBe(expected);
    expect(elementMeaning(`for="${text}"`)).toBe(expected);
  });

  it.each([
    [String.raw`for="192\.0.2.1"`, "192.0.2.1", "a quoted pair is what it quotes"],
    [String.raw`for="\192.0.2.1\:80"`, "192.0.2.1 port 80", "as often as it comes"],
    [String.raw`by="a\\\"b";for=192.0.2.1`, "192.0.2.1", "a quoted backslash and a quoted quote"],
    ["for=192.0.2.1;", "192.0.2.1", "an empty pair at the end"],
    [';by="a', "malformed", "an open quote behind an empty pair"],
    [";;for=192.0.2.1", "192.0.2.1", "empty pairs at the beginning"],
    ["for=192.0.2.1;;", "192.0.2.1", "empty pairs at the end"],
    ['a="b";for=192.0.2.1;c="d"', "192.0.2.1", "between others"],
    ["a=;for=192.0.2.1", "malformed", "a value that is empty"],
    ["by=;for=192.0.2.1", "malformed", "an empty value of the proxy's own"],
    ["for=192.0.2.1;proto=", "malformed", "an empty value at the end"],
    ['a="";for=192.0.2.1', "192.0.2.1", "a quoted value that is empty"],
    ["=b;for=192.0.2.1", "malformed", "a name that is empty"],
    ['="b";for=192.0.2.1', "malformed", "a name that is empty, before quotes"],
    ["for=192.0.2.1 ;a=b", "malformed", "a blank before the semicolon"],
    ["for=192.0.2.1; a=b", "malformed", "a blank behind it"],
    ["for=192.0.2.1;for", "malformed", "a name alone"],
    ["xfor=192.0.2.1", "malformed", "a name that ends so"],
    ["xor=192.0.2.1", "malformed", "a name of three letters that ends so"],
    ["fox=192.0.2.1", "malformed", "a name of three letters that begins so"],
    ["for=192.0.2.1;xy=a", "malformed", "a name of two letters that ends as by does"],
    ["for=192.0.2.1;xroto=a", "malformed", "a name of five letters that ends as proto does"],
    ["for=192.0.2.1;protx=a", "malformed", "a name of five letters that begins as proto does"],
    ["forx=192.0.2.1", "malformed", "a name that begins so"],
    ["FoR=192.0.2.1", "192.0.2.1", "in any case"],
    ["for=192.0.2.1;fOr=192.0.2.1", "malformed", "twice, in any case"],
    [" \tfor=192.0.2.1\t ", "192.0.2.1", "blanks around the element"],
    ["for=192.0.2.1\u00a0", "malformed", "NBSP is no blank"],
    ["", "malformed", "nothing"],
    [";", "malformed", "empty pairs alone"],
  ])("the element %j is %s: %s", (text, expected) => {
    expect(readAll([text])[0]).toBe(expected);
    expect(elementMeaning(text)).toBe(expected);
  });
});
