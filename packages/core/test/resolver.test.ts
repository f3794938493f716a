import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIP } from "node:net";
import { addressText, wildText } from "./support/arbitraries.ts";
import type { Evidence, Hop, ProxyHeader, Resolver } from "../src/index.ts";
import { LiveAddresses, createResolver, isResolver, oneOf } from "../src/index.ts";

const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const XFCC = `Hash=${"a".repeat(64)};Subject="";URI=${GATEWAY}`;
const inner: Hop = { name: "inner", address: "10.0.0.0/8", tells: "x-forwarded-for" };
const sidecar: Hop = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
};
const gateway: Hop = {
  name: "gateway",
  identity: GATEWAY,
  tells: "x-forwarded-for",
  required: true,
};
const proxy: Hop = { name: "proxy", address: ["10.0.0.0/8", "unix"], tells: "proxy-protocol" };
const secret = { header: "x-secret", value: ["one", "two"] };

/** A range of paths: each grammar, each way of being recognized, each way of outcomeOf. */
const CONFIGS = {
  nothing: () => createResolver(),
  direct: () => createResolver("direct"),
  ranges: () => createResolver("10.0.0.0/8, loopback, fd00::/8, unix"),
  count: () => createResolver({ hops: 2 }),
  "two lists": () => createResolver([{ ...inner, name: "outer", address: "192.0.2.0/24" }, inner]),
  "appends two": () =>
    createResolver({ address: "any", tells: { list: "x-forwarded-for", appends: 2 } }),
  "Forwarded, repeated": () =>
    createResolver({ address: "10.0.0.0/8", tells: "forwarded", repeat: true }),
  "a value": () => createResolver([{ address: "192.0.2.1", tells: { value: "x-real-ip" } }, inner]),
  "address and port": () =>
    createResolver({ address: "any", tells: { value: "x-real-ip", format: "ip:port" } }),
  "bare address": () =>
    createResolver({ address: "any", tells: { value: "x-real-ip", format: "ip" } }),
  external: () =>
    createResolver({
      address: "any",
      tells: { value: "x-envoy-external-address", trustedHops: 1 },
    }),
  sidecar: () => createResolver([gateway, sidecar]),
  "sidecar, only": () => createResolver([gateway, { ...sidecar, xfcc: "only" }]),
  certificate: () => createResolver([gateway, { tells: "source-address" }]),
  secret: () =>
    createResolver([
      { secret, tells: "forwarded" },
      { address: "10.0.0.0/8", tells: "nothing" },
    ]),
  "PROXY, twice": () => createResolver([{ ...proxy, address: "192.0.2.0/24" }, proxy]),
  "PROXY and list": () => createResolver([inner, proxy]),
  entryPoints: () =>
    createResolver([
      oneOf(
        { secret, address: "203.0.113.0/24", tells: "x-forwarded-for", required: true },
        { address: "192.0.2.0/24", identity: GATEWAY, tells: { value: "x-real-ip" } },
        [proxy, { tells: "source-address" }],
      ),
      { tells: "source-address" },
    ]),
  live: () =>
    createResolver({
      address: new LiveAddresses({ name: "live", prefixes: ["10.0.0.0/8"] }),
      tells: "x-forwarded-for",
      repeat: true,
    }),
} satisfies Record<string, () => Resolver>;
const known = fc.constantFrom(
  "10.0.0.1",
  "10.0.0.2",
  "192.0.2.1",
  "127.0.0.1",
  "127.0.0.6",
  "::ffff:127.0.0.6",
  "::6",
  "::1",
  "fe80::1%eth0",
  "fd00::1",
  "0.0.0.0",
  "224.0.0.1",
  "203.0.113.9",
  "::ffff:10.0.0.9",
);
const someAddress = fc.oneof(known, addressText);
const list = fc
  .array(fc.oneof({ weight: 6, arbitrary: someAddress }, wildText), { maxLength: 4 })
  .map((elements) => elements.join(", "));
