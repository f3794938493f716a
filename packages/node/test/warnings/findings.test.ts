import { beforeEach, describe, expect, it, vi } from "vitest";

type CreateResolver = typeof import("../../src/request/create-resolver.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

const tells = "x-forwarded-for" as const;
const open = [{ name: "lb", address: "0.0.0.0/0", tells }];

/** The texts of the warnings so far. */
const texts = (): unknown[] => emitted.mock.calls.map(([text]) => text);

describe("dangers-are-warned-of: an adapter", () => {
  it("that is given a path warns of each danger once", async () => {
    const { resolverOf }: CreateResolver = await import("../../src/request/create-resolver.ts");
    resolverOf(open);
    resolverOf(open);
    resolverOf([{ name: "edge", address: "any", tells: { value: "x-client-ip" } }]);
    expect(texts()).toEqual([
      expect.stringMatching(
        /^any-nearest, hop "lb": .*Give the address.*accept: \["any-nearest"\]/,
      ),
      expect.stringMatching(/^any-nearest, hop "edge": /),
      expect.stringMatching(/^forgeable-header, hop "edge": /),
    ]);
    expect(emitted).toHaveBeenLastCalledWith(expect.anything(), {
      type: "ClientIpWarning",
      code: "CLIENT_IP_FINDING",
      detail: expect.any(String),
    });
  });

  it("warns of another danger after many of one", async () => {
    const { resolverOf }: CreateResolver = await import("../../src/request/create-resolver.ts");
    for (let i = 0; i < 20; i++) resolverOf([{ name: `lb ${i}`, address: "any", tells }]);
    resolverOf([{ name: "edge", address: "10.0.0.1", tells: { value: "x-client-ip" } }]);
    expect(texts()).toHaveLength(9);
    expect(texts().at(-1)).toMatch(/^forgeable-header, hop "edge": /);
  });

  it("says nothing of advice", async () => {
    const { resolverOf }: CreateResolver = await import("../../src/request/create-resolver.ts");
    resolverOf("10.0.0.0/8");
    resolverOf({ hops: 2 });
    resolverOf("heroku");
    expect(texts()).toEqual([]);
  });

  it("that is given a resolver says nothing: its findings were there to read", async () => {
    const { createResolver, resolverOf }: CreateResolver =
      await import("../../src/request/create-resolver.ts");
    resolverOf(createResolver(open));
    expect(texts()).toEqual([]);
  });
});
