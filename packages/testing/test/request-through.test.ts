import {
  type Config,
  createResolver,
  type Evidence,
  type Hop,
  oneOf,
  type ProxyHeader,
  type Tells,
} from "@client-ip/core";
import { decode, encode } from "@client-ip/proxy-protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestThrough, type ThroughRequest } from "../src/index.ts";

/** What a resolver gets of the request, with PROXY headers that were bytes in between. */
function evidenceOf({ remoteAddress, headers, proxyHeader = [], peerIdentity }: ThroughRequest) {
  const rawHeaders = Object.entries(headers).flatMap(([name, lines]) =>
    [lines].flat().flatMap((line) => [name, line]),
  );
  const proxyProtocol = [proxyHeader].flat().map((header: ProxyHeader) => {
    return decode(encode(header))!.header;
  });
  return { peer: remoteAddress, rawHeaders, proxyProtocol, peerIdentity } satisfies Evidence;
}

const secret = { header: "X-Key", value: "0123456789abcdef" };
const identity = "spiffe://cluster.local/ns/a/sa/b";
const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const told = (tells: Tells, more: Partial<Hop> = {}): Hop => ({ ...lb, tells, ...more });

describe("request-through-a-path: each kind of hop tells its peer", () => {
  it.each<[string, Config, string, ThroughRequest]>([
    ["nothing in front", "direct", "203.0.113.7", { remoteAddress: "203.0.113.7", headers: {} }],
    ["nothing configured", undefined, "203.0.113.7", { remoteAddress: "203.0.113.7", headers: {} }],
    [
      "a list",
      [cdn, lb],
      "2001:DB8::7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "2001:db8::7, 198.51.100.1" },
      },
    ],
    [
      "several elements of a list",
      told({ list: "X-Forwarded-For", appends: 2 }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7, 10.0.0.5" } },
    ],
    [
      "a list with ports",
      told({ list: "x-forwarded-for", format: "ip:port" }),
      "2001:db8::7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "[2001:db8::7]:50000" } },
    ],
    [
      "a range, once",
      "10.0.0.0/8",
      "203.0.113.7",
      { remoteAddress: "10.0.0.1", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a number of proxies: the nearest is on loopback, as a test's client is",
      { hops: 2 },
      "203.0.113.7",
      { remoteAddress: "127.0.0.1", headers: { "x-forwarded-for": "203.0.113.7, 192.0.2.1" } },
    ],
    [
      "Forwarded",
      [told("forwarded", { address: "10.0.0.4" }), told("forwarded")],
      "2001:db8::7",
      {
        remoteAddress: "10.0.0.5",
        headers: { forwarded: 'for="[2001:db8::7]", for=10.0.0.4' },
      },
    ],
    [
      "Forwarded in a line of its own",
      [told("forwarded", { address: "10.0.0.4" }), told({ list: "forwarded", ownLine: true })],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { forwarded: ["for=203.0.113.7", "for=10.0.0.4"] } },
    ],
    [
      "Forwarded behind a line of its own",
      [told({ list: "forwarded", ownLine: true }, { address: "10.0.0.4" }), told("forwarded")],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { forwarded: ["for=203.0.113.7", "for=10.0.0.4"] } },
    ],
    [
      "a value",
      told({ value: "X-Real-IP" }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-real-ip": "203.0.113.7" } },
    ],
    [
      "a value with a port",
      told({ value: "CloudFront-Viewer-Address", format: "ip:port" }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "cloudfront-viewer-address": "203.0.113.7:50000" } },
    ],
    [
      "x-envoy-external-address",
      told({ value: "x-envoy-external-address", trustedHops: 1 }),
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: {
          "x-envoy-external-address": "203.0.113.7",
          "x-forwarded-for": "203.0.113.7, 10.0.0.5",
        },
      },
    ],
    [
      "a hop that keeps the source address",
      [cdn, { tells: "source-address" }],
      "203.0.113.7",
      { remoteAddress: "198.51.100.1", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a hop for connections that have lost their source address, which no client comes through",
      [told("nothing"), { tells: "source-address" }],
      "203.0.113.7",
      { remoteAddress: "203.0.113.7", headers: {} },
    ],
    [
      "a unix socket",
      [{ ...lb, address: "unix" }, lb],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7, unix:" } },
    ],
    [
      "a unix socket as the peer",
      "unix",
      "203.0.113.7",
      { remoteAddress: "unix", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a hidden peer, by a secret",
      [{ ...cdn, secret }, told("nothing")],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7", "x-key": secret.value },
      },
    ],
    [
      "a sidecar that names the gateway",
      [
        { name: "gateway", identity, tells: "x-forwarded-for" },
        { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "only" },
      ],
      "203.0.113.7",
      {
        remoteAddress: "127.0.0.6",
        headers: {
          "x-forwarded-for": "203.0.113.7",
          "x-forwarded-client-cert": `Hash=${"0".repeat(64)};URI=${identity}`,
        },
      },
    ],
    [
      "a client certificate, which no header can stand for",
      { ...lb, identity },
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7" },
        peerIdentity: [identity],
      },
    ],
    [
      "one of several entry points",
      [oneOf(cdn, { ...cdn, name: "office", address: "192.0.2.0/24" }), lb],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7, 198.51.100.1" },
      },
    ],
  ])("request-through-a-path: %s", (_what, config, ip, request) => {
    expect(requestThrough(config, ip)).toEqual(request);
    expect(requestThrough(createResolver(config), ip)).toEqual(request);
  });

  it("request-through-a-path: PROXY headers, the nearest hop's first", () => {
    const edge = told("proxy-protocol", { name: "edge", address: "10.0.0.4" });
    const inner = told("proxy-protocol");
    expect(requestThrough(inner, "203.0.113.7")).toMatchObject({
      remoteAddress: "10.0.0.5",
      headers: {},
      proxyHeader: { family: "INET", source: { address: "203.0.113.7" } },
    });
    expect(requestThrough([edge, inner], "2001:db8::7").proxyHeader).toMatchObject([
      { family: "INET", source: { address: "10.0.0.4" } },
      { family: "INET6", source: { address: "2001:db8::7" } },
    ]);
  });
});

