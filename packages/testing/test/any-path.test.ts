import {
  createResolver,
  type Evidence,
  type Hop,
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
const hopThat = (tells: fc.Arbitrary<Tells>): fc.Arbitrary<Hop> =>
  fc
    .tuple(fc.constantFrom(...PLACES), tells, more)
    .map(([place, one, rest]) => hopAt(place, one, rest));
const others = fc.array(hopThat(fc.constantFrom(...TELLS)), { maxLength: 2 });

function hopAt(name: string, tells: Tells, rest: Partial<Hop>): Hop {
  return tells === "source-address" ? { name, tells } : { name, address: name, tells, ...rest };
}

/** Paths with a hop that tells this, among others. */
const pathsWith = (tells: Tells): fc.Arbitrary<readonly Hop[]> =>
  fc
    .tuple(others, hopThat(fc.constant(tells)), others)
    .map(([outer, one, inner]) => outer.concat(one, inner))
    // A unix socket outside another hop can be told by a list alone: the rows above have that.
    .filter((path) => path.slice(0, -1).every(({ address }) => address !== "unix"))
    // Where the outermost hop hides its peer, no client comes through it.
    .filter((path) => path.find((one) => one.tells !== "source-address")?.tells !== "nothing")
    .filter((path) => isWalkable(path));

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `203.${a}.113.${b}`);
const ipv6 = fc.nat(0xffff).map((last) => `2001:db8:5::${last.toString(16)}`);

describe("request-through-a-path: any path", () => {
  it.each(TELLS)("request-through-a-path: the request resolves to the client: %j", (tells) => {
    fc.assert(
      fc.property(pathsWith(tells), fc.oneof(ipv4, ipv6), (path, ip) => {
        const resolver = createResolver(path);
        const request = requestThrough(resolver, ip);
        const resolution = resolver.resolve(evidenceOf(request));
        expect(resolution.status).toBe("resolved");
        expect(resolution.via).toHaveLength(path.length);
        expect(resolution.ip).toBe(createResolver("direct").clientIp({ peer: ip, rawHeaders: [] }));
      }),
      { numRuns: 50 },
    );
  });
});

/** Whether a path keeps the rules, and all its hops can be met. */
function isWalkable(path: readonly Hop[]): boolean {
  try {
    return createResolver(path).findings.every(({ code }) => code !== "dead-hop");
  } catch {
    return false;
  }
}
