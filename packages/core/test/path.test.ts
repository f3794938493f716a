import type { Hop, Path } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it, test } from "vitest";
import { raw, refusal } from "./rules/ask.ts";

const GATEWAY = "spiffe://a/gateway";
const XFCC = `Hash=${"a".repeat(64)};Subject="";URI=${GATEWAY}`;
const tells = "x-forwarded-for" as const;
const secret = { header: "x-secret", value: "s3cret" };
const lb: Hop = { name: "lb", address: "10.0.0.1", tells };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };

describe("a oneOf that is none", () => {
  test.each<[unknown, string, string]>([
    [{ oneOf: lb }, "empty-path", JSON.stringify(lb)],
    [{ oneOf: "loopback" }, "empty-path", '"loopback"'],
    [{ oneOf: undefined }, "empty-path", "undefined"],
    [{ oneOf: [] }, "empty-path", "[]"],
    [{ oneOf: [lb, []] }, "empty-path", "[]"],
    [{ oneOf: [lb, [[]]] }, "empty-path", "[[]]"],
    [{ oneOf: [lb], required: true }, "unknown-field", 'the field "required" of a oneOf'],
    [{ oneOf: [{ oneOf: [lb] }] }, "entry-points-not-outermost", "inside another oneOf"],
    [[lb, { oneOf: [lb] }], "entry-points-not-outermost", "after another hop"],
    [{ oneOf: [5] }, "config-type", "5"],
    [[], "empty-path", "[]"],
    [[[], [[]]], "empty-path", "[[],[[]]]"],
  ])("%j is %s", (config, code, given) => {
    const error = refusal(config);
    expect(error.code).toBe(code);
    expect(error.given).toContain(given);
  });

  it("names its one field in the error of another", () => {
    expect(refusal({ oneOf: [lb], shared: true }).expected).toBe("one of oneOf");
  });
});

/** Status and hops walked, when header lines were dropped. */
const cut = (path: Path, peer: string, more = {}): readonly [string, readonly string[]] => {
  const evidence = raw(peer, { "X-Secret": "s3cret", "X-Forwarded-Client-Cert": XFCC }, more);
  const { status, via } = createResolver(path).resolve({ ...evidence, truncated: true });
  return [status, via];
};

describe("header lines that were dropped", () => {
  // A row: path, peer, status, hops walked, why.
  test.each<[Path, string, string, readonly string[], string]>([
    [[lb], "10.0.0.1", "too-long", [], "a list is a header"],
    [[{ ...lb, tells: "forwarded" }], "10.0.0.1", "too-long", [], "so is Forwarded"],
    [[{ ...lb, tells: { value: "x-real-ip" } }], "10.0.0.1", "too-long", [], "so is a value"],
    [
      [{ ...lb, tells: "nothing" }],
      "10.0.0.1",
      "hidden",
      ["lb"],
      "nothing is read of a hop that hides",
    ],
    [[{ ...lb, tells: "nothing", secret }], "10.0.0.1", "too-long", [], "but for its secret"],
    [
      [{ name: "gateway", identity: GATEWAY, tells: "nothing" }, sidecar],
      "127.0.0.6",
      "too-long",
      ["sidecar"],
      "and for the XFCC that proves it",
    ],
    [
      [
        { ...lb, tells: "nothing" },
        { name: "keeps", tells: "source-address", xfcc: "last" },
      ],
      "10.0.0.1",
      "hidden",
      ["lb", "keeps"],
      "XFCC that proves nobody is not read",
    ],
    [[lb], "192.0.2.1", "resolved", [], "a stranger's headers are not read"],
    [
      [{ name: "keeps", tells: "source-address" }],
      "192.0.2.1",
      "resolved",
      ["keeps"],
      "no header at all",
    ],
  ])("matter where one is read: %j from %s is %s", (path, peer, status, via) => {
    expect(cut(path, peer)).toEqual([status, via]);
  });

  it("do not matter to PROXY, which is the connection's", () => {
    const proxyProtocol = {
      version: 1,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: { address: "203.0.113.7", port: 1 },
      tlvs: [],
    } as const;
    const path: Hop[] = [{ ...lb, tells: "proxy-protocol" }];
    expect(cut(path, "10.0.0.1", { proxyProtocol })).toEqual(["resolved", ["lb"]]);
  });
});

/** A PROXY header with this source. */
const header = (address: string, command: "PROXY" | "LOCAL" = "PROXY") =>
  ({
    version: 2,
    command,
    family: "INET",
    transport: "STREAM",
    source: { address, port: 1 },
    tlvs: [],
  }) as const;

describe("whether a PROXY header is expected", () => {
  const nlb: Hop = { name: "nlb", address: "10.0.0.2", tells: "proxy-protocol" };
  const edge: Hop = { name: "edge", address: "192.0.2.1", tells: "proxy-protocol" };
  const keeps: Hop = { tells: "source-address" };

  test.each<[Path, boolean, string]>([
    [[nlb], true, "from a PROXY hop"],
    [[nlb, keeps], true, "through a hop that keeps the source address"],
    [[nlb, keeps, keeps], true, "through two"],
    [[{ oneOf: [edge, nlb] }, keeps], true, "at the second entry point, through such a hop"],
    [
      [{ oneOf: [[edge, nlb], { ...lb, address: "10.0.0.9" }] }],
      true,
      "at an entry point of two hops",
    ],
    [[edge], false, "not from another address"],
    [[{ ...lb, address: "10.0.0.2" }], false, "not from a hop that tells by header"],
    [[keeps], false, "not where all keep the source address"],
    [[keeps, keeps], false, "nor where two do"],
    [[nlb, { ...lb, address: "10.0.0.2", tells: "nothing" }], false, "not behind a hop that hides"],
  ])("%j: %s", (path, expected) => {
    const evidence = raw("10.0.0.2");
    expect(createResolver(path).expectsProxyHeader(evidence)).toBe(expected);
  });

  it("is said hop by hop: the next one is read if the one before names the next hop", () => {
    const resolver = createResolver([edge, nlb]);
    const asked = (...proxyProtocol: readonly ReturnType<typeof header>[]): boolean =>
      resolver.expectsProxyHeader(raw("10.0.0.2", {}, { proxyProtocol }));
    expect(asked()).toBe(true);
    expect(asked(header("192.0.2.1"))).toBe(true);
    expect(asked(header("192.0.2.1", "LOCAL"))).toBe(false);
    expect(asked(header("203.0.113.7"))).toBe(false);
    expect(asked(header("no address"))).toBe(false);
    expect(asked(header("192.0.2.1"), header("203.0.113.7"))).toBe(false);
    expect(
      resolver.expectsProxyHeader(raw("10.0.0.2", {}, { proxyProtocol: header("192.0.2.1") })),
    ).toBe(true);
    expect(resolver.expectsProxyHeader(raw(undefined))).toBe(false);
    expect(resolver.expectsProxyHeader(raw("no address"))).toBe(false);
  });

  it("is asked for nobody where nothing is configured", () => {
    expect(createResolver().expectsProxyHeader(raw("10.0.0.2"))).toBe(false);
    expect(createResolver("direct").expectsProxyHeader(raw("10.0.0.2"))).toBe(false);
  });
});

test("PROXY without a source where it should have one is malformed", () => {
  const sourceless = {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    tlvs: [],
  } as const;
  const path: Hop = { ...lb, tells: "proxy-protocol" };
  const evidence = raw("10.0.0.1", {}, { proxyProtocol: sourceless });
  expect(createResolver(path).resolve(evidence).status).toBe("malformed");
});