const header = fc.oneof(
  fc.tuple(fc.constantFrom("X-Forwarded-For", "x-forwarded-for"), list),
  fc.tuple(
    fc.constant("Forwarded"),
    fc
      .array(someAddress.map((text) => (text.includes(":") ? `for="[${text}]"` : `for=${text}`)))
      .map((elements) => elements.join(", ")),
  ),
  fc.tuple(fc.constantFrom("X-Real-IP", "X-Envoy-External-Address"), someAddress),
  fc.tuple(fc.constant("X-Secret"), fc.constantFrom("one", "two", "three")),
  fc.tuple(fc.constant("X-Forwarded-Client-Cert"), fc.constantFrom(XFCC, `x,${XFCC}`, `${XFCC};x`)),
  fc.tuple(
    fc.constantFrom(
      "X-Forwarded-For",
      "Forwarded",
      "X-Real-IP",
      "X-Forwarded-Client-Cert",
      "Via",
      "Accept",
    ),
    wildText,
  ),
);
const proxyHeader: fc.Arbitrary<ProxyHeader> = fc.record(
  {
    version: fc.constantFrom(1 as const, 2 as const),
    command: fc.constantFrom("PROXY" as const, "PROXY" as const, "LOCAL" as const),
    family: fc.constantFrom("INET" as const, "INET6" as const, "UNIX" as const, "UNSPEC" as const),
    transport: fc.constant("STREAM" as const),
    source: fc.record({
      address: fc.oneof({ weight: 5, arbitrary: someAddress }, wildText),
      port: fc.integer({ min: 0, max: 65_535 }),
    }),
    tlvs: fc.constant([]),
  },
  { requiredKeys: ["version", "command", "family", "transport", "tlvs"] },
);
const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    peer: fc.oneof(
      { weight: 6, arbitrary: someAddress },
      { weight: 1, arbitrary: fc.constantFrom(undefined, "unix", "") },
      { weight: 1, arbitrary: wildText },
    ),
    peerPort: fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined }),
    lines: fc.array(header, { maxLength: 5 }),
    truncated: fc.option(fc.boolean(), { nil: undefined, freq: 10 }),
    proxyProtocol: fc.oneof(
      fc.constant(undefined),
      proxyHeader,
      fc.array(proxyHeader, { maxLength: 3 }),
    ),
    peerIdentity: fc.constantFrom(undefined, [], [GATEWAY], ["spiffe://x/y"], [GATEWAY, GATEWAY]),
  })
  .map(({ lines, ...more }) => Object.assign(more, { rawHeaders: lines.flat() }));

