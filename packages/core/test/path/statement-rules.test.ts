import { describe, expect, it } from "vitest";
import type { Config, Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";
import { refusal } from "../support/ask.ts";

const PROTO = "x-forwarded-proto";
const lb: Hop = { name: "lb", address: "10.0.1.1", tells: "x-forwarded-for" };
const nlb: Hop = { name: "nlb", address: "10.0.2.1", tells: "proxy-protocol" };
const dnat: Hop = { name: "dnat", tells: "source-address" };

describe("statement-without-http: a path", () => {
  it.each([
    [{ ...nlb, proto: PROTO }],
    [{ ...nlb, host: { passes: "x-forwarded-host" } }],
    [{ ...dnat, proto: { drops: PROTO } }],
  ])("refuses a header of a hop that passes bytes on: %j", (hop) => {
    const error = refusal(hop);
    expect(error.code).toBe("statement-without-http");
    expect(error.given).toContain("x-forwarded-");
  });

  it("takes the scheme that all of its clients use", () => {
    expect(() => createResolver({ ...nlb, proto: "https" })).not.toThrow();
    expect(() => createResolver([{ ...dnat, proto: "http" }, lb])).not.toThrow();
  });
});

describe("header-stated-twice: a path", () => {
  const secret = { header: "x-origin", value: "0123456789abcdef" };

  it.each<[Config]>([
    [{ ...lb, proto: "x-both", host: "x-both" }],
    [{ ...lb, proto: "x-forwarded-for" }],
    [{ ...lb, secret, host: "x-origin" }],
    [
      [
        { ...lb, secret },
        { ...lb, address: "10.0.1.2", proto: { passes: "x-origin" } },
      ],
    ],
    [
      [
        { ...lb, host: "x-real-ip" },
        { ...lb, address: "10.0.1.2", tells: { list: "x-real-ip" } },
      ],
    ],
    [{ ...lb, tells: { value: "x-envoy-external-address" }, proto: "x-forwarded-for" }],
  ])("refuses one header for two things: %j", (path) => {
    expect(refusal(path).code).toBe("header-stated-twice");
  });

  it("names the header of the scheme, if that of the host is named as well", () => {
    const { given } = refusal({ ...lb, secret, proto: "x-forwarded-for", host: "x-origin" });
    expect(given).toContain("x-forwarded-for, which names an address or a secret");
  });

  it.each<[string, Hop[]]>([
    ["x-real-ip", [{ ...lb, host: "x-real-ip" }, { ...lb, tells: { list: "x-real-ip" } }, lb]],
    [
      "x-forwarded-for",
      [
        { ...lb, proto: "x-forwarded-for" },
        { ...lb, tells: "nothing" },
      ],
    ],
  ])("names the header %s, whatever hops further inside say", (header, hops) => {
    const path = hops.map((hop, index) => ({ ...hop, address: `10.0.1.${index}` }));
    const { code, given } = refusal(path);
    expect([code, given]).toEqual(["header-stated-twice", expect.stringContaining(header)]);
  });

  it("takes the usual headers beside Envoy's", () => {
    const tells = { value: "x-envoy-external-address" } as const;
    expect(() => createResolver({ ...lb, tells, proto: PROTO })).not.toThrow();
  });

  it("takes a header that no hop of the path reads addresses from", () => {
    const hop: Hop = { ...lb, tells: { value: "x-real-ip" }, proto: "x-forwarded-for" };
    expect(() => createResolver(hop)).not.toThrow();
  });

  it("takes one header of several hops", () => {
    const passes = { ...lb, address: "10.0.1.2", proto: { passes: PROTO }, secret };
    expect(() =>
      createResolver([{ ...lb, proto: PROTO, host: "x-forwarded-host" }, passes]),
    ).not.toThrow();
  });
});
