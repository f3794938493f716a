import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { joined } from "./rules/ask.ts";

const inner: Hop = { name: "inner", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };

describe("the steps of an explanation", () => {
  it("say of each proxy of a range that it was recognised, and what it told", () => {
    const { steps } = createResolver(inner).explain(
      joined("10.0.0.1", { "X-Forwarded-For": ["203.0.113.7, 10.0.0.3", "10.0.0.2"] }),
    );
    expect(steps.map(({ event, cursor, rule, line }) => [event, cursor, rule, line])).toEqual([
      ["peer", "10.0.0.1", "the socket's peer", undefined],
      ["recognised", "10.0.0.1", "by its address", undefined],
      ["told", "10.0.0.2", "names its peer", 2],
      ["recognised", "10.0.0.2", "by its address, once more", undefined],
      ["told", "10.0.0.3", "names its peer", 1],
      ["recognised", "10.0.0.3", "by its address, once more", undefined],
      ["told", "203.0.113.7", "names its peer", 1],
    ]);
  });
});
