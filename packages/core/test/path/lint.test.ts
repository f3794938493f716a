import { describe, expect, it } from "vitest";
import type { Config, FindingCode, Hop, Path, ResolverOptions } from "../../src/index.ts";
import { LiveAddresses, createResolver, oneOf } from "../../src/index.ts";
import { FINDINGS } from "../../src/path/findings.ts";

const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const secret = { header: "X-Edge", value: "correct-horse-battery-staple-of-2026" };
const hides: Hop = { name: "snat", address: "10.0.0.5", tells: "nothing" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const says = (value: string): Hop => ({ ...cdn, tells: { value } });
const found = (config: Config) => createResolver(config).findings;
const codes = (config: Config) => found(config).map(({ code }) => code);
const tells = "x-forwarded-for" as const;
const GATEWAY = "spiffe://a/gateway";
const lb: Hop = { name: "lb", address: "10.0.1.1", tells };
const outer: Hop = { name: "outer", address: "192.0.2.1", tells };
const keeps: Hop = { name: "keeps", tells: "source-address" };
const hiding: Hop = { name: "hides", address: "10.0.2.1", tells: "nothing" };
const mesh: Hop = { name: "mesh", identity: "spiffe://a/ns/gw/sa/gw", tells, required: true };
const meshGateway: Hop = { name: "gateway", identity: GATEWAY, tells, required: true };

/** Code and hop of each finding. */
const codesAndHops = (config: Config): string[] =>
  createResolver(config).findings.map(({ code, hop }) => `${code} ${hop}`);

describe("findings-never-fatal: what is found", () => {
  it.each<[FindingCode, string, Config]>([
    // [code, the hop it speaks of, the path]
    ["dead-hop", "snat", hides],
    ["dead-hop", "snat", [hides, alb]],
    ["dead-hop", "snat", [oneOf(cdn, hides), alb]],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/16" }],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/8", repeat: true }],
    ["wide-private-range", "alb", { ...alb, address: "172.16.0.0/12" }],
    ["wide-private-range", "alb", { ...alb, address: ["10.0.1.1", "192.168.0.0/16"] }],
    ["wide-private-range", "alb", { ...alb, address: "private" }],
    [
      "wide-private-range",
      "alb",
      { ...alb, address: "10.0.0.0/16", tells: { value: "X-Real-IP" } },
    ],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/16", tells: "forwarded" }],
    ["any-nearest", "alb", { ...alb, address: "any" }],
    ["any-nearest", "alb", [cdn, { ...alb, address: "any" }]],
    ["external-address", "cdn", says("x-envoy-external-address")],
    ["xfcc-last", "sidecar", [gateway, { ...sidecar, xfcc: "last" }]],
    ["forgeable-header", "cdn", says("X-Azure-ClientIP")],
    ["forgeable-header", "cdn", says("x-azure-clientip")],
    ["forgeable-header", "cdn", says("Fastly-Client-IP")],
    ["shared-without-proof", "cdn", { ...cdn, shared: true, anyCustomer: true }],
    ["shared-not-outermost", "alb", [cdn, { ...alb, shared: true, secret }]],
    ["cgnat-not-private", "alb", { ...alb, address: "private" }],
    ["cgnat-not-private", "alb", { ...alb, address: "uniquelocal" }],
    ["secret-without-address", "cdn", { name: "cdn", secret, tells: "x-forwarded-for" }],
  ])("finds %s of %s", (code, hop, config) => {
    const of = found(config).filter((finding) => finding.code === code);
    expect(of).toMatchObject([{ code, hop }]);
    for (const { message, remedy } of of) {
      expect(message).not.toBe("");
      expect(remedy).not.toBe("");
    }
  });

  it("says of a dead hop that a request through it never has a client", () => {
    const dead = found([hides, alb]).find(({ code }) => code === "dead-hop");
    expect(`${dead?.message} ${dead?.remedy}`).toContain("never has a client");
  });

  it("finds a dead hop behind a hidden cursor that only an address could recognize", () => {
    expect(codes([cdn, hides])).toContain("dead-hop");
    expect(codes([cdn, alb, hides])).toContain("dead-hop");
    expect(codes([cdn, { ...alb, secret }, hides])).not.toContain("dead-hop");
  });

  it("says of a count of hops who is believed", () => {
    for (const config of [{ hops: 2 }, "hops=2"] as const) {
      const finding = found(config).find(({ code }) => code === "hop-count");
      expect(finding?.message).toMatch(/inner|nearest|direct/i);
    }
  });

  it("finds nothing in a path without fault", () => {
    expect(found([{ ...cdn, shared: true, secret }, alb])).toEqual([]);
    expect(found([gateway, sidecar])).toEqual([]);
    expect(found("direct")).toEqual([]);
    expect(found("loopback")).toEqual([]);
    expect(found({ ...cdn, tells: "proxy-protocol" })).toEqual([]);
  });

  it("makes a resolver all the same, whose findings cannot be changed", () => {
    const { findings } = createResolver({ ...alb, address: "any" });
    expect(findings.length).toBeGreaterThan(0);
    expect(Object.isFrozen(findings)).toBe(true);
  });
});

