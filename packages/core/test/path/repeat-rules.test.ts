import { describe, expect, it } from "vitest";
import type { Config, Hop } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";
import { ask, refusal } from "../support/ask.ts";

const balancers = {
  name: "lb",
  address: "10.0.0.0/8",
  tells: "x-forwarded-for",
  repeat: true,
} as const;

function codeOf(config: Config): string | undefined {
  try {
    createResolver(config);
    return undefined;
  } catch (error) {
    return error instanceof ClientIpError ? error.code : String(error);
  }
}

const tells = "x-forwarded-for" as const;

describe("repeat-swallows-next: a range and the next outer hop", () => {
  it.each<[string, Config, string | undefined]>([
    [
      "an edge inside the range is swallowed",
      [{ address: "10.0.0.5", tells: { value: "x-a" } }, balancers],
      "repeat-swallows-next",
    ],
    [
      "an edge wider than the range may be inside it",
      [{ address: "10.0.0.0/7", tells: { value: "x-a" } }, balancers],
      "repeat-swallows-next",
    ],
    [
      "a hop known by its secret alone may be anywhere",
      [{ secret: { header: "x-s", value: "s".repeat(16) }, tells: "x-forwarded-for" }, balancers],
      "repeat-swallows-next",
    ],
    [
      "any hop may be anywhere",
      [{ address: "any", tells: "x-forwarded-for" }, balancers],
      "repeat-swallows-next",
    ],
    [
      "an edge outside of the range is told from it",
      [{ address: "192.0.2.1", tells: "x-forwarded-for" }, balancers],
      undefined,
    ],
    ["no next hop is no matter", [balancers], undefined],
    [
      "a hop that keeps the source address is looked through",
      [{ address: "10.0.0.5", tells: { value: "x-a" } }, { tells: "source-address" }, balancers],
      "repeat-swallows-next",
    ],
  ])("decides about %s", (_why, config, code) => {
    expect(codeOf(config)).toBe(code);
  });
});

describe("the rules of repeat", () => {
  it("repeat-swallows-next: a hop inside the range is refused", () => {
    const edge: Hop = { address: "10.1.1.1", tells: { value: "X-Edge-Client" } };
    expect(refusal([edge, { address: "10.0.0.0/8", tells, repeat: true }]).code).toBe(
      "repeat-swallows-next",
    );
  });

  it("repeat-without-list: an endless repeat is refused, an endless list is too-long", () => {
    for (const what of [{ value: "X-Real-IP" }, "source-address"] as const) {
      expect(refusal({ address: "10.0.0.0/8", tells: what, repeat: true })).toMatchObject({
        name: "ClientIpError",
      });
    }
    const list = { "X-Forwarded-For": "10.0.0.1,".repeat(7_000).slice(0, -1) };
    expect(ask("10.0.0.0/8", "10.0.0.2", list)).toMatchObject({ status: "too-long" });
  });
});
