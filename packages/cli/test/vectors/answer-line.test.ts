import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/vectors/answer-line.ts";
import { withPublicAddresses } from "../../src/vectors/public-addresses.ts";
import { questionOf } from "../../src/vectors/question.ts";

const question = { id: "a-1", path: [], peer: "10.0.0.1", headers: [] };

describe("an answer", () => {
  it.each([
    ["203.0.113.7", '{"id":"a-1","ip":"203.0.113.7"}'],
    [null, '{"id":"a-1","ip":null}'],
    [null, '{"id":"a-1","ip":""}'],
    [null, '{"id":"a-1"}'],
  ])("is %j in %s", (answer, line) => {
    expect(readAnswer(line, question)).toBe(answer);
  });

  it.each([
    ["no JSON object", "{"],
    ["no JSON object", "null"],
    ["no JSON object", "[]"],
    ['the id "a-2"', '{"id":"a-2","ip":null}'],
    ["the id undefined", "{}"],
    ["an ip that is a number", '{"id":"a-1","ip":1}'],
    ["an ip that is a boolean", '{"id":"a-1","ip":false}'],
  ])("is refused: %s in %s", (given, line) => {
    expect(() => readAnswer(line, question)).toThrow(
      expect.objectContaining({ code: "vectors-answer", given: `${given} in answer to a-1` }),
    );
  });
});

describe("a question", () => {
  const vector = { ...question, proxy: "", truth: null, attack: false, slugs: [] };

  it("has no part of the right answer", () => {
    expect(questionOf({ ...vector, expect: { ip: "6.6.6.6" } } as never)).toStrictEqual(question);
    expect(questionOf({ ...vector, preamble: "0d0a" } as never)).toStrictEqual({
      ...question,
      preamble: "0d0a",
    });
  });
});

describe("withPublicAddresses", () => {
  it("replaces the addresses for documentation", () => {
    const text = "203.0.113.7, 198.51.100.8 and 2001:db8::1, 2001:0DB8::2, 192.0.2.1, 203.0.113.9";
    expect(withPublicAddresses(text)).toBe(
      "93.184.113.7, 93.184.100.8 and 2a02:db8::1, 2a02:db8::2, 192.0.2.1, 93.184.113.9",
    );
  });
});
