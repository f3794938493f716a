import { describe, expect, it } from "vitest";
import { curlOptions } from "../../src/request-text/curl-options.ts";

describe("curlOptions reads the words as curl does", () => {
  it.each([
    [["a.example"], [{ value: "a.example" }]],
    [["-"], [{ value: "-" }]],
    [
      ["-sS"],
      [
        { option: "-s", value: "" },
        { option: "-S", value: "" },
      ],
    ],
    [
      ["-A", "me", "x"],
      [{ option: "-A", value: "me" }, { value: "x" }],
    ],
    [
      ["-sAme"],
      [
        { option: "-s", value: "" },
        { option: "-A", value: "me" },
      ],
    ],
    [["-A", ""], [{ option: "-A", value: "" }]],
    [
      ["--header", "A: b", "x"],
      [{ option: "--header", value: "A: b" }, { value: "x" }],
    ],
    [
      ["--compressed", "x"],
      [{ option: "--compressed", value: "" }, { value: "x" }],
    ],
  ])("%j", (words, options) => {
    expect(curlOptions(words)).toEqual(options);
  });

  it.each([
    [["-A"], "a curl command line whose option -A needs a value"],
    [["-sH"], "a curl command line whose option -H needs a value"],
    [["--header"], "a curl command line whose option --header needs a value"],
    [["-s9"], "a curl command line whose option number 2 of a word is not known"],
  ])("%j is refused", (words, given) => {
    expect(() => curlOptions(words)).toThrow(
      expect.objectContaining({ code: "request-text", given }),
    );
  });
});