describe("request-through-a-path: the options", () => {
  it("request-through-a-path: what a client forges stays in front of the list", () => {
    const sends = { "X-Forwarded-For": "6.6.6.6", "x-real-ip": "6.6.6.6", Accept: "text/html" };
    expect(requestThrough([cdn, lb], "203.0.113.7", { sends }).headers).toEqual({
      "x-forwarded-for": "6.6.6.6, 203.0.113.7, 198.51.100.1",
      "x-real-ip": "6.6.6.6",
      accept: "text/html",
    });
    const real = told({ value: "x-real-ip" });
    expect(requestThrough(real, "203.0.113.7", { sends }).headers["x-real-ip"]).toBe("203.0.113.7");
  });

  it("request-through-a-path: an entry point by the name of any of its hops", () => {
    const office = [
      { ...cdn, name: "office", address: "192.0.2.9" },
      { ...lb, name: "inner", address: "10.1.0.1" },
    ];
    const resolver = createResolver([oneOf(cdn, office), lb]);
    const list = "203.0.113.7, 192.0.2.9, 10.1.0.1";
    for (const via of ["office", "inner"]) {
      const { headers } = requestThrough(resolver, "203.0.113.7", { via });
      expect(headers["x-forwarded-for"]).toBe(list);
    }
    expect(requestThrough(resolver, "203.0.113.7", { via: "lb" }).headers).toEqual({
      "x-forwarded-for": "203.0.113.7, 198.51.100.1",
    });
    expect(() => requestThrough(resolver, "203.0.113.7", { via: "ofice" })).toThrow(
      /^\[no-test-request\] given via: "ofice".*The path has cdn, lb, office, inner\./,
    );
  });

  it("request-through-a-path: presets by name are given as to the core", () => {
    const presets = { edge: () => lb };
    expect(requestThrough("edge", "203.0.113.7", { presets }).remoteAddress).toBe("10.0.0.5");
  });
});

