import { describe, expect, it } from "vitest";
import { AddressSet } from "../../src/address/address-set.ts";
import { ask, refusal } from "../support/ask.ts";
import type { Config, Hop, Path } from "../../src/index.ts";
import { LiveAddresses, createResolver, oneOf } from "../../src/index.ts";
import { type ParsedHop, parseHop } from "../../src/config/parse-hop.ts";
import { checkEntryPoints } from "../../src/path/entry-points.ts";

const GATEWAY = "spiffe://a/gw";
const OTHER = "spiffe://a/other";
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: { value: "CF-Connecting-IP" } };
const lb: Hop = { name: "lb", address: "192.0.2.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const secret = (header: string, value = "v") => ({ header, value });
const list = "x-forwarded-for" as const;
const proof = { header: "x-secret", value: "s3cret" };
const balancer: Hop = { name: "lb", address: "10.0.1.1", tells: list };
const keeps: Hop = { name: "keeps", tells: "source-address" };
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: list };
const edgeSecret = { header: "X-Edge", value: "s3cret" };
const guarded: Hop = { name: "cdn", address: "198.51.100.0/24", secret: edgeSecret, tells: list };

describe("entry-points-overlap: what tells entry points apart", () => {
  const tells = "x-forwarded-for" as const;

  it.each<[string, Config]>([
    ["the same address", oneOf(cdn, { ...lb, address: "198.51.100.0/24" })],
    ["overlapping ranges", oneOf(cdn, { ...lb, address: "198.51.100.128/25" })],
    [
      "one address in the other's range",
      oneOf(cdn, { ...lb, address: ["192.0.2.1", "198.51.100.4"] }),
    ],
    ["a mapped range is the same range", oneOf(cdn, { ...lb, address: "::ffff:198.51.100.4" })],
    ["any beside an address", oneOf(cdn, { ...lb, address: "any" })],
    ["both unix", oneOf({ address: "unix", tells }, { address: ["unix", "10.0.0.1"], tells })],
    [
      "a secret left out falls to the weaker entry point",
      oneOf({ ...cdn, secret: secret("X-A") }, { ...lb, address: cdn.address! }),
    ],
    ["an address beside a secret alone", oneOf(cdn, { secret: secret("X-A"), tells })],
    ["a secret alone beside an address", oneOf({ secret: secret("X-A"), tells }, cdn)],
    ["an address beside an identity alone", [oneOf(cdn, { identity: GATEWAY, tells }), sidecar]],
    ["an identity alone beside an address", [oneOf({ identity: GATEWAY, tells }, cdn), sidecar]],
    [
      "a secret beside an identity",
      [oneOf({ secret: secret("X-A"), tells }, { identity: GATEWAY, tells }), sidecar],
    ],
    [
      "the same secret header",
      oneOf(
        { secret: secret("X-A", "1"), tells },
        { secret: secret("X-A", "2"), tells: { value: "X-B" } },
      ),
    ],
    [
      "the same secret header in another case",
      oneOf({ secret: secret("X-A"), tells }, { secret: secret("x-a"), tells: { value: "X-B" } }),
    ],
    ["the third like the first", oneOf(cdn, lb, { ...alb, address: "198.51.100.9" })],
    [
      "sequences whose innermost hops are alike",
      oneOf(
        [cdn, lb],
        [
          { ...cdn, address: "10.9.0.0/16" },
          { ...alb, address: "192.0.2.7" },
        ],
      ),
    ],
    [
      "the same identity",
      [
        oneOf({ identity: GATEWAY, tells }, { identity: GATEWAY, tells: { value: "X-B" } }),
        sidecar,
      ],
    ],
    [
      "one identity in common",
      [
        oneOf({ identity: [GATEWAY, OTHER], tells }, { identity: OTHER, tells: { value: "X-B" } }),
        sidecar,
      ],
    ],
  ])("refuses %s", (_why, config) => {
    expect(refusal(config).code).toBe("entry-points-overlap");
  });

  it.each<[string, Config]>([
    ["disjoint addresses", oneOf(cdn, lb)],
    [
      "neighboring ranges",
      oneOf({ ...cdn, address: "198.51.100.0/25" }, { ...lb, address: "198.51.100.128/25" }),
    ],
    ["two families", oneOf({ ...cdn, address: "0.0.0.0/0" }, { ...lb, address: "::/0" })],
    ["any is never a unix socket", oneOf({ ...cdn, address: "any" }, { ...lb, address: "unix" })],
    [
      "disjoint addresses with one secret header",
      oneOf({ ...cdn, secret: secret("X-A") }, { ...lb, secret: secret("X-A") }),
    ],
    [
      "outer hops of sequences may be alike",
      oneOf(
        [lb, { ...alb, address: "10.9.0.1" }],
        [
          { ...lb, name: "b" },
          { ...alb, address: "10.9.0.2" },
        ],
      ),
    ],
  ])("accepts %s", (_why, config) => {
    expect(() => createResolver(config)).not.toThrow();
  });
});

