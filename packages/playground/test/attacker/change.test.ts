import { createResolver, type Evidence } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { attackerChanges } from "../../src/attacker/attacker-changes.ts";
import { changesBetween } from "../../src/attacker/change.ts";

const nginx = {
  address: "::1",
  tells: "x-forwarded-for",
  proto: "x-forwarded-proto",
  host: "x-forwarded-host",
} as const;

const resolver = createResolver(nginx);
const answer = (peer: string, ...rawHeaders: string[]) => resolver.resolve({ peer, rawHeaders });

const client = ["X-Forwarded-For", "203.0.113.7"] as const;
const before = answer("::1", ...client);

describe("what is different in the answer", () => {
  it.each([
    ["another address", answer("203.0.113.8"), ["address"]],
    ["no address", answer("::1"), ["refusal"]],
    ["a scheme", answer("::1", ...client, "X-Forwarded-Proto", "https"), ["scheme"]],
    ["a host", answer("::1", ...client, "X-Forwarded-Host", "shop.example"), ["host"]],
    ["nothing", answer("::1", ...client), []],
  ] as const)("is %s", (_what, after, changes) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });

  it("is a warning, if a private client adds what only proxies write", () => {
    const { added } = attackerChanges(resolver, { peer: "10.0.0.7", rawHeaders: [] });
    expect(added.find(({ name }) => name === "x-forwarded-for")?.changes).toEqual(["warning"]);
  });

  it("is found although the request has its joined values, too", () => {
    const any = createResolver({ ...nginx, address: "any" });
    const evidence: Evidence = {
      peer: "203.0.113.9",
      rawHeaders: client,
      headers: { "x-forwarded-for": client[1] },
    };
    expect(attackerChanges(any, evidence)).toEqual(
      attackerChanges(any, { peer: "203.0.113.9", rawHeaders: client }),
    );
  });
});
