import { describe, expect, it } from "vitest";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";
import { refusal } from "../support/ask.ts";
import { explainedRefusal, type Mistake } from "../support/mistake.ts";

const tells = "x-forwarded-for" as const;
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells };
const edge: Hop = { name: "edge", address: "192.0.2.1", tells: { value: "X-Edge-Client" } };
const rfc: Hop = { name: "rfc", address: "10.0.3.0/24", tells: "forwarded" };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const dnat: Hop = { name: "dnat", tells: "source-address" };
const snat: Hop = { name: "snat", address: "10.0.0.9", tells: "nothing" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };
const envoy = (trustedHops?: number): Hop => ({
  name: "envoy",
  address: "10.244.0.5",
  tells: {
    value: "x-envoy-external-address",
    ...(trustedHops === undefined ? {} : { trustedHops }),
  },
});
const range: Hop = { name: "range", address: "10.0.0.0/8", tells, repeat: true };
const secret = { header: "X-Edge", value: "s3cret" };

/** What a user without a type checker may write. */
const loose = (hop: Record<string, unknown>) => hop as unknown as Hop;

/** Each mistake beside the nearest configuration that is none. */
const MISTAKES: Mistake[] = [
  [
    "no-tells",
    "says nothing, not even that it tells nothing",
    loose({ address: "10.0.0.1" }),
    snat,
  ],
  ["empty-path", "an empty path where one was meant", [], [alb]],
  ["empty-path", "a path that holds an empty one", [[]], [[alb]]],
  ["empty-path", "in an object", { path: [] }, { path: [alb] }],
  ["no-who", "no address, identity or secret", { tells }, alb],
  ["no-who", "nor for a hop that hides", { tells: "nothing" }, [cdn, { ...snat }]],
  ["identity-without-carrier", "behind a hop that ends TLS", [gateway, alb], [gateway, dnat]],
  [
    "xfcc-without-address",
    "any is no selective address",
    [gateway, { ...sidecar, address: "any" }],
    [gateway, sidecar],
  ],
  [
    "xfcc-without-address",
    "an identity is none",
    [cdn, { ...gateway, xfcc: "last" }],
    [gateway, { ...gateway, address: "10.0.0.1", xfcc: "last" }],
  ],
  [
    "xfcc-without-address",
    "a secret is none",
    [gateway, { secret, tells, xfcc: "last" }],
    [gateway, { secret, address: "10.0.0.1", tells, xfcc: "last" }],
  ],
  [
    "xfcc-without-address",
    "under TPROXY the hop that is proven needs one",
    [gateway, { ...dnat, xfcc: "last" }],
    [
      { ...gateway, address: "10.244.0.5" },
      { ...dnat, xfcc: "last" },
    ],
  ],
  [
    "xfcc-without-address",
    "and any is none there either",
    [
      { ...gateway, address: "any" },
      { ...dnat, xfcc: "last" },
    ],
    [
      { ...gateway, address: "10.244.0.0/16" },
      { ...dnat, xfcc: "last" },
    ],
  ],
  [
    "xfcc-not-innermost",
    "the path is reversed",
    [{ ...sidecar, address: "10.0.0.1" }, gateway],
    [gateway, sidecar],
  ],
  [
    "xfcc-not-innermost",
    "two of them",
    [gateway, { ...sidecar, address: "10.0.0.1" }, sidecar],
    [gateway, sidecar],
  ],
  [
    "sidecar-not-innermost",
    "the path is reversed",
    [{ address: "127.0.0.6", tells: "nothing" }, alb],
    [alb, { address: "127.0.0.6", tells }],
  ],
  [
    "sidecar-not-innermost",
    "its IPv6 form",
    [{ address: ["10.0.0.1", "::6"], tells }, alb],
    [alb, { address: "::6", tells }],
  ],
  [
    "sidecar-not-innermost",
    "its mapped form",
    [{ address: "::ffff:127.0.0.6", tells }, alb],
    [alb, { address: "::ffff:127.0.0.6", tells }],
  ],
  ["repeat-with-proof", "with an identity", { ...gateway, repeat: true }, gateway],
  ["repeat-with-proof", "with a secret", { ...range, secret }, range],
  [
    "repeat-with-proof",
    "with an identity and an address",
    { ...range, identity: "spiffe://a/gw" },
    range,
  ],
  ["repeat-without-list", "of a single value", { ...edge, repeat: true }, edge],
  ["repeat-without-list", "of PROXY", { ...nlb, repeat: true }, nlb],
  ["repeat-without-list", "of nothing", { ...snat, repeat: true }, snat],
  ["repeat-without-list", "of the source address", { ...dnat, repeat: true }, dnat],
  ["repeat-any", "of any", { ...range, address: "any" }, { ...range, address: "uniquelocal" }],
  [
    "repeat-any",
    "of any among others",
    { ...range, address: ["10.0.0.1", "any"] },
    { ...range, address: ["10.0.0.1", "loopback"] },
  ],
  [
    "repeat-any",
    "of every IPv4 address",
    { ...range, address: "0.0.0.0/0" },
    { ...range, address: "0.0.0.0/1" },
  ],
  [
    "repeat-any",
    "of every IPv6 address",
    { ...range, address: ["10.0.0.1", "::/0"] },
    { ...range, address: ["10.0.0.1", "::/1"] },
  ],
  [
    "repeat-swallows-next",
    "the next outer hop is in the range",
    [{ ...edge, address: "10.9.0.1" }, range],
    [edge, range],
  ],
  [
    "repeat-swallows-next",
    "the next outer hop is the range",
    [{ ...cdn, address: "10.0.0.0/8" }, range],
    [{ ...cdn, address: "11.0.0.0/8" }, range],
  ],
  [
    "repeat-swallows-next",
    "an entry point is in the range",
    [{ oneOf: [cdn, { ...alb, address: "10.9.0.1" }] }, range],
    [{ oneOf: [cdn, { ...alb, address: "11.9.0.1" }] }, range],
  ],
  [
    "proxy-outside-header",
    "PROXY cannot pass a hop that ends the connection",
    [nlb, alb],
    [alb, nlb],
  ],
  ["proxy-outside-header", "nor a single value's", [nlb, edge], [edge, nlb]],
  ["proxy-outside-header", "nor Forwarded's", [nlb, rfc], [rfc, nlb]],
  [
    "proxy-outside-header",
    "nor with others between",
    [nlb, dnat, alb, dnat],
    [alb, dnat, nlb, dnat],
  ],
  ["list-outside-value", "the inner proxy appended to the list too", [alb, edge], [edge, alb]],
  ["list-outside-value", "Forwarded inside", [alb, rfc], [alb, { ...rfc, tells }]],
  ["list-outside-value", "with others between", [cdn, alb, dnat, edge], [edge, cdn, dnat, alb]],
  [
    "list-outside-value",
    "a list that grows by two",
    [{ ...alb, tells: { list: "X-Forwarded-For", appends: 2 } }, edge],
    [edge, { ...alb, tells: { list: "X-Forwarded-For", appends: 2 } }],
  ],
  ["list-outside-value", "Envoy's value is one", [alb, envoy()], [edge, alb]],
  ["trusted-hops-not-outermost", "Envoy skipped those hops already", [edge, envoy(1)], envoy(1)],
  ["trusted-hops-not-outermost", "one is enough", [snat, envoy(2)], [snat, envoy(0)]],
  [
    "list-inside-external-address",
    "a list hop nearer to the application",
    [envoy(), alb],
    [envoy(), { ...sidecar, xfcc: undefined! }],
  ],
  [
    "header-read-twice",
    "one value header of two hops",
    [{ ...edge, address: "192.0.2.2" }, edge],
    [{ ...edge, address: "192.0.2.2", tells: { value: "X-Other" } }, edge],
  ],
  [
    "header-read-twice",
    "in another case",
    [{ ...edge, address: "192.0.2.2", tells: { value: "x-EDGE-client" } }, edge],
    edge,
  ],
  [
    "header-read-twice",
    "with hops between",
    [{ ...edge, address: "192.0.2.2" }, dnat, { ...edge, address: "192.0.2.3" }],
    [dnat, edge],
  ],
  [
    "header-read-twice",
    "Envoy's of two Envoys",
    [{ ...envoy(), address: "10.244.0.6" }, envoy()],
    envoy(),
  ],
  ["source-address-with-who", "an address", { ...dnat, address: "10.0.0.1" }, dnat],
  ["source-address-with-who", "an identity", { ...dnat, identity: "spiffe://a/gw" }, dnat],
  ["source-address-with-who", "a secret", { ...dnat, secret }, dnat],
  ["proxy-without-address", "a secret comes too late", { secret, tells: "proxy-protocol" }, nlb],
  [
    "proxy-without-address",
    "an identity comes too late",
    { identity: "spiffe://a/gw", tells: "proxy-protocol" },
    { ...nlb, address: "unix" },
  ],
  [
    "proxy-without-address",
    "an address alone: the secret would not be asked for",
    { ...nlb, secret },
    nlb,
  ],
  ["proxy-without-address", "nor for the identity", { ...nlb, identity: "spiffe://a/gw" }, nlb],
  [
    "too-many-hops",
    "33 hops",
    Array.from({ length: 33 }, () => dnat),
    Array.from({ length: 32 }, () => dnat),
  ],
];

describe("the rules of a path, each beside what breaks none", () => {
  it.each(MISTAKES)("%s: %s", (code, _why, wrong, right) => {
    expect(explainedRefusal(wrong).code).toBe(code);
    expect(() => createResolver(right)).not.toThrow();
  });

  it("says what was given, and which hop", () => {
    expect(refusal([{ ...alb, address: "10.0.1.300" }]).given).toContain("10.0.1.300");
    expect(refusal(loose({ ...alb, adress: 1 })).message).toContain("adress");
    expect(refusal([nlb, alb]).given).toContain("nlb");
  });

  it("says of a reversed path that it is reversed", () => {
    for (const path of [
      [{ ...sidecar, address: "10.0.0.1" }, gateway],
      [{ address: "127.0.0.6", tells: "nothing" as const }, alb],
    ]) {
      expect(refusal(path).message).toMatch(/path reversed|path is reversed/);
    }
  });

  it("proxy-outside-header: the remedy names source-address", () => {
    const { message } = refusal([nlb, alb]);
    expect(message).toContain("source-address");
    expect(message).toContain("ended at");
  });

  it("list-outside-value: the remedy names the list", () => {
    expect(refusal([alb, edge]).remedy).toContain("list");
  });
});
