import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Config, createResolver, type Hop, oneOf, type Resolution } from "../../src/index.ts";

const networks = { cdn: ["198.51.100.0/24", "2001:db8:cd::/48"] };
const hop = (address: string, more: object = {}): Hop => ({
  name: "proxy",
  address,
  tells: "x-forwarded-for",
  ...more,
});

function told(path: Config, peer: string, list?: string, options: object = {}): Resolution {
  const rawHeaders = list === undefined ? [] : ["X-Forwarded-For", list];
  return createResolver(path, { networks, ...options }).resolve({ peer, rawHeaders });
}

const warned = (...asked: Parameters<typeof told>): readonly string[] => told(...asked).warnings;

/** Which of four clients are warned of. */
function warnedBy(given: object): readonly boolean[] {
  const resolver = createResolver(hop("10.0.0.5"), { networks: given as never });
  return ["198.51.100.4", "203.0.113.4", "2001:db8:cd::4", "192.0.2.4"].map((client) => {
    const rawHeaders = ["X-Forwarded-For", client];
    return resolver.resolve({ peer: "10.0.0.5", rawHeaders }).warnings.length > 0;
  });
}

const withNetworks = (given: unknown) => () =>
  createResolver("direct", { networks: given as never });

describe("probable-proxy: an answer in a CDN's own network", () => {
  it.each([
    ["that the nearest proxy names", "10.0.0.5", "203.0.113.7, 198.51.100.4"],
    ["of IPv6", "10.0.0.5", "2001:db8:cd::4"],
  ])("%s", (_name, peer, list) => {
    expect(told(hop("10.0.0.5"), peer, list)).toMatchObject({
      status: "resolved",
      proof: "address",
      warnings: ["probable-proxy"],
    });
  });

  it("that a proxy without an address names", () => {
    const rawHeaders = ["X-Edge", "s3cret", "X-Forwarded-For", "198.51.100.4"];
    const path: Hop = { secret: { header: "X-Edge", value: "s3cret" }, tells: "x-forwarded-for" };
    const { warnings } = createResolver(path, { networks }).resolve({
      peer: "10.0.0.5",
      rawHeaders,
    });
    expect(warnings).toEqual(["probable-proxy"]);
  });

  it("that is the socket's peer", () => {
    expect(warned("direct", "198.51.100.4")).toEqual(["probable-proxy"]);
    expect(warned(undefined, "198.51.100.4")).toEqual(["probable-proxy"]);
  });

  it("is none where the CDN itself names one of its servers", () => {
    const cdn = hop("198.51.100.0/24", { name: "cdn" });
    expect(warned([cdn, hop("10.0.0.5")], "10.0.0.5", "198.51.100.9, 198.51.100.4")).toEqual([]);
  });

  it("is one behind another entry point, although the path has the CDN", () => {
    const doors = oneOf(hop("198.51.100.0/24"), hop("192.0.2.0/24"));
    const list = "203.0.113.7, 198.51.100.4, 192.0.2.1";
    expect(warned([doors, hop("10.0.0.5")], "10.0.0.5", list)).toEqual(["probable-proxy"]);
  });

  it("is no matter of a header: a client beside the CDN has none", () => {
    const rawHeaders = ["CF-Connecting-IP", "198.51.100.4", "CF-Ray", "8a-FRA"];
    const { warnings } = createResolver("direct", { networks }).resolve({
      peer: "203.0.113.7",
      rawHeaders,
    });
    expect(warnings).toEqual([]);
  });

  it("knows the networks of each resolver, which others do not have", () => {
    const [one, other] = [["198.51.100.0/24"], ["203.0.113.0/24", "2001:db8:cd::/48"]];
    expect(warnedBy({ one })).toEqual([true, false, false, false]);
    expect(warnedBy({ other })).toEqual([false, true, true, false]);
    expect(warnedBy({ one, other })).toEqual([true, true, true, false]);
    expect(warnedBy({ one, third: ["192.0.2.0/24"] })).toEqual([true, false, false, true]);
    expect(warnedBy({ other, one })).toEqual([true, true, true, false]);
    expect(warnedBy({ one: [...one] })).toEqual([true, false, false, false]);
    expect(warnedBy({ one })).toEqual([true, false, false, false]);
    expect(warnedBy({})).toEqual([false, false, false, false]);
  });

  it("needs the networks: the core knows none by itself", () => {
    expect(warned("direct", "198.51.100.4", undefined, { networks: {} })).toEqual([]);
  });

  it("takes a list of addresses, or one, by its owner's name, and nothing else", () => {
    expect(warnedBy({ one: "198.51.100.0/24" })).toEqual([true, false, false, false]);
    expect(withNetworks(["198.51.100.0/24"])).toThrow("[bad-field] given networks: [");
    expect(withNetworks("198.51.100.0/24")).toThrow("[bad-field] given networks: ");
    expect(withNetworks({ cdn: 7 })).toThrow(expect.objectContaining({ code: "bad-address" }));
    expect(withNetworks({ cdn: ["198.51.100.0/33"] })).toThrow(
      expect.objectContaining({ code: "bad-address" }),
    );
  });
});