describe("entry-points-not-outermost: where oneOf stands", () => {
  it.each<[string, Config]>([
    ["behind a hop", [lb, oneOf(cdn, { ...alb, address: "10.9.0.1" })]],
    ["inside an entry point", oneOf(cdn, [oneOf(lb, alb)])],
    ["twice", [oneOf(cdn, lb), oneOf(alb, { ...alb, address: "10.9.0.1" })]],
  ])("refuses oneOf %s", (_why, config) => {
    expect(refusal(config).code).toBe("entry-points-not-outermost");
  });

  it("accepts oneOf first, also in a nested array", () => {
    expect(() => createResolver([[oneOf(cdn, lb)], alb])).not.toThrow();
  });

  it("empty-path: oneOf without entry points", () => {
    expect(refusal({ oneOf: [] }).code).toBe("empty-path");
    expect(refusal({ oneOf: [cdn, []] }).code).toBe("empty-path");
  });
});

describe("entry-points-overlap: pairs of entry points", () => {
  const a: Hop = { name: "a", address: "10.1.0.0/16", tells: list };
  const b: Hop = { name: "b", address: "10.2.0.0/16", tells: list };
  const live = new LiveAddresses({ name: "live", prefixes: ["10.1.2.0/24"] });

  it.each<[Hop | Path, Hop | Path, string]>([
    [a, { ...b, address: "10.1.2.3" }, "one address is in the other's range"],
    [a, { ...b, address: "10.1.255.255" }, "the last of its addresses"],
    [{ ...a, address: "127.0.0.6" }, { ...b, address: "127.0.0.6" }, "both may be the sidecar"],
    [a, { ...b, address: ["10.2.0.0/16", "10.1.0.1"] }, "some address is"],
    [a, { ...b, address: live }, "a live list holds one now"],
    [
      { ...a, address: "unix" },
      { ...b, address: ["10.2.0.1", "unix"] },
      "both may be a unix socket",
    ],
    [a, { name: "b", secret: proof, tells: list }, "an address and a secret"],
    [{ name: "a", secret: proof, tells: list }, a, "a secret and an address"],
    [
      { name: "a", secret: proof, tells: list },
      { name: "b", secret: proof, tells: list },
      "one secret header",
    ],
    [
      { name: "a", secret: proof, tells: list },
      { name: "b", secret: { ...proof, value: "other" }, tells: list },
      "one secret header with two values",
    ],
    [gateway, { ...gateway, identity: ["spiffe://a/other", GATEWAY] }, "one identity in common"],
    [gateway, { ...b, identity: GATEWAY }, "the same identity, one of them with an address"],
    [a, gateway, "an address and an identity"],
    [gateway, a, "an identity and an address"],
    [gateway, { name: "b", secret: proof, tells: list }, "an identity and a secret"],
    [a, { ...a, name: "c", tells: "forwarded" }, "only what they tell differs"],
    [
      [b, a],
      [
        { ...b, name: "c" },
        { ...a, name: "d" },
      ],
      "sequences that end alike",
    ],
    [[a, keeps], { ...a, name: "c" }, "behind a hop that keeps the source address"],
    [keeps, a, "an entry point that cannot be seen"],
    [a, [keeps, keeps], "a second one that cannot be seen"],
    [keeps, { name: "b", secret: proof, tells: list }, "one that cannot be seen, and a secret"],
    [keeps, gateway, "one that cannot be seen, and an identity"],
  ])("%j and %j are alike: %s", (one, other) => {
    const error = refusal(oneOf(one, other));
    expect(error.code).toBe("entry-points-overlap");
    expect(error.given).toMatch(/^the entry points ".*" and ".*"$/);
  });

  it("the error names both, in the order of the path", () => {
    expect(refusal(oneOf(b, a, { ...a, name: "c" })).given).toBe('the entry points "a" and "c"');
    expect(refusal(oneOf([b, keeps], { ...b, name: "c" })).given).toBe(
      'the entry points "b" and "c"',
    );
  });

  it.each<[Hop | Path, Hop | Path, string]>([
    [a, b, "disjoint addresses"],
    [a, { ...b, address: "unix" }, "an address and a unix socket"],
    [a, { ...b, address: "fd00::/8" }, "two families"],
    [gateway, { ...gateway, identity: "spiffe://a/other" }, "different identities"],
    [
      { name: "a", secret: proof, tells: list },
      { name: "b", secret: { ...proof, header: "x-b" }, tells: list },
      "two headers",
    ],
    [{ ...a, secret: proof }, { ...b, secret: proof }, "disjoint addresses and one secret"],
    [{ ...a, identity: GATEWAY }, { ...a, identity: "spiffe://a/b" }, "one range, two identities"],
    [[b, a], [a, b], "sequences that end apart"],
    [[a, keeps], b, "behind a hop that keeps the source address"],
  ])("%j and %j are told apart: %s", (one, other) => {
    expect(() => createResolver(oneOf(one, other))).not.toThrow();
  });

  const ranged = (address: string, header?: string): Hop => ({
    name: address,
    address,
    tells: list,
    ...(header && { secret: secret(header) }),
  });

  const identified = (uri: string, header: string): Hop => ({
    ...ranged("10.1.0.0/16", header),
    identity: uri,
  });

  it.each<[readonly Hop[], string]>([
    [[ranged("10.1.0.0/16"), ranged("10.1.2.0/24", "x-b")], "a proof within a bare range"],
    [[ranged("10.1.2.0/24", "x-b"), ranged("10.1.0.0/16")], "the same, the other way round"],
    [[ranged("10.1.0.0/16", "x-a"), ranged("10.1.2.0/24")], "a bare range within one with a proof"],
    [
      [ranged("10.1.0.0/16", "x-a"), ranged("10.1.0.1", "x-b"), ranged("10.1.2.0/24")],
      "the same, behind another range within it",
    ],
    [
      [ranged("10.1.0.0/16"), ranged("::a01:1"), ranged("10.1.2.0/24")],
      "two ranges with an IPv6 address between them, as numbers",
    ],
    [
      [ranged("192.0.2.1"), ranged("10.1.0.0/16", "x-a"), ranged("10.1.0.1", "x-a")],
      "one proof in two ranges, beside a bare range",
    ],
    [[ranged("10.1.2.3"), ranged("10.1.2.1"), ranged("10.1.2.0/24")], "the widest comes last"],
  ])("ranges in any order: %j are alike: %s", (hops) => {
    expect(refusal(oneOf(...hops)).code).toBe("entry-points-overlap");
    expect(refusal(oneOf(...hops.toReversed())).code).toBe("entry-points-overlap");
  });

  it.each([
    ["identity", { identity: GATEWAY }],
    ["secret", { secret: proof }],
  ])("compares each entry point that has the same %s, not only the first", (_what, proven) => {
    const at = (address: string): Hop => ({ ...ranged(address), ...proven });
    const hops = [at("10.1.0.0/16"), at("10.2.0.0/16"), at("10.2.0.1")];
    expect(refusal(oneOf(...hops)).given).toBe('the entry points "10.2.0.0/16" and "10.2.0.1"');
    expect(() => createResolver(oneOf(...hops.slice(0, 2)))).not.toThrow();
  });

  it("tells apart by either proof what the other one does not", () => {
    const hops = [
      identified(GATEWAY, "x-1"),
      identified(GATEWAY, "x-2"),
      identified(OTHER, "x-3"),
      identified(GATEWAY, "x-3"),
    ];
    expect(() => createResolver(oneOf(...hops))).not.toThrow();
    expect(refusal(oneOf(...hops, identified(OTHER, "x-3"))).code).toBe("entry-points-overlap");
    const alike = [
      identified(GATEWAY, "x-1"),
      identified(OTHER, "x-2"),
      identified("spiffe://a/third", "x-2"),
      identified(GATEWAY, "x-2"),
    ];
    expect(() => createResolver(oneOf(...alike))).not.toThrow();
  });

  it("ranges in any order: two proofs in one range are told apart, beside a bare range", () => {
    const hops = [ranged("10.1.0.0/16", "x-a"), ranged("10.1.2.0/24", "x-b"), ranged("10.2.0.1")];
    expect(() => createResolver(oneOf(...hops))).not.toThrow();
    expect(() => createResolver(oneOf(...hops.toReversed()))).not.toThrow();
  });

  it("all entry points are compared, not only neighbors", () => {
    expect(refusal(oneOf(a, b, { ...b, name: "c" })).code).toBe("entry-points-overlap");
    expect(refusal(oneOf(a, b, { ...a, name: "c" })).code).toBe("entry-points-overlap");
    expect(() => createResolver(oneOf(a, b, { ...a, address: "10.3.0.1" }))).not.toThrow();
  });

  it("entry points that keep the source address never open; the cursor is the client", () => {
    const lines = { "X-Forwarded-For": "203.0.113.7" };
    expect(ask(oneOf(keeps), "192.0.2.1", lines)).toMatchObject({ ip: "192.0.2.1", via: [] });
    expect(ask([oneOf(keeps), balancer], "10.0.1.1", lines)).toMatchObject({
      ip: "203.0.113.7",
      via: ["lb"],
    });
  });
});

