import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProxyHeader } from "../../src/evidence.ts";
import type { Hop, Tells } from "../../src/config/hop.ts";
import { createResolver } from "../../src/create-resolver.ts";
import { textOf, wildText } from "../support/arbitraries.ts";

/**
 * Requests as they travel: a client sends whatever it likes, each proxy on the way does what its
 * hop says that it does, and the application must name the client that was really there.
 */
interface Request {
  /** Header lines in wire order. */
  lines: (readonly [string, string])[];
  proxyHeaders: ProxyHeader[];
}

interface Proxy {
  readonly tells: Tells;
  /** What the proxy does to a request that comes from `peer`. */
  readonly pass: (request: Request, peer: string) => Request;
}

const asNode = (ip: string): string => (ip.includes(":") ? `"[${ip}]"` : ip);

/** A proxy that adds a line of its own at the end, as HAProxy does. */
function addsLine(name: string, tells: Tells, say: (peer: string) => string): Proxy {
  return {
    tells,
    pass: ({ lines, ...rest }, peer) => ({ ...rest, lines: [...lines, [name, say(peer)]] }),
  };
}

/** A proxy that joins all lines and appends to them, as nginx does. */
function appendsInLine(name: string, tells: Tells, say: (peer: string) => string): Proxy {
  return {
    tells,
    pass: ({ lines, ...rest }, peer) => {
      const own = lines.filter(([one]) => one.toLowerCase() === name);
      const others = lines.filter(([one]) => one.toLowerCase() !== name);
      const value = [...own.map(([, one]) => one), say(peer)].join(", ");
      return { ...rest, lines: [...others, [name, value]] };
    },
  };
}

/** A proxy that sets a header of its own, whatever came. */
const overwrites: Proxy = {
  tells: { value: "x-real-ip" },
  pass: ({ lines, ...rest }, peer) => ({
    ...rest,
    lines: [...lines.filter(([name]) => name.toLowerCase() !== "x-real-ip"), ["X-Real-IP", peer]],
  }),
};
const speaksProxy: Proxy = {
  tells: "proxy-protocol",
  pass: ({ lines, proxyHeaders }, peer) => ({
    lines,
    proxyHeaders: [
      {
        version: 2,
        command: "PROXY",
        family: peer.includes(":") ? "INET6" : "INET",
        transport: "STREAM",
        source: { address: peer, port: 1024 },
        tlvs: [],
      },
      ...proxyHeaders,
    ],
  }),
};
const list = (peer: string): string => peer;
const node = (peer: string): string => `for=${asNode(peer)}`;
const lists = [
  addsLine("X-Forwarded-For", "x-forwarded-for", list),
  appendsInLine("x-forwarded-for", "x-forwarded-for", list),
];
const forwardeds = [addsLine("Forwarded", "forwarded", node)];
const twice: Proxy = {
  tells: { list: "x-two", appends: 2 },
  pass: ({ lines, ...rest }, peer) => ({
    ...rest,
    lines: [...lines, ["X-Two", `${peer}, 192.0.2.200`]],
  }),
};

/** Ways from the client to the application that a path can describe, outermost first. */
const route: fc.Arbitrary<readonly Proxy[]> = fc
  .record({
    outermost: fc.constantFrom([], [overwrites]),
    headers: fc.oneof(
      fc.array(fc.constantFrom(...lists), { maxLength: 3 }),
      fc.array(fc.constantFrom(...forwardeds), { maxLength: 3 }),
      fc.array(fc.constant(twice), { maxLength: 2 }),
    ),
    innermost: fc.array(fc.constant(speaksProxy), { maxLength: 2 }),
  })
  .map(({ outermost, headers, innermost }) => [outermost, headers, innermost].flat())
  .filter(({ length }) => length > 0);
const forgedLine = fc.oneof(
  fc.tuple(
    fc.constantFrom("X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP", "X-Two", "Via"),
    fc.oneof(
      wildText,
      textOf('for="1.2.3.4, \\;=', 30),
      fc.constantFrom(
        "6.6.6.6",
        "10.0.0.1, 10.0.0.2",
        'for="',
        'for=6.6.6.6;x="',
        "for=6.6.6.6, for=10.0.0.1",
        "unknown",
      ),
    ),
  ),
);
const client = fc.constantFrom("203.0.113.9", "2001:db8::9", "10.99.0.1");

/**
 * Where each proxy of a route stands; its next neighbor towards the application sees this address.
 */
