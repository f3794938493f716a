import { createResolver, type Config } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { attackerChanges } from "../../src/attacker/attacker-changes.ts";
import { addedInWords, pieceInWords, summaryOf } from "../../src/attacker/in-words.ts";

function summary(config: Config, peer: string, ...rawHeaders: string[]): string {
  return summaryOf(attackerChanges(createResolver(config), { peer, rawHeaders }));
}

describe("in words", () => {
  it.each([
    [[], "the client's; another text changes nothing"],
    [["host"], "the client's; another text changes the host, which is only the client's wish"],
    [["address", "refusal"], "the client's; another text makes the answer another address"],
  ] as const)("a piece that the client controls is %j", (changes, words) => {
    expect(pieceInWords({ controlled: true, changes })).toBe(words);
    expect(pieceInWords({ controlled: false, changes: [] })).toMatch(/^a hop wrote it/);
  });

  it("an added line reaches the application or not", () => {
    expect(addedInWords({ controlled: false, changes: [] })).toBe("a hop replaces it");
    expect(addedInWords({ controlled: true, changes: [] })).toMatch(/changes nothing$/);
    expect(addedInWords({ controlled: true, changes: ["address"] })).toMatch(/another address$/);
  });

  it("a summary names the gravest change, and what was not tried", () => {
    const nginx = { address: "10.0.1.10", tells: "x-forwarded-for" } as const;
    const forwarded = { address: "10.0.1.10", tells: "forwarded" } as const;
    expect(summary(nginx, "10.0.1.10", "X-Forwarded-For", "203.0.113.7")).toMatch(/^Nothing/);
    expect(summary(nginx, "10.0.1.10")).toMatch(/^An attacker can make/);
    expect(summary(forwarded, "10.0.1.10", "Forwarded", "for=a, for=203.0.113.7")).toMatch(
      /only lose its own/,
    );
    const long = ["Cookie", "a".repeat(5000)] as const;
    expect(summary(nginx, "203.0.113.7", ...long)).toMatch(/too long to try/);
  });
});