describe("entry-points-not-outermost: an object that is no oneOf", () => {
  it.each<[unknown, string, string]>([
    [{ oneOf: balancer }, "empty-path", JSON.stringify(balancer)],
    [{ oneOf: "loopback" }, "empty-path", '"loopback"'],
    [{ oneOf: undefined }, "empty-path", "undefined"],
    [{ oneOf: [] }, "empty-path", "[]"],
    [{ oneOf: [balancer, []] }, "empty-path", "[]"],
    [{ oneOf: [balancer, [[]]] }, "empty-path", "[[]]"],
    [{ oneOf: [balancer], required: true }, "unknown-field", 'the field "required" of a oneOf'],
    [{ oneOf: [{ oneOf: [balancer] }] }, "entry-points-not-outermost", "inside another oneOf"],
    [[balancer, { oneOf: [balancer] }], "entry-points-not-outermost", "after another hop"],
    [{ oneOf: [5] }, "config-type", "5"],
    [[], "empty-path", "[]"],
    [[[], [[]]], "empty-path", "[[],[[]]]"],
  ])("refuses %j as %s", (config, code, given) => {
    const error = refusal(config);
    expect(error.code).toBe(code);
    expect(error.given).toContain(given);
  });

  it("names its one field in the error of another", () => {
    expect(refusal({ oneOf: [balancer], shared: true }).expected).toBe("one of oneOf");
  });
});

