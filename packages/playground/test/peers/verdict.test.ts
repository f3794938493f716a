import { createResolver, type Path } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { Verdicts } from "../../src/peers/verdict.ts";

const path: Path = [{ name: "nginx", address: "10.0.1.10", tells: "x-forwarded-for" }];
const evidence = {
  peer: "10.0.1.10",
  rawHeaders: ["X-Forwarded-For", "6.6.6.6, 203.0.113.7", "X-Real-IP", "Unknown"],
};
const verdicts = new Verdicts(createResolver(path), evidence);

describe("what another library's answer is beside ours", () => {
  it.each([
    ["the same address", "203.0.113.7", "same"],
    ["no answer", undefined, "none"],
    ["an empty answer", "", "none"],
    ["what the client wrote", "6.6.6.6", "forged"],
    ["what the client wrote, in lower case", "unknown", "forged"],
    ["a proxy's address", "10.0.1.10", "different"],
    ["the same address in another form", "::ffff:203.0.113.7", "same"],
  ])("is %s", (_what, theirs, verdict) => {
    expect(verdicts.of(theirs)).toBe(verdict);
  });

  it("is the same only if both have an answer", () => {
    const none = new Verdicts(createResolver(path), { peer: "10.0.1.10", rawHeaders: [] });
    expect(none.of(undefined)).toBe("none");
    expect(none.of("10.0.1.10")).toBe("different");
  });
});