/** The addresses of an IPv4 /16, without its last one. */
function allButTheLast(begin: string): string[] {
  return Array.from({ length: 16 }, (_, index) => {
    const host = 65_536 - 2 ** (16 - index);
    return `${begin}.${host >> 8}.${host & 255}/${17 + index}`;
  });
}

describe("findings-never-fatal: each finding", () => {
  // A row: the path, all that is found of it, why the row exists.
  it.each<[Config, readonly `${FindingCode} ${string}`[], string]>([
    [[hiding], ["dead-hop hides"], "the outermost hop hides its peer"],
    [[keeps, hiding], ["dead-hop hides"], "what is outside of it cannot be seen"],
    [[{ ...outer, secret }, hiding], [], "a proof outside of it can be checked"],
    [[hiding, keeps], [], "it stands for connections that lost the address kept inside"],
    [[outer, hiding], ["dead-hop outer"], "an address outside of it cannot"],
    [[outer, keeps, hiding], ["dead-hop outer"], "through a hop that keeps the source address"],
    [[{ ...outer, secret }, keeps, hiding], [], "such a hop is itself no dead one"],
    [[outer, { ...lb, secret }, hiding], [], "further out the address is visible again"],
    [
      [
        { ...outer, secret },
        { ...lb, secret },
      ],
      ["dead-hop outer"],
      "one secret header for two hops",
    ],
    [
      [{ ...outer, secret }, lb, { ...lb, name: "in", secret }],
      ["dead-hop outer"],
      "also when only one of the inner hops has used it up",
    ],
    [
      [
        { ...outer, secret },
        { ...lb, secret: { ...secret, header: "x-other" } },
      ],
      [],
      "two headers for two hops",
    ],
    [[{ ...lb, address: "10.0.0.0/16" }], ["wide-private-range lb"], "65,536 private addresses"],
    [[{ ...lb, address: "10.0.0.0/17" }], [], "half as many"],
    [[{ ...lb, address: allButTheLast("10.0") }], [], "one less"],
    [[{ ...lb, address: "fd00::/48" }], ["wide-private-range lb"], "65,536 private subnets"],
    [[{ ...lb, address: "fd00::/49" }], [], "half as many"],
    [[{ ...lb, address: "100.64.0.0/10" }], ["wide-private-range lb"], "carrier-grade NAT"],
    [
      [{ ...lb, address: ["10.0.0.0/8", "11.0.0.0/8"] }],
      ["wide-private-range lb"],
      "beside a range that is not private",
    ],
    [[{ ...lb, address: "8.0.0.0/6" }], ["wide-private-range lb"], "in a 64th of all addresses"],
    [[{ ...lb, address: "192.0.0.0/8" }], ["wide-private-range lb"], "in one that is not"],
    [[{ ...lb, address: ["10.0.0.0/17", "9.255.0.0/16"] }], [], "too little of it is private"],
    [[{ ...lb, address: "203.0.0.0/16" }], [], "as many public ones"],
    [[{ ...lb, address: "2001:db8::/32" }], [], "public subnets"],
    [[{ ...lb, address: "::a00:0/112" }], [], "the same number in the other family"],
    [[{ ...lb, address: "::ac10:0/108" }], [], "the same numbers as those of 172.16.0.0/12"],
    [[{ ...lb, address: "10.0.0.0/8", secret }], [], "a proof makes it narrow"],
    [[{ ...meshGateway, address: "10.0.0.0/8" }], [], "so does an identity"],
    [[{ ...lb, address: "any" }], ["any-nearest lb"], "any peer is the nearest hop"],
    [[{ ...lb, address: ["0.0.0.0/1", "128.0.0.0/1"] }], ["any-nearest lb"], "in two halves"],
    [[{ ...lb, address: "any" }, keeps], ["any-nearest lb"], "through a hop that cannot be seen"],
    [[{ ...lb, address: "any", secret }], [], "any peer with a proof"],
    [[{ ...lb, address: "any" }, lb], ["wide-range lb"], "any peer further out"],
    [[{ ...lb, address: "0.0.0.0/0" }, lb], ["wide-range lb"], "all of a family further out"],
    [[{ ...lb, address: "any", secret }, lb], [], "any peer further out with a proof"],
    [[{ ...lb, address: "64.0.0.0/5" }], ["wide-range lb"], "a 32nd of all addresses"],
    [[{ ...lb, address: "64.0.0.0/6" }], [], "a 64th of them"],
    [[{ ...lb, address: ["64.0.0.0/6", "80.0.0.1"] }], ["wide-range lb"], "and one more"],
    [[{ ...lb, address: "4000::/5" }], ["wide-range lb"], "a 32nd of IPv6"],
    [[{ ...lb, address: "64.0.0.0/5", secret }], [], "a proof tells the hop from others"],
    [[{ ...lb, address: "fe80::1" }], ["link-local-any-link lb"], "on any link"],
    [[{ ...lb, address: ["10.0.0.1", "linklocal"] }], ["link-local-any-link lb"], "by name"],
    [[{ ...lb, address: "fe80::1", secret }], [], "with a proof"],
    [[{ ...lb, address: "169.254.1.1" }], [], "IPv4 has no zones"],
    [[{ ...lb, address: "fd00::1" }], [], "unique local"],
    [
      [
        { ...outer, secret },
        { ...hiding, address: "fe80::1" },
      ],
      [],
      "it tells nothing",
    ],
    [[{ ...lb, address: "127.0.0.6" }], ["sidecar-believed lb"], "the sidecar tells a header"],
    [[{ ...lb, address: ["10.0.0.1", "::6"] }], ["sidecar-believed lb"], "by IPv6"],
    [[meshGateway, sidecar], [], "a sidecar that tells nothing"],
    [
      [
        { ...meshGateway, identity: "spiffe://a.b/ns/gw/sa/gw.1" },
        { ...sidecar, xfcc: "last" },
      ],
      [],
      "a mesh whose CA signs names of Kubernetes",
    ],
    [
      [
        { ...meshGateway, identity: ["spiffe://a/ns/gw/sa/gw", GATEWAY] },
        { ...sidecar, xfcc: "last" },
      ],
      ["xfcc-last sidecar"],
      "one of two names is of another CA",
    ],
    ...[
      "urn:spiffe://a/ns/b/sa/c",
      "spiffe:///ns/b/sa/c",
      "spiffe://a/ns//sa/c",
      "spiffe://a/ns/b/sa/",
      "spiffe://a/ns/b/sa/c:d",
    ].map((identity): [Config, readonly `${FindingCode} ${string}`[], string] => [
      [
        { ...meshGateway, identity },
        { ...sidecar, xfcc: "last" },
      ],
      ["xfcc-last sidecar"],
      "no name of Kubernetes",
    ]),
    [
      [{ ...sidecar, xfcc: "last" }],
      ["dead-hop sidecar", "xfcc-last sidecar"],
      "nothing outside of it",
    ],
    [
      [
        { ...outer, secret },
        { ...sidecar, xfcc: "last" },
      ],
      ["xfcc-last sidecar"],
      "no identity outside of it",
    ],
    [
      [outer, mesh, { ...sidecar, xfcc: "last" }],
      [],
      "the hop next to it is known by a name of Kubernetes",
    ],
    [
      [oneOf(mesh, meshGateway), { ...sidecar, xfcc: "last" }],
      ["xfcc-last sidecar"],
      "behind one of two entry points",
    ],
    [[{ ...lb, address: "private", required: true }], [], "a platform at any private address"],
    [
      [{ ...lb, address: "10.0.0.0/8", required: true }],
      ["wide-private-range lb"],
      "at some of them alone",
    ],
    [
      [{ ...lb, address: "private", required: true }, hiding],
      ["dead-hop lb", "wide-private-range lb"],
      "further out",
    ],
    [
      [{ ...lb, tells: { value: "x-envoy-external-address" } }],
      ["external-address lb"],
      "Envoy's own header",
    ],
    [
      [meshGateway, { ...sidecar, xfcc: "last" }],
      ["xfcc-last sidecar"],
      "the last element is enough",
    ],
    ...[
      "Fastly-Client-IP",
      "True-Client-IP",
      "X-Azure-ClientIP",
      "X-Client-IP",
      "X-Original-Forwarded-For",
    ].map((value): [Config, readonly `${FindingCode} ${string}`[], string] => [
      [{ ...lb, tells: { value } }],
      ["forgeable-header lb"],
      "the vendor passes the client's own on",
    ]),
    [[{ ...lb, tells: { list: "x-client-ip" } }], ["forgeable-header lb"], "as a list"],
    [[{ ...lb, tells: { value: "cf-connecting-ip" } }], [], "a header that the vendor overwrites"],
    [[{ ...lb, tells: "forwarded" }], [], "tells without a header's name"],
    [[{ ...lb, anyCustomer: true }], ["shared-without-proof lb"], "a CDN without proof"],
    [[{ ...lb, anyCustomer: true, secret }], [], "a proof that nothing was missing"],
    [[{ ...lb, shared: true, secret }], [], "a CDN with a secret"],
    [[{ ...meshGateway, address: "10.0.0.1", shared: true }], [], "a CDN with an identity"],
    [[outer, { ...lb, shared: true, secret }], ["shared-not-outermost lb"], "a CDN inside a hop"],
    [[keeps, { ...lb, shared: true, secret }], [], "inside one that cannot be seen"],
    [
      [{ ...lb, address: "127.0.0.1" }, outer],
      ["loopback-not-innermost lb"],
      "loopback outside of another machine",
    ],
    [[{ ...lb, address: "loopback" }, outer], ["loopback-not-innermost lb"], "by name"],
    [
      [
        { ...lb, address: "loopback" },
        { ...outer, address: ["::1", "192.0.2.1"] },
      ],
      [],
      "beside loopback",
    ],
    [[{ ...lb, address: ["::1", "192.0.2.9"] }, outer], [], "or elsewhere"],
    [[{ ...lb, address: "unix" }, outer], [], "a unix socket"],
    [[{ ...lb, address: "::7f00:1" }, outer], [], "the same number in the other family"],
    [[outer, { ...lb, address: "loopback" }], [], "loopback inside"],
    [[{ ...lb, address: "loopback" }, keeps], [], "outside of a hop without an address"],
    [
      [{ ...lb, address: ["172.16.0.0/12", "10.0.0.1"] }],
      ["wide-private-range lb", "cgnat-not-private lb"],
      "private, without carrier-grade NAT",
    ],
    [[{ ...lb, address: ["172.16.0.0/12", "cgnat"], secret }], [], "with it"],
    [[{ ...lb, address: ["172.16.0.0/12", "100.64.0.1"], secret }], [], "with a part of it"],
    [[{ ...lb, address: "172.16.0.0/13", secret }], [], "the first half of that range"],
    [[{ ...lb, address: "172.24.0.0/13", secret }], [], "the second half"],
    [
      [{ ...meshGateway, required: false }],
      ["identity-without-address gateway"],
      "an identity alone",
    ],
    [[{ ...meshGateway, required: false, address: "10.0.0.1" }], [], "with an address"],
    [[meshGateway], [], "required"],
    [[{ ...meshGateway, required: false }, sidecar], [], "behind a hop that hides it"],
    [
      [{ ...meshGateway, required: false }, keeps, sidecar],
      [],
      "also through a hop that cannot be seen",
    ],
    [
      [{ ...meshGateway, required: false }, keeps],
      ["identity-without-address gateway"],
      "but not behind that",
    ],
    [
      [{ ...lb, secret: { ...secret, value: "x".repeat(15) } }],
      ["short-secret lb"],
      "15 characters",
    ],
    [[{ ...lb, secret: { ...secret, value: "x".repeat(16) } }], [], "16 characters"],
    [
      [{ ...lb, secret: { ...secret, value: ["x".repeat(16), "short"] } }],
      ["short-secret lb"],
      "one of two",
    ],
    [[{ name: "x", secret, tells }], ["secret-without-address x"], "a secret alone"],
    [[{ ...outer, proto: "x-p" }, lb], ["scheme-of-inner-link outer"], "an inner hop may write it"],
    [[outer, { ...lb, host: "x-h" }], ["scheme-of-inner-link outer"], "an inner hop writes it"],
    [
      [outer, { ...lb, name: "middle", address: "10.0.3.1" }, { ...lb, host: "x-h" }],
      ["scheme-of-inner-link outer"],
      "of the outermost hop alone",
    ],
    [
      [
        { ...outer, proto: "x-p" },
        { ...lb, proto: { passes: "x-p" } },
      ],
      [],
      "or passes it on",
    ],
    [[outer, { ...lb, proto: { passes: "x-p" } }], [], "or passes on what no hop writes"],
    [
      [
        { ...outer, tells: "nothing" },
        { ...lb, host: "x-h" },
      ],
      ["dead-hop outer"],
      "no client comes through it",
    ],
    [[keeps, { ...lb, proto: "x-p" }], [], "bytes are passed on unchanged"],
    ["10.0.1.0/24", ["private-range-as-text 10.0.1.0/24"], "a private range as text repeats"],
    ["loopback, fd00::1", ["private-range-as-text loopback,fd00::1"], "beside another"],
    ["loopback, 192.0.2.1, unix", [], "ranges that are not private"],
    [{ path: [{ ...lb, address: "10.0.1.0/24", repeat: true }] }, [], "not as text"],
    [JSON.stringify({ ...lb, repeat: true }), [], "as JSON"],
    [{ hops: 2 }, ["hop-count proxy 1"], "only the number is known"],
    ["hops=1", ["hop-count proxy 1"], "by text"],
    ["direct", [], "nothing in front"],
    [undefined, [], "nothing configured"],
  ])("%# of %j: %j", (config, findings) => {
    expect(codesAndHops(config)).toEqual(findings);
  });

  it("says what is unwise and what would be wiser, in sentences", () => {
    const path: Path = [
      { ...lb, address: "any", anyCustomer: true, tells: { value: "x-client-ip" } },
    ];
    const { findings } = createResolver(path);
    expect(findings.map(({ code }) => code)).toEqual([
      "any-nearest",
      "forgeable-header",
      "shared-without-proof",
    ]);
    for (const { message, remedy } of findings) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("is said once of a hop that several entry points share", () => {
    const path: Path = [
      oneOf(outer, { ...outer, name: "other", address: "192.0.2.2" }),
      { ...lb, address: "10.0.0.0/8" },
    ];
    expect(codesAndHops(path)).toEqual(["wide-private-range lb"]);
  });

  it("looks at what a live list holds now", () => {
    const live = new LiveAddresses({ name: "live", prefixes: ["100.64.0.0/24"] });
    expect(codesAndHops([{ ...lb, address: ["172.16.0.0/12", live], secret }])).toEqual([]);
  });
});

describe("findings-never-fatal: a wide private range", () => {
  it("a /16 is found, a /24 is not", () => {
    const { findings } = createResolver({ address: "10.0.0.0/16", tells });
    expect(findings).toMatchObject([{ code: "wide-private-range" }]);
    expect(createResolver({ address: "10.0.1.0/24", tells }).findings).toEqual([]);
  });
});

describe("findings-never-fatal: private addresses as text", () => {
  it.each<[text: string, cause: "privateText" | "privateHost", lines: readonly string[]]>([
    ["10.0.1.0/24", "privateText", ["'nginx 10.0.1.0/24'", "address: '10.0.1.0/24',"]],
    ["private", "privateText", ["'nginx private'", "address: 'private',"]],
    [
      "10.0.1.0/24 ,loopback",
      "privateText",
      ["'nginx 10.0.1.0/24, loopback'", "address: ['10.0.1.0/24', 'loopback'],"],
    ],
    ["10.0.0.5, 10.1.0.0/24", "privateText", ["'nginx 10.0.0.5, 10.1.0.0/24'"]],
    ["10.0.0.5", "privateHost", ["'nginx 10.0.0.5'", "address: '10.0.0.5',"]],
    ["10.0.0.5/32", "privateHost", ["'nginx 10.0.0.5/32'"]],
    ["fd00::1, fd00::2/128", "privateHost", ["'nginx fd00::1, fd00::2/128'"]],
    ["10.0.0.5, 192.0.2.0/24", "privateHost", ["'nginx 10.0.0.5, 192.0.2.0/24'"]],
  ])("the finding about %s is %s, with these addresses", (text, cause, lines) => {
    const finding = found(text).find(({ code }) => code === "private-range-as-text");
    expect(finding?.message).toBe(FINDINGS[cause].message);
    for (const line of lines) expect(finding?.remedy).toContain(line);
  });
});

describe("findings-never-fatal: a line to write", () => {
  it.each<[FindingCode, Hop, string]>([
    ["any-nearest", { ...lb, address: "any" }, "'nginx 10.0.1.10' or address: '10.0.1.10'"],
    ["wide-private-range", { ...lb, address: "10.0.0.0/8" }, "'nginx 172.18.0.0/24' or address:"],
  ])("%s has one", (code, hop, line) => {
    expect(found(hop).find((one) => one.code === code)?.remedy).toContain(line);
  });
});

describe("dangers-are-warned-of: severity", () => {
  it.each<[FindingCode, "danger" | "advice", Config]>([
    ["any-nearest", "danger", { ...lb, address: "any" }],
    ["any-nearest", "danger", { ...lb, address: "0.0.0.0/0" }],
    ["any-nearest", "danger", { ...lb, address: "::/0" }],
    ["any-nearest", "danger", { ...lb, address: ["10.0.0.1", "0.0.0.0/1", "128.0.0.0/1"] }],
    ["wide-range", "danger", { ...lb, address: "128.0.0.0/1" }],
    ["dead-hop", "danger", hiding],
    ["wide-private-range", "advice", { ...lb, address: "10.0.0.0/8" }],
    ["shared-without-proof", "danger", { ...lb, anyCustomer: true }],
    ["hop-count", "advice", { hops: 2 }],
  ])("%s is a %s", (code, severity, config) => {
    const finding = found(config).find((one) => one.code === code);
    expect(finding).toMatchObject({ code, severity });
  });

  it.each([
    [
      "danger",
      [
        "any-nearest",
        "dead-hop",
        "forgeable-header",
        "live-list-pending",
        "live-list-refused",
        "live-list-stale",
        "loopback-not-innermost",
        "shared-not-outermost",
        "shared-without-proof",
        "short-secret",
        "sidecar-believed",
        "wide-range",
      ],
    ],
    [
      "advice",
      [
        "cgnat-not-private",
        "external-address",
        "hop-count",
        "identity-without-address",
        "invoker-believed",
        "link-local-any-link",
        "private-range-as-text",
        "scheme-of-inner-link",
        "secret-without-address",
        "wide-private-range",
        "xfcc-last",
      ],
    ],
  ] as const)("dangers-are-warned-of: these are each a %s", (severity, expected) => {
    const those = Object.values(FINDINGS).filter((one) => one.severity === severity);
    expect([...new Set(those.map(({ code }) => code))].toSorted()).toEqual(expected);
    const others = Object.values(FINDINGS).filter((one) => one.severity !== severity);
    expect(others.filter(({ code }) => expected.some((one) => one === code))).toEqual([]);
  });
});

describe("accepted-findings: what the user knows of", () => {
  const wide: Hop = { ...lb, address: "any", tells: { value: "x-client-ip" } };

  it("is left out, and nothing else is", () => {
    const { findings } = createResolver(wide, { accept: ["any-nearest"] });
    expect(findings.map(({ code }) => code)).toEqual(["forgeable-header"]);
    expect(createResolver(wide, { accept: ["any-nearest", "forgeable-header"] }).findings).toEqual(
      [],
    );
    expect(createResolver({ hops: 2 }, { accept: ["hop-count"] }).findings).toEqual([]);
    expect(found({ hops: 2, accept: ["hop-count"] })).toEqual([]);
    expect(found({ path: [wide], accept: ["any-nearest", "forgeable-header"] })).toEqual([]);
  });

  it("may be what this path does not have", () => {
    expect(createResolver("direct", { accept: ["hop-count"] }).findings).toEqual([]);
  });

  it.each<[unknown]>([[["any"]], ["any-nearest"], [[undefined]], [true], [null], [{}]])(
    "is refused if it is no array of codes: %j",
    (accept) => {
      const options = { accept } as unknown as ResolverOptions;
      expect(() => createResolver("direct", options)).toThrow(
        expect.objectContaining({
          code: "bad-field",
          given: expect.stringContaining("accept") as unknown,
        }),
      );
    },
  );
});