/** The evidence with headers as Node joins them. */
function withJoined(given: Evidence): Evidence {
  const headers: Record<string, string> = {};
  for (let i = 0; i < given.rawHeaders.length; i += 2) {
    const name = given.rawHeaders[i]?.toLowerCase() ?? "";
    const value = given.rawHeaders[i + 1] ?? "";
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  return { ...given, headers };
}

/** An ANSI color. */
const COLOR = new RegExp(String.raw`\u001B\[\d+m`, "g");

describe.each(Object.entries(CONFIGS))("any evidence with the path %s", (_name, make) => {
  const used = make();

  it("never-throws: the answer is an address and `resolved`, or none and the reason why", () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const answer = used.resolve(given);
        expect(answer.status === "resolved").toBe(answer.ip !== undefined);
        expect(answer.status === "resolved").toBe(answer.source !== undefined);
        expect(isIP(answer.ip ?? "::1")).not.toBe(0);
        expect(answer.ip ?? "").not.toMatch(
          /^(0\.0\.0\.0|::|127\.0\.0\.6|::6|22[4-9]\..*|ff[\da-f]{2}:.*:.*)$/,
        );
        expect(answer.ip !== undefined || answer.port === undefined).toBe(true);
        expect(
          answer.ip === undefined && answer.status !== "unproven" ? answer.warnings : [],
        ).toEqual([]);
        expect(Object.isFrozen(answer)).toBe(true);
        expect(Object.isFrozen(answer.via)).toBe(true);
        expect(Object.isFrozen(answer.warnings)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("explain-same-walk: the same answer from raw header lines, from joined ones and when explained", () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const answer = used.resolve(given);
        expect(used.resolve(withJoined(given))).toEqual(answer);
        expect(used.explain(given).resolution).toEqual(answer);
        expect(used.explain(withJoined(given)).resolution).toEqual(answer);
      }),
      { numRuns: 100 },
    );
  });

  it("nothing-carried-over: has the answer of a new resolver, whatever was asked before", () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 4 }), (requests) => {
        const answers = requests.map((given) => used.resolve(given));
        expect(answers).toEqual(requests.map((given) => make().resolve(given)));
      }),
      { numRuns: 60 },
    );
  });

  it("secret-redacted: explained in words, JSON and color, without the secret", () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const explained = used.explain(given);
        const answer = explained.resolution;
        const words = explained.toString();
        expect(words.split("\n")).toHaveLength(
          explained.steps.length + explained.unread.length + answer.warnings.length + 1,
        );
        expect(words).toContain(answer.ip ?? answer.status);
        expect(explained.toColor().replaceAll(COLOR, "")).toBe(words);
        expect(JSON.parse(JSON.stringify(explained))).toMatchObject({
          resolution: { via: answer.via },
        });
      }),
      { numRuns: 100 },
    );
  });

  it("proxy-hop-by-hop: a PROXY header is expected only where the next step of the walk would read it", () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const expected = used.expectsProxyHeader(given);
        // Whatever the header says then, it must have been looked for: without it the walk has no
        // evidence.
        const status = used.resolve(given).status;
        expect(
          !expected || status === "missing" || status === "ambiguous" || status === "too-long",
        ).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the resolver", () => {
  it("is told from a configuration", () => {
    expect(isResolver(createResolver("direct"))).toBe(true);
    for (const other of [undefined, null, "direct", {}, [], { resolve() {} }]) {
      expect(isResolver(other)).toBe(false);
    }
  });

  it("has findings that cannot be changed, and are the same whenever they are asked for", () => {
    const resolver = createResolver({ hops: 1 });
    expect(Object.isFrozen(resolver.findings)).toBe(true);
    expect(resolver.findings).toBe(resolver.findings);
  });

  it("is made from a hop without a prototype, as a parser may return it", () => {
    const hop: Hop = Object.assign(Object.create(null), proxy);
    expect(createResolver(hop).facts).toEqual(createResolver(proxy).facts);
  });

  it("nothing-carried-over: one of two does not see what the other was asked", () => {
    const [one, two] = [createResolver("loopback"), createResolver("direct")];
    const rawHeaders = ["X-Forwarded-For", "203.0.113.9"];
    expect(one.resolve({ peer: "127.0.0.1", rawHeaders }).ip).toBe("203.0.113.9");
    expect(two.resolve({ peer: "127.0.0.1", rawHeaders }).ip).toBe("127.0.0.1");
    expect(one.resolve({ peer: "192.0.2.1", rawHeaders }).ip).toBe("192.0.2.1");
  });

  it("nothing-carried-over: an answer stays as it is when the next request is resolved", () => {
    const resolver = createResolver("loopback");
    const first = resolver.resolve({
      peer: "127.0.0.1",
      rawHeaders: ["X-Forwarded-For", "203.0.113.9"],
    });
    const copy = structuredClone(first);
    resolver.resolve({ peer: "192.0.2.7", peerPort: 5, rawHeaders: [] });
    expect(first).toEqual(copy);
  });
});

it("isResolver is false for every configuration", () => {
  const hop: Hop = { address: "10.0.0.1", tells: "x-forwarded-for" };
  expect(isResolver(createResolver(hop))).toBe(true);
  for (const value of [hop, [hop], "direct", undefined, null, {}, { resolve: () => undefined }]) {
    expect(isResolver(value)).toBe(false);
  }
});