describe("entry-points-overlap: a weaker entry point at the same addresses", () => {
  it("refuses an entry point that needs no secret beside one that does", () => {
    const weaker: Hop = { address: "198.51.100.0/24", tells: { value: "X-Real-IP" } };
    expect(refusal(oneOf(guarded, weaker)).code).toBe("entry-points-overlap");
  });
});

const doorAddress = (index: number): string => `10.${index >> 8}.${index & 255}.0/24`;
const many = (hop: (index: number) => Hop): Hop[] => Array.from({ length: 2000 }, (_, i) => hop(i));
const bare = (index: number): Hop => ({
  name: `d${index}`,
  address: doorAddress(index),
  tells: list,
});

const identity = (i: number): string => `spiffe://a/${i}`;
const named = (i: number): Hop => ({ name: `i${i}`, identity: identity(i), tells: list });

/** How often fields of hops are read while so many entry points are compared. */
function fieldsRead(entryPoints: number, hop: (index: number) => Hop): number {
  let count = 0;
  const counted: ProxyHandler<ParsedHop> = {
    get(parsed, field) {
      count++;
      return Reflect.get(parsed, field);
    },
  };
  const hops = many(hop).slice(0, entryPoints);
  checkEntryPoints(hops.map((one) => [new Proxy(parseHop(one), counted)]));
  return count;
}

