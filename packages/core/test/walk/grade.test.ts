import { describe, expect, it } from "vitest";
import { createResolver, type Evidence, type Hop, type ResolverOptions } from "../../src/index.ts";
import { ask, refusal } from "../support/ask.ts";

const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const secret = { header: "x-key", value: "0123456789abcdef" };
const key = { "X-Key": secret.value };
const any: Hop = { name: "any", address: "any", tells: "x-forwarded-for" };
const xff = (list: string): { readonly "X-Forwarded-For": string } => ({ "X-Forwarded-For": list });
const listed = (list: string): Evidence => ({
  peer: "10.0.0.5",
  rawHeaders: ["X-Forwarded-For", list],
});
const grades = ["identity", "address", "count"] as const;

/** The statuses that a request has with each `atLeast`, the strongest first. */
const statuses = (path: readonly Hop[], lines: Record<string, string>, more = {}): string[] =>
  grades.map((atLeast) => ask({ path, atLeast }, "10.0.0.5", lines, more).status);

describe("at-least-proven: an answer", () => {
  const client = xff("203.0.113.7");
  const mesh = { ...lb, identity: "spiffe://a/b" };
  const peerIdentity = { peerIdentity: ["spiffe://a/b"] };
  it.each<[string, string[], string[]]>([
    ["identity", statuses([mesh], client, peerIdentity), ["resolved", "resolved", "resolved"]],
    [
      "a secret",
      statuses([{ ...lb, secret }], { ...client, ...key }),
      ["resolved", "resolved", "resolved"],
    ],
    ["address", statuses([lb], client), ["unproven", "resolved", "resolved"]],
    ["count", statuses([any], client), ["unproven", "unproven", "resolved"]],
    [
      "none: the client may be one more proxy",
      statuses([{ ...lb, address: "10.0.0.0/24", repeat: true }], xff("10.0.0.7")),
      ["unproven", "unproven", "unproven"],
    ],
    [
      "the weakest of several hops",
      statuses([any, { ...lb, secret }], { ...xff("203.0.113.7, 192.0.2.1"), ...key }),
      ["unproven", "unproven", "resolved"],
    ],
    [
      "only of the hops that were walked",
      statuses(
        [
          { ...lb, address: "192.0.2.1" },
          { ...lb, secret },
        ],
        { ...client, ...key },
      ),
      ["resolved", "resolved", "resolved"],
    ],
    [
      "not of one that hides its peer",
      statuses(
        [
          { ...lb, address: "192.0.2.1", secret },
          { ...any, tells: "nothing" },
        ],
        {
          ...client,
          ...key,
        },
      ),
      ["resolved", "resolved", "resolved"],
    ],
  ])("at-least-proven: by %s", (_proof, given, expected) => {
    expect(given).toEqual(expected);
  });

  it("at-least-proven: names no client, and says why", () => {
    const resolver = createResolver({ hops: 1 }, { atLeast: "address" });
    const evidence = listed("203.0.113.7");
    expect(resolver.clientIp(evidence)).toBeUndefined();
    expect(resolver.resolve(evidence)).toMatchObject({
      ip: undefined,
      port: undefined,
      source: undefined,
      status: "unproven",
      proof: "count",
      via: ["proxy 1"],
      outermost: "10.0.0.5",
      warnings: [],
    });
    const explanation = resolver.explain(evidence);
    expect(explanation.steps.at(-1)).toEqual({
      event: "refused",
      rule: "the proof is count, and atLeast asks for address",
      cursor: "203.0.113.7",
    });
    expect(String(explanation).split("\n").slice(-2)).toEqual([
      "203.0.113.7 is refused: the proof is count, and atLeast asks for address",
      expect.stringMatching(/^no client address: unproven \(.*`atLeast`/) as string,
    ]);
  });

  it("at-least-proven: is the socket's peer where no hop was walked, which needs no proof", () => {
    const config = { path: [lb], atLeast: "identity" } as const;
    expect(ask(config, "203.0.113.7", xff("6.6.6.6"))).toMatchObject({
      ip: "203.0.113.7",
      proof: "none",
    });
    const path = [{ ...lb, required: true }];
    expect(ask({ path, atLeast: "identity" }, "203.0.113.7").status).toBe("bypassed");
  });

  it("at-least-proven: keeps the status of a request that has no client anyway", () => {
    expect(ask({ path: [any], atLeast: "address" }, "10.0.0.5").status).toBe("missing");
  });

  it("at-least-proven: counts for each request, also for the same list again", () => {
    const resolver = createResolver("10.0.0.0/24", { atLeast: "address" });
    for (const [list, ip] of [
      ["10.0.0.7", undefined],
      ["203.0.113.7", "203.0.113.7"],
      ["10.0.0.7", undefined],
      ["203.0.113.7", "203.0.113.7"],
    ] as const) {
      expect(resolver.resolve(listed(list)).ip).toBe(ip);
      expect(resolver.clientIp(listed(list))).toBe(ip);
    }
  });
});

describe("at-least-without-hops: a path without a hop to recognize", () => {
  it.each([
    ["nothing configured", undefined],
    ["direct", "direct"],
    ["a hop that keeps the source address", { tells: "source-address" }],
    ["a hop that hides its peer", { ...lb, tells: "nothing" }],
  ])("at-least-without-hops: is refused: %s", (_what, config) => {
    for (const atLeast of grades) {
      const { code, remedy } = refusal(config, { atLeast });
      expect(code).toBe("at-least-without-hops");
      expect(remedy).toContain("Leave atLeast out");
    }
  });

  it.each(["secret", "none", "adress", undefined, 1, true])("refuses atLeast: %j", (atLeast) => {
    const { code, expected } = refusal(lb, { atLeast } as ResolverOptions);
    expect(code).toBe("bad-field");
    expect(expected).toContain('"identity" or "address" or "count"');
  });
});