const addressOf = (index: number): string =>
  index % 2 === 0 ? `10.0.0.${index + 1}` : `fd00::${index + 1}`;

/** A request of the client, sent to the proxy `entry`; what the application sees of it. */
function travel(proxies: readonly Proxy[], entry: number, from: string, forged: Request["lines"]) {
  let request: Request = { lines: forged, proxyHeaders: [] };
  let peer = from;
  for (let index = entry; index < proxies.length; index++) {
    request = proxies[index]?.pass(request, peer) ?? request;
    peer = addressOf(index);
  }
  const { lines, proxyHeaders: proxyProtocol } = request;
  return { peer, rawHeaders: lines.flat(), proxyProtocol };
}

function pathOf(proxies: readonly Proxy[], more: Partial<Hop> = {}): Hop[] {
  return proxies.map(({ tells }, index) => ({
    name: `p${index}`,
    address: addressOf(index),
    tells,
    ...more,
  }));
}

describe("a client that forges whatever it likes", () => {
  it("is named by its own address, at whichever hop it comes in", () => {
    fc.assert(
      fc.property(
        route,
        client,
        fc.array(forgedLine, { maxLength: 3 }),
        fc.nat(6),
        (proxies, from, forged, at) => {
          const entry = at % (proxies.length + 1);
          const { ip, via, status } = createResolver(pathOf(proxies)).resolve(
            travel(proxies, entry, from, forged),
          );
          const walked = proxies.map((_, index) => `p${index}`).slice(entry);
          expect({ ip, via, status }).toEqual({ ip: from, via: walked, status: "resolved" });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is named, or no client is, where a proxy appends to its Forwarded line", () => {
    const proxy = appendsInLine("forwarded", "forwarded", node);
    fc.assert(
      fc.property(client, fc.array(forgedLine, { maxLength: 3 }), (from, forged) => {
        const { ip, status } = createResolver(pathOf([proxy])).resolve(
          travel([proxy], 0, from, forged),
        );
        expect([from, "malformed"]).toContain(ip ?? status);
      }),
      { numRuns: 300 },
    );
  });

  it("cannot pass by a hop that is required", () => {
    fc.assert(
      fc.property(
        route,
        client,
        fc.array(forgedLine, { maxLength: 3 }),
        fc.nat(6),
        (proxies, from, forged, at) => {
          const entry = at % (proxies.length + 1);
          const [outermost, ...rest] = pathOf(proxies);
          const path = outermost === undefined ? [] : [{ ...outermost, required: true }, ...rest];
          const { ip, status } = createResolver(path).resolve(travel(proxies, entry, from, forged));
          expect(ip ?? status).toBe(entry === 0 ? from : "bypassed");
        },
      ),
    );
  });

  it("is not a proxy of the path, even one that skips a hop", () => {
    fc.assert(
      fc.property(
        route,
        fc.array(forgedLine, { maxLength: 3 }),
        fc.nat(6),
        fc.nat(6),
        (proxies, forged, at, skip) => {
          const entry = 1 + (at % proxies.length);
          const skipped = skip % entry;
          const evidence = travel(proxies, entry, addressOf(skipped), forged);
          const { ip } = createResolver(pathOf(proxies)).resolve(evidence);
          // The next outer hop is recognized, and believed about what the request holds; one
          // further out skipped a hop.
          const addresses = proxies.map((_, index) => addressOf(index));
          expect(addresses.slice(0, entry)).not.toContain(skipped === entry - 1 ? undefined : ip);
        },
      ),
    );
  });

  it("is named through any number of appending proxies in ranges", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...lists), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("203.0.113.9", "2001:db8::9"),
        fc.array(forgedLine, { maxLength: 3 }),
        (proxies, from, forged) => {
          const { ip, proof } = createResolver("10.0.0.0/24, fd00::/64").resolve(
            travel(proxies, 0, from, forged),
          );
          expect([ip, proof]).toEqual([from, "address"]);
        },
      ),
    );
  });

  it("is named by the number of proxies, where only that is known", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...lists), { minLength: 1, maxLength: 8 }),
        client,
        fc.array(forgedLine, { maxLength: 3 }),
        (proxies, from, forged) => {
          const { ip, proof } = createResolver({ hops: proxies.length }).resolve(
            travel(proxies, 0, from, forged),
          );
          expect([ip, proof]).toEqual([from, "count"]);
        },
      ),
    );
  });
});