/** How often the ranges of hops are looked at, for so many entry points with addresses alone. */
function rangesRead(entryPoints: number): number {
  let count = 0;
  const own = Object.getOwnPropertyDescriptor(AddressSet.prototype, "ranges") ?? {};
  Object.defineProperty(AddressSet.prototype, "ranges", {
    ...own,
    get() {
      count++;
      return own.get?.call(this);
    },
  });
  createResolver(oneOf(...many(bare).slice(0, entryPoints)));
  Object.defineProperty(AddressSet.prototype, "ranges", own);
  return count;
}

describe("entry-points-overlap: thousands of entry points", () => {
  it("entry-points-overlap: twice as many entry points are twice the work", () => {
    const [one, two, three] = [rangesRead(500), rangesRead(1000), rangesRead(1500)];
    expect(one).toBeGreaterThanOrEqual(500);
    expect(three - two).toBe(two - one);
  });

  it.each<[string, (index: number) => Hop]>([
    ["an address", bare],
    ["an identity", (i) => ({ identity: identity(i), tells: list })],
    ["two identities", (i) => ({ identity: [identity(i), `${GATEWAY}/${i}`], tells: list })],
    ["an identity at one address", (i) => ({ ...bare(0), identity: identity(i) })],
    ["a secret header", (i) => ({ secret: secret(`x-${i}`), tells: list })],
    ["a secret header at one address", (i) => ({ ...bare(0), secret: secret(`x-${i}`) })],
    ["an identity, all with one secret", (i) => ({ ...guarded, identity: identity(i) })],
    [
      "an identity or an address",
      (i) => (i % 2 === 0 ? bare(i) : { ...bare(1), identity: identity(i) }),
    ],
  ])("entry-points-overlap: %s for each: twice as many are twice the work", (_how, hop) => {
    const [one, two, three] = [fieldsRead(500, hop), fieldsRead(1000, hop), fieldsRead(1500, hop)];
    expect(one).toBeGreaterThanOrEqual(500);
    expect(three - two).toBe(two - one);
  });

  it.each<[string, Hop]>([
    ["the address of one", { name: "new", address: "10.3.7.9", tells: list }],
    ["a proof does not help", { ...bare(3), name: "new", secret: secret("x-a") }],
    ["any", { name: "new", address: "any", tells: list }],
    [
      "a list",
      {
        name: "new",
        address: new LiveAddresses({ name: "live", prefixes: ["10.7.0.0/16"] }),
        tells: list,
      },
    ],
  ])("entry-points-overlap: one more is refused: %s", (_what, hop) => {
    expect(refusal(oneOf(...many(bare), hop)).code).toBe("entry-points-overlap");
    expect(refusal(oneOf(hop, ...many(bare))).code).toBe("entry-points-overlap");
  });

  it("entry-points-overlap: one more with the proof of one is refused, and both are named", () => {
    const hops = [...many((i) => ({ ...bare(i), secret: secret(`x-${i}`) })).slice(0, 9), named(0)];
    const twice: Hop = {
      ...named(3),
      name: "twice",
      identity: [identity(3), identity(1)],
    };
    expect(refusal(oneOf(named(0), named(1), named(2), named(3), twice)).given).toBe(
      'the entry points "i1" and "twice"',
    );
    expect(refusal(oneOf(...hops)).given).toBe('the entry points "d0" and "i0"');
  });

  it("entry-points-overlap: the same words in the other family, and touching ranges, are apart", () => {
    const six: Hop = { name: "six", address: "::a00:0/112", tells: list };
    const next: Hop = { name: "next", address: "10.7.208.0/24", tells: list };
    expect(() => createResolver(oneOf(...many(bare), six, next))).not.toThrow();
  });

  it("entry-points-overlap: two with proofs may share addresses beside one without", () => {
    const guards: Hop[] = [
      { ...bare(2), secret: secret("x-a") },
      { ...bare(2), secret: secret("x-b") },
    ];
    expect(() => createResolver(oneOf(bare(1), ...guards))).not.toThrow();
    expect(refusal(oneOf(...guards, bare(2))).code).toBe("entry-points-overlap");
  });
});
