import { describe, expect, it } from "vitest";
import { type Config, createResolver, type Evidence, rateLimitKey } from "../../src/index.ts";

const LIST = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
const alb = { name: "alb", address: "invoker", tells: "x-forwarded-for" } as const;
const secret = { header: "x-origin-secret", value: "correct horse battery" };
const cdn = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" } as const;

function answer(config: Config, evidence: Partial<Evidence> = {}): object {
  return createResolver(config).resolve({ peer: "invoker", rawHeaders: LIST, ...evidence });
}

describe("invoked-function: a request without a socket", () => {
  it("comes from the hop that may invoke the function, which only counts", () => {
    expect(answer(alb)).toMatchObject({
      ip: "203.0.113.7",
      status: "resolved",
      proof: "count",
      peer: "invoker",
      via: ["alb"],
    });
    const outer = { rawHeaders: ["X-Forwarded-For", "6.6.6.6, 203.0.113.7, 198.51.100.4"] };
    expect(answer([cdn, alb], outer)).toMatchObject({ ip: "203.0.113.7", via: ["cdn", "alb"] });
  });

  it.each<[Config, string]>([
    ["direct", "nothing in front"],
    [undefined, "nothing configured"],
    ["loopback", "a range"],
    ["unix", "a unix socket"],
    [{ ...alb, address: "any" }, "any address"],
    [{ ...alb, address: "0.0.0.0/0" }, "every IPv4 address"],
  ])("has no client if the path is %j (%s)", (config) => {
    expect(answer(config)).toMatchObject({ ip: undefined, status: "no-peer", peer: "invoker" });
  });

  it("is unproven without the secret of the hop, and bypassed around a required one", () => {
    expect(answer({ ...alb, secret })).toMatchObject({ status: "unproven" });
    expect(answer({ ...alb, secret, required: true })).toMatchObject({ status: "unproven" });
    expect(answer({ ...cdn, required: true })).toMatchObject({ status: "bypassed" });
    const rawHeaders = [secret.header, secret.value, ...LIST];
    expect(answer({ ...alb, secret }, { rawHeaders })).toMatchObject({ proof: "secret" });
  });

  it("is no hop for a request with a socket, nor for one whose connection is gone", () => {
    expect(answer(alb, { peer: "10.0.0.1" })).toMatchObject({ ip: "10.0.0.1", via: [] });
    expect(answer(alb, { peer: "unix" })).toMatchObject({ status: "hidden" });
    expect(answer(alb, { peer: undefined })).toMatchObject({ status: "no-peer" });
  });

  it("is one of several places where the hop may be", () => {
    const either = { ...alb, address: ["loopback", "invoker"] };
    expect(answer(either)).toMatchObject({ ip: "203.0.113.7" });
    expect(answer(either, { peer: "127.0.0.1" })).toMatchObject({ ip: "203.0.113.7" });
  });

  it("is told apart from another entry point, and not from the same", () => {
    const other = { ...alb, name: "other" };
    expect(() => createResolver({ oneOf: [alb, other] })).toThrow(
      expect.objectContaining({ code: "entry-points-overlap" }),
    );
    expect(answer({ oneOf: [cdn, alb] })).toMatchObject({ ip: "203.0.113.7", via: ["alb"] });
  });

  it("is explained, and has a key of its own for limits", () => {
    const evidence = { peer: "invoker", rawHeaders: LIST };
    const [first, second] = createResolver(alb).explain(evidence).toString().split("\n");
    expect(`${first} ${second}`).toContain("the peer is what invoked this function");
    expect(`${first} ${second}`).toContain("recognized by its invocation of the function");
    const loopback = createResolver({ ...alb, address: "loopback" });
    expect(loopback.explain(evidence).toString()).toContain("'invoker' is not among its addresses");
    expect(rateLimitKey(loopback.resolve(evidence))).toBe("unresolved:no-peer:invoker");
  });

  it("is advised about, unless the hop has a proof", () => {
    expect(createResolver(alb).findings).toMatchObject([{ code: "invoker-believed" }]);
    expect(createResolver({ ...alb, secret }).findings).toEqual([]);
  });

  it("is nothing that a reserved range or many clients can be", () => {
    expect(() => createResolver({ path: [alb], reserved: ["invoker"] })).toThrow(
      expect.objectContaining({ code: "bad-field" }),
    );
  });
});

describe("invoker-not-innermost: whatever invokes the function", () => {
  it("is the last hop of a path", () => {
    expect(() => createResolver([alb, { ...cdn, address: "loopback" }])).toThrow(
      expect.objectContaining({
        code: "invoker-not-innermost",
        given: expect.stringContaining("'invoker' in a hop") as unknown,
      }),
    );
    expect(() => createResolver([cdn, alb])).not.toThrow();
  });
});