describe("request-through-a-path: what no request can be made for is refused", () => {
  it.each<[string, Config, string, RegExp]>([
    ["no address", "direct", "client", /given "client" as a client/],
    ["an address with a port", "direct", "203.0.113.7:80", /without a port/],
    ["no client's address", "direct", "224.0.0.1", /224\.0\.0\.1.*malformed/s],
    ["a hop's own address", [cdn, { ...lb, address: "10.0.0.0/8" }], "127.0.0.1", /malformed/],
    ["a path that hides each client", told("nothing"), "203.0.113.7", /hidden/],
    [
      "a secret that an inner hop uses",
      [
        { ...cdn, secret },
        { ...lb, secret },
      ],
      "203.0.113.7",
      /cdn/,
    ],
  ])("request-through-a-path: %s", (_what, config, ip, message) => {
    expect(() => requestThrough(config, ip)).toThrow(
      expect.objectContaining({
        code: "no-test-request",
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it("request-through-a-path: and a resolver of another installed copy", () => {
    const other = Object.create(createResolver("direct")) as ReturnType<typeof createResolver>;
    expect(() => requestThrough(other, "203.0.113.7")).toThrow("[config-type]");
  });

  it("request-through-a-path: no secret is in the error", () => {
    const config = [
      { ...cdn, secret },
      { ...lb, secret },
    ];
    expect(() => requestThrough(config, "203.0.113.7")).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret.value) as string }),
    );
  });
});

const PLACES = ["10.0.0.1", "10.0.1.0/24", "192.0.2.0/28", "fd00::/64", "loopback", "any", "unix"];
const TELLS: readonly Tells[] = [
  "x-forwarded-for",
  "forwarded",
  "proxy-protocol",
  "source-address",
  "nothing",
  { list: "x-forwarded-for", appends: 2 },
  { list: "x-forwarded-for", format: "ip:port" },
  { list: "forwarded", ownLine: true },
  { value: "x-real-ip" },
  { value: "x-client", format: "ip:port" },
  { value: "x-envoy-external-address" },
  { value: "x-envoy-external-address", trustedHops: 2 },
];
const more = fc.constantFrom<Partial<Hop>>(
  {},
  {},
  { secret },
  { identity },
  { repeat: true },
  { xfcc: "only" },
);
const hop: fc.Arbitrary<Hop> = fc
  .tuple(fc.constantFrom(...PLACES), fc.constantFrom(...TELLS), more)
  .map(([place, tells, others]) => hopAt(place, tells, others));

function hopAt(name: string, tells: Tells, others: Partial<Hop>): Hop {
  return tells === "source-address" ? { name, tells } : { name, address: name, tells, ...others };
}

// A unix socket outside another hop can be told by a list alone: the rows above have that.
const paths = fc
  .array(hop, { minLength: 1, maxLength: 4 })
  .filter((path) => path.slice(0, -1).every(({ address }) => address !== "unix"))
  // Where the outermost hop hides its peer, no client comes through it.
  .filter((path) => path.find(({ tells }) => tells !== "source-address")?.tells !== "nothing");
const ipv4 = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `203.${a}.113.${b}`);
const ipv6 = fc.nat(0xffff).map((last) => `2001:db8:5::${last.toString(16)}`);

describe("request-through-a-path: any path", () => {
  it("request-through-a-path: the request resolves to the client", () => {
    let made = 0;
    const kinds = new Set<string>();
    fc.assert(
      fc.property(paths, fc.oneof(ipv4, ipv6), (path, ip) => {
        const resolver = resolverOf(path);
        if (resolver?.findings.some(({ code }) => code === "dead-hop") !== false) return;
        const request = requestThrough(resolver, ip);
        const resolution = resolver.resolve(evidenceOf(request));
        expect(resolution.status).toBe("resolved");
        expect(resolution.ip).toBe(createResolver("direct").clientIp({ peer: ip, rawHeaders: [] }));
        made++;
        for (const { tells } of path) kinds.add(JSON.stringify(tells));
      }),
      { numRuns: 4_000 },
    );
    expect(made).toBeGreaterThan(400);
    expect(kinds.size).toBe(TELLS.length);
  });
});

function resolverOf(path: readonly Hop[]): ReturnType<typeof createResolver> | undefined {
  try {
    return createResolver(path);
  } catch {
    // The path breaks a rule.
    return undefined;
  }
}
