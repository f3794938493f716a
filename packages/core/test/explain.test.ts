import type { Evidence, Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it, test } from "vitest";
import { joined } from "./rules/ask.ts";

const inner: Hop = { name: "inner", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };

describe("the steps of an explanation", () => {
  it("say of each proxy of a range that it was recognized, and what it told", () => {
    const { steps } = createResolver(inner).explain(
      joined("10.0.0.1", { "X-Forwarded-For": ["203.0.113.7, 10.0.0.3", "10.0.0.2"] }),
    );
    expect(steps.map(({ event, cursor, rule, line }) => [event, cursor, rule, line])).toEqual([
      ["peer", "10.0.0.1", "the socket's peer", undefined],
      ["recognized", "10.0.0.1", "by its address", undefined],
      ["told", "10.0.0.2", "names its peer", 2],
      ["recognized", "10.0.0.2", "by its address, once more", undefined],
      ["told", "10.0.0.3", "names its peer", 1],
      ["recognized", "10.0.0.3", "by its address, once more", undefined],
      ["told", "203.0.113.7", "names its peer", 1],
    ]);
  });

  it("name the PROXY header that was read, by version, and one that is missing", () => {
    const resolver = createResolver({ name: "lb", address: "10.0.0.1", tells: "proxy-protocol" });
    const header = {
      version: 2,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: { address: "203.0.113.7", port: 40_001 },
      tlvs: [],
    } as const;
    const told = (proxyProtocol: Evidence["proxyProtocol"]): string => {
      const evidence = { peer: "10.0.0.1", rawHeaders: [], proxyProtocol };
      return String(resolver.explain(evidence)).split("\n")[2] ?? "";
    };
    expect(told(header)).toBe('told lb by PROXY v2 "203.0.113.7": names its peer -> 203.0.113.7');
    expect(told({ ...header, version: 1 })).toMatch(/^told lb by PROXY v1 "203/);
    expect(told({ ...header, command: "LOCAL" })).toMatch(/^told lb by PROXY v2 .*LOCAL/);
    expect(told(undefined)).toMatch(/^told lb by PROXY: says nothing/);
  });
});

test("what is too long is not shown", () => {
  const balancer = { name: "lb", address: "10.0.0.1", tells: { value: "x-real-ip" } } as const;
  const rawHeaders = ["X-Real-IP", "1".repeat(4_097)];
  const { steps } = createResolver(balancer).explain({ peer: "10.0.0.1", rawHeaders });
  const told = steps.filter(({ event }) => event === "told");
  expect(told.map(({ hop, element }) => [hop, element])).toEqual([["lb", undefined]]);
});
