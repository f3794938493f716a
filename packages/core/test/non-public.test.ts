import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it, test } from "vitest";
import { Address } from "../src/address/address.ts";
import { parseAddress } from "../src/address/parse.ts";
import { forwardingHeader } from "../src/headers/forwarding-headers.ts";
import { isNonPublic } from "../src/address/non-public.ts";
import { ask, joined, raw } from "./rules/ask.ts";

describe("a header that only a proxy writes", () => {
  test.each([
    "ali-cdn-real-ip",
    "cdn-loop",
    "cf-connecting-ip",
    "client-ip",
    "cloudfront-viewer-address",
    "eo-connecting-ip",
    "fastly-client-ip",
    "fly-client-ip",
    "forwarded",
    "forwarded-for",
    "incap-client-ip",
    "true-client-ip",
    "via",
    "x-appengine-user-ip",
    "x-azure-clientip",
    "x-azure-socketip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy-external-address",
    "x-forwarded-anything",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-nf-client-connection-ip",
    "x-original-forwarded-for",
    "x-real-ip",
    "x-vercel-forwarded-for",
  ])("%s: a private peer that sends it is a proxy that nobody configured", (name) => {
    expect(forwardingHeader(raw("10.0.0.1", { [name.toUpperCase()]: "" }))).toBe(name);
    expect(forwardingHeader({ ...joined("10.0.0.1", { [name]: "" }), rawHeaders: [] })).toBe(name);
    expect(ask(undefined, "10.0.0.1", { Accept: "*/*", [name]: "x" }).status).toBe("unconfigured");
    expect(ask("direct", "10.0.0.1", { [name]: "x" }).warnings).toEqual(["unrecognized-proxy"]);
    expect(ask(undefined, "203.0.113.7", { [name]: "x" }).ip).toBe("203.0.113.7");
  });

  test.each([
    "host",
    "accept",
    "x_forwarded_for",
    "x-forwarded",
    "x-real",
    "forward",
    "x-request-id",
  ])("%s is none", (name) => {
    expect(forwardingHeader(joined("10.0.0.1", { [name]: "via" }))).toBeUndefined();
    expect(ask(undefined, "10.0.0.1", { [name]: "via" }).ip).toBe("10.0.0.1");
  });

  it("is named by the first there is, and never by a value", () => {
    expect(forwardingHeader(raw("10.0.0.1", { A: "via", Via: "1.1 x", "X-Real-IP": "y" }))).toBe(
      "via",
    );
    expect(
      forwardingHeader({
        peer: "10.0.0.1",
        rawHeaders: [],
        headers: { a: "b", via: "x", "x-real-ip": "y" },
      }),
    ).toBe("via");
    const local = { version: 1, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
    const proxyProtocol = { ...local, tlvs: [] };
    expect(forwardingHeader(raw("10.0.0.1", { Via: "1.1 x" }, { proxyProtocol }))).toBe(
      "proxy-protocol",
    );
  });
});

test.each([
  ["10.0.0.1", true],
  ["172.31.255.255", true],
  ["192.168.0.0", true],
  ["127.0.0.1", true],
  ["169.254.0.1", true],
  ["100.127.255.255", true],
  ["::1", true],
  ["fe80::1", true],
  ["fd00::1", true],
  ["11.0.0.0", false],
  ["100.128.0.0", false],
  ["2001:db8::1", false],
  ["127.0.0.6", false],
])("%s is an address that no host on the internet has: %s", (text, expected) => {
  const address = new Address();
  parseAddress(text, 0, text.length, address);
  expect(isNonPublic(address)).toBe(expected);
});

describe("what else a resolver says", () => {
  const nlb: Hop = { name: "nlb", address: "10.0.0.2", tells: "proxy-protocol" };
  const edge: Hop = { name: "edge", address: "192.0.2.1", tells: "proxy-protocol" };
  const lb: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };

  test("how many PROXY headers a connection can carry: those of the longest way", () => {
    expect(createResolver().proxyHops).toBe(0);
    expect(createResolver("direct").proxyHops).toBe(0);
    expect(createResolver(lb).proxyHops).toBe(0);
    expect(createResolver([lb, nlb]).proxyHops).toBe(1);
    expect(createResolver([edge, nlb]).proxyHops).toBe(2);
    expect(createResolver({ oneOf: [lb, [edge, nlb]] }).proxyHops).toBe(2);
  });

  test("nothing of a peer that is none, in an explanation", () => {
    for (const peer of [undefined, "no address"]) {
      expect(createResolver(lb).explain(raw(peer)).steps).toEqual([]);
    }
    expect(createResolver(lb).explain(raw("unix")).steps[0]?.cursor).toBe("unix");
  });

  test("how much of a list the walk left unread, in an explanation", () => {
    const resolver = createResolver([
      lb,
      { name: "list", address: "10.0.0.3", tells: { list: "x-list" } },
    ]);
    const unread = (peer: string, xff: string, list: string) =>
      resolver.explain(joined(peer, { "X-Forwarded-For": xff, "X-List": list })).unread;
    expect(unread("10.0.0.3", "6.6.6.6, 203.0.113.7", "7.7.7.7,10.0.0.1")).toEqual([
      { header: "x-forwarded-for", characters: 7 },
      { header: "x-list", characters: 7 },
    ]);
    expect(unread("10.0.0.3", "203.0.113.7", "7,10.0.0.1")).toEqual([
      { header: "x-list", characters: 1 },
    ]);
    expect(unread("10.0.0.3", ",203.0.113.7", "10.0.0.1")).toEqual([]);
    expect(unread("192.0.2.9", "6.6.6.6", "7.7.7.7")).toEqual([]);
    expect(resolver.explain(joined("10.0.0.3", {})).unread).toEqual([]);
  });
});
