import { describe, expect, it } from "vitest";
import type { Config } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";

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

describe("a repeat range and the next outer hop", () => {
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
  ])("%s", (_why, config, code) => {
    expect(codeOf(config)).toBe(code);
  });
});

describe("127.0.0.6 that is believed", () => {
  it("proves no address: any pod's header arrives from there", () => {
    const evidence = { peer: "127.0.0.6", rawHeaders: ["x-forwarded-for", "203.0.113.7"] };
    const sidecar = createResolver({ address: "127.0.0.6", tells: "x-forwarded-for" });
    expect(sidecar.resolve(evidence)).toMatchObject({ ip: "203.0.113.7", proof: "count" });
    const proxy = createResolver({ address: "127.0.0.7", tells: "x-forwarded-for" });
    expect(proxy.resolve({ ...evidence, peer: "127.0.0.7" })).toMatchObject({ proof: "address" });
    expect(sidecar.findings.map(({ code }) => code)).toContain("sidecar-believed");
  });
});

describe("what a template makes of a variable that is not set", () => {
  it.each(["undefined", "null"])("%s is no secret", (value) => {
    const hop = { address: "10.0.0.0/8", tells: "x-forwarded-for" } as const;
    expect(codeOf({ ...hop, secret: { header: "x-s", value } })).toBe("bad-secret");
    expect(
      codeOf({ ...hop, secret: { header: "x-s", value: ["a secret of length", value] } }),
    ).toBe("bad-secret");
    expect(
      codeOf({ ...hop, secret: { header: "x-s", value: `${value}, a longer text` } }),
    ).toBeUndefined();
  });
});

describe("nothing configured", () => {
  it("a peer that is nobody's address stays malformed, whatever it sends", () => {
    const evidence = { peer: "0.0.0.0", rawHeaders: ["x-forwarded-for", "6.6.6.6"] };
    expect(createResolver().resolve(evidence)).toMatchObject({
      ip: undefined,
      status: "malformed",
    });
  });
});

describe("told nonsense in the middle of a chain", () => {
  it.each(["0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1"])(
    "%s is no hop, not even where any address may be one",
    (told) => {
      const proxy = { address: "10.0.0.5", tells: "x-forwarded-for" } as const;
      const chain = createResolver([{ address: "any", tells: "x-forwarded-for" }, proxy]);
      const ask = (list: string): unknown =>
        chain.resolve({ peer: "10.0.0.5", rawHeaders: ["x-forwarded-for", list] });
      expect(ask(`6.6.6.6, ${told}`)).toMatchObject({ ip: undefined, status: "malformed" });
      expect(ask("203.0.113.7, 192.0.2.1")).toMatchObject({ ip: "203.0.113.7" });
    },
  );
});
