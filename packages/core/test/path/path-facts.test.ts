import { createResolver, oneOf } from "../../src/index.ts";
import { describe, expect, it } from "vitest";

const named = (name: string, address: string) =>
  ({ name, address, tells: "x-forwarded-for" }) as const;

describe("the facts of a path", () => {
  it("are found once", () => {
    const resolver = createResolver("loopback");
    expect(resolver.facts).toBe(resolver.facts);
  });

  it("are its hops, and the headers that it reads", () => {
    const { facts } = createResolver([
      {
        name: "cdn",
        address: "198.51.100.0/24",
        secret: { header: "X-Origin-Secret", value: "0123456789" },
        tells: "x-forwarded-for",
      },
      {
        name: "alb",
        address: "10.0.1.0/24",
        tells: "x-forwarded-for",
        healthChecks: true,
        proto: "X-My-Scheme",
        host: { drops: "x-forwarded-host" },
      },
      { name: "lb", address: "10.0.3.0/24", tells: "proxy-protocol", proto: "https" },
    ]);
    expect(facts).toEqual({
      sequences: [["cdn", "alb", "lb"]],
      addressHeaders: ["x-forwarded-for", "x-forwarded-for"],
      secretHeaders: ["x-origin-secret"],
      statementHeaders: ["x-my-scheme", "x-forwarded-host"],
      hasStatements: true,
      healthChecks: ["alb"],
      proxyHops: 1,
    });
    expect(Object.isFrozen(facts)).toBe(true);
  });

  it("name each header, whatever its grammar", () => {
    const envoy = "x-envoy-external-address";
    expect(
      [
        { address: "10.0.0.1", tells: { value: "X-My-Client" } } as const,
        { address: "10.0.0.1", tells: "forwarded" } as const,
        { address: "10.0.0.1", tells: { value: envoy } } as const,
        { address: "10.0.0.1", tells: "nothing" } as const,
      ].map((path) => createResolver(path).facts.addressHeaders),
    ).toEqual([["x-my-client"], ["forwarded"], [envoy, "x-forwarded-for"], []]);
  });

  it("tell whether the scheme and the host are spoken of", () => {
    const silent = { address: "10.0.0.1", tells: "x-forwarded-for" } as const;
    const spoken = [
      silent,
      { ...silent, proto: "https" },
      { ...silent, host: { passes: "x-forwarded-host" } },
      { ...silent, tells: "forwarded" },
      [{ ...silent, tells: "forwarded" }, silent],
      { address: "10.0.0.1", tells: "proxy-protocol" },
      "direct",
    ] as const;
    expect(spoken.map((config) => createResolver(config).facts.hasStatements)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it("have one sequence for each entry point", () => {
    const path = [
      oneOf(named("cdn", "198.51.100.1"), named("office", "192.0.2.1")),
      named("lb", "10.0.0.1"),
    ];
    expect(createResolver(path).facts.sequences).toEqual([
      ["cdn", "lb"],
      ["office", "lb"],
    ]);
    expect(createResolver("direct").facts.sequences).toEqual([]);
  });
});
