import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/request-text/shell-words.ts";

describe("shellWords splits as a POSIX shell", () => {
  // What `printf '<%s>'` of dash and bash shows for these words.
  it.each<[string, string[]]>([
    ["", []],
    ["a  b\tc", ["a", "b", "c"]],
    ["a ", ["a"]],
    ["'a b'\"c d\"e", ["a bc de"]],
    ["a '' b", ["a", "", "b"]],
    ["'a\\b'", ["a\\b"]],
    [String.raw`"a\"b\\c\$d\a"`, [String.raw`a"b\c$d\a`]],
    [String.raw`"a\`b"`, ["a`b"]],
    ['"a\\\nb"', ["ab"]],
    [String.raw`$'a\'b\\c\nd\re\tf'`, ["a'b\\c\nd\re\tf"]],
    [String.raw`a\ b\'c`, ["a b'c"]],
    ["a\\", ["a"]],
    ["a \\\nb", ["a", "b"]],
    ["a\\\r\nb", ["ab"]],
    ["ab\\\nc", ["abc"]],
    ["$'a\\\nb'", ["a\\\nb"]],
    [String.raw`'a\\b' 'c\' "d"`, [String.raw`a\\b`, "c\\", "d"]],
    ["a^ ^b", ["a^", "^b"]],
    ["a^b ^", ["a^b", "^"]],
    ["'$a`b`'", ["$a`b`"]],
  ])("%j", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it.each<[string, string[]]>([
    ["a\nb", ["a"]],
    ["a|b", ["a"]],
    ["a;b", ["a"]],
    ["a&b", ["a"]],
    ["a >b", ["a"]],
    ["a <b", ["a"]],
    ["a 2>b", ["a"]],
    ["a 12>&1", ["a"]],
    ["a x2>b", ["a", "x2"]],
    ["a 2x>b", ["a", "2x"]],
    ["a ''>b", ["a", ""]],
    ["a '|;&<>' b", ["a", "|;&<>", "b"]],
  ])("the words end where the command does: %j", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it.each([
    ["a 'b", "a command line whose quote at character 3 does not end"],
    ['"', "a command line whose quote at character 1 does not end"],
    ["$'", "a command line whose quote at character 2 does not end"],
    ["a $b", "a command line that the shell changes at character 3"],
    ["a `b`", "a command line that the shell changes at character 3"],
    ['"a $b"', "a command line that the shell changes at character 4"],
    ['"a `b`"', "a command line that the shell changes at character 4"],
    ['a ^"b^"', "a command line with the carets of Windows at character 3"],
    ["a ^^b", "a command line with the carets of Windows at character 3"],
  ])("%j is refused", (text, given) => {
    expect(() => shellWords(text)).toThrow(
      expect.objectContaining({ code: "request-text", given }),
    );
  });
});