describe("probable-proxy: an answer at the first host of the proxy's private network", () => {
  it.each([
    ["Docker's gateway", "172.18.0.3", "172.18.0.1"],
    ["far away in Docker's /16", "172.18.255.3", "172.18.0.1"],
    ["a node of k3s", "10.42.0.8", "10.42.0.1"],
    ["a /20", "10.1.25.8", "10.1.16.1"],
    ["carrier-grade NAT", "100.64.1.8", "100.64.1.1"],
    ["IPv6", "fd00:0:0:7::8", "fd00:0:0:7::1"],
  ])("%s", (_name, proxy, gateway) => {
    expect(warned(hop(proxy), proxy, `6.6.6.6, ${gateway}`)).toEqual(["probable-proxy"]);
  });

  it.each([
    ["another host of it", "172.18.0.3", "172.18.0.2"],
    ["the first host of another network", "10.42.0.8", "10.42.1.1"],
    ["a network that is larger than a /16", "10.9.0.8", "10.0.0.1"],
    ["the first host of the /16 beside it", "172.17.0.8", "172.16.0.1"],
    ["a network that is smaller than a /24", "10.42.0.200", "10.42.0.129"],
    ["a public network", "203.0.113.8", "203.0.113.1"],
    ["loopback", "127.0.0.8", "127.0.0.1"],
    ["the other family", "10.42.0.8", "fd00::1"],
    ["the other family, with the same bits", "ac12:3::8", "172.18.0.1"],
    ["another /64", "fd00:0:0:7::8", "fd00:0:0:8::1"],
    ["a /64 of another network", "fd00:0:0:7::8", "fd01:0:0:7::1"],
    ["the second host of the /64", "fd00:0:0:7::8", "fd00:0:0:7::2"],
    ["a later host of the /64", "fd00:0:0:7::8", "fd00:0:0:7:0:1:0:1"],
  ])("is none: %s", (_name, proxy, client) => {
    expect(warned(hop(proxy), proxy, client)).toEqual([]);
  });

  it("is none where the peer itself is, since no hop names it", () => {
    expect(warned("direct", "172.18.0.1")).toEqual([]);
    const resolver = createResolver(hop("172.18.0.3"));
    const named = { peer: "172.18.0.3", rawHeaders: ["X-Forwarded-For", "172.18.0.9"] };
    expect(resolver.resolve(named).warnings).toEqual([]);
    expect(resolver.resolve({ peer: "172.18.0.1", rawHeaders: [] }).warnings).toEqual([]);
  });

  it("is one exactly if some prefix from /16 to /24 has both, and no more bits", () => {
    const octet = fc.constantFrom(0, 1, 2, 7, 8, 15, 16, 128, 255);
    const host = fc.tuple(octet, octet).map(([c, d]) => [c, d] as const);
    fc.assert(
      fc.property(host, host, ([c, d], [e, f]) => {
        const [client, proxy] = [(c << 8) | d, (e << 8) | f];
        fc.pre(client !== proxy);
        const bits = Array.from({ length: 9 }, (_, index) => 8 + index);
        const shared = bits.some((size) => {
          const mask = (1 << size) - 1;
          return (client & mask) === 1 && client >> size === proxy >> size;
        });
        const address = `10.42.${e}.${f}`;
        expect(warned(hop(address), address, `10.42.${c}.${d}`).length > 0).toBe(shared);
      }),
    );
  });
});

describe("probable-proxy: an answer at a hop", () => {
  it("of single addresses", () => {
    const path = [hop("10.0.0.5"), hop("10.0.0.6", { name: "inner" })];
    expect(warned(path, "10.0.0.6", "10.0.0.6, 10.0.0.5")).toEqual(["probable-proxy"]);
  });

  it("is none of a range, in which clients may be, and none on loopback", () => {
    const path = [hop("10.0.0.5"), hop("10.1.0.0/24", { name: "inner" })];
    expect(warned(path, "10.1.0.6", "10.1.0.7, 10.0.0.5")).toEqual([]);
    expect(warned(hop("127.0.0.1"), "127.0.0.1", "127.0.0.1")).toEqual([]);
  });

  it("that stands for many clients, as its vendor says", () => {
    const workers = hop("10.0.0.5", { manyClients: "2001:db8:3600::103" });
    expect(warned(workers, "10.0.0.5", "2001:db8:3600::103")).toEqual(["probable-proxy"]);
    expect(warned(workers, "10.0.0.5", "2001:db8:3600::104")).toEqual([]);
  });
});

describe("probable-proxy: onProbableProxy", () => {
  const options = { onProbableProxy: "unresolved" } as const;

  it("refuses the client, and leaves others alone", () => {
    expect(told(hop("10.0.0.5"), "10.0.0.5", "198.51.100.4", options)).toMatchObject({
      ip: undefined,
      status: "unproven",
      outermost: "198.51.100.4",
      warnings: ["probable-proxy"],
    });
    expect(told(hop("10.0.0.5"), "10.0.0.5", "203.0.113.7", options).ip).toBe("203.0.113.7");
  });

  it("counts for `clientIp` and `explain` as well", () => {
    const resolver = createResolver(hop("10.0.0.5"), { networks, ...options });
    const evidence = { peer: "10.0.0.5", rawHeaders: ["X-Forwarded-For", "198.51.100.4"] };
    expect(resolver.clientIp(evidence)).toBeUndefined();
    expect(String(resolver.explain(evidence))).toContain(
      "198.51.100.4 is refused: it is probably a proxy, which onProbableProxy refuses",
    );
  });

  it("has one value", () => {
    const wrong = { onProbableProxy: "refuse" as never };
    expect(() => createResolver("direct", wrong)).toThrow(
      expect.objectContaining({ code: "bad-field" }),
    );
  });
});
