import { PEERS } from "@client-ip/cli/peers";
import { getClientIp } from "@supercharge/request-ip";
import * as fc from "fast-check";
import proxyAddr from "proxy-addr";
import requestIp from "request-ip";
import { describe, expect, it } from "vitest";
import { type Ask, askExpress, askFastify, askH3, askKoa } from "./comparison/packages.ts";
import { recordings, requestOf } from "./comparison/recordings.ts";

/*
 * `client-ip diff` and the page show what other libraries answer. Each answer there is that of the
 * installed package, set up as the page says.
 */

/** The package itself for each peer, in the same order. */
const PACKAGES: readonly (readonly [name: string, ask: Ask])[] = [
  ["Express, trust all", askExpress(true)],
  ["Express, a count", askExpress(1)],
  ["Express, addresses", askExpress("loopback, linklocal, uniquelocal")],
  ["proxy-addr", (request) => proxyAddr(request, "loopback")],
  ["Fastify, trust all", askFastify(true)],
  ["Koa", askKoa({ proxy: true })],
  ["h3", askH3],
  ["request-ip", (request) => requestIp.getClientIp(request) ?? undefined],
  ["@supercharge/request-ip", (request) => getClientIp(request)],
];

const names = [
  "X-Forwarded-For",
  "Forwarded",
  "X-Real-IP",
  "X-Client-IP",
  "CF-Connecting-IP",
  "Fastly-Client-IP",
  "True-Client-IP",
  "X-Cluster-Client-IP",
  "X-Forwarded",
  "Forwarded-For",
  "x-forwarded-for",
];
/** What may stand between commas, beside addresses with and without a port. */
const ODD = [
  "unknown",
  "",
  " ",
  "::ffff:192.0.2.1",
  "fe80::1%eth0",
  "for=192.0.2.1",
  "010.0.0.1",
  "1.2.3",
  "0x7f.1",
  "2001:DB8::A",
  "127.0.0.1",
  "10.1.2.3",
  "fe80::1%",
  "fe80::1%eth0 a",
  "xfe80::1%eth0",
  "a::1%eth0%eth1",
  "fe80::%1",
  "10.1.2.3%eth0",
  "10.1.2.3:",
  "10.1.2.3:80:80",
];
const element = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4().map((ip) => `${ip}:443`),
  fc.ipV6().map((ip) => `[${ip}]:443`),
  fc.constantFrom(...ODD),
  fc.stringMatching(/^[ -~]{0,12}$/),
);
const line = fc.tuple(
  fc.constantFrom(...names),
  fc.array(element, { minLength: 1, maxLength: 4 }).map((all) => all.join(", ")),
);
const random = fc.record({
  peer: fc.oneof(
    fc.constantFrom("127.0.0.1", "::1", "10.0.0.1", "203.0.113.7"),
    fc.ipV4(),
    fc.ipV6(),
  ),
  headers: fc.array(line, { maxLength: 4 }),
});

describe("what other libraries answer", () => {
  it("has each of them, in the order of the table", () => {
    expect(PEERS.map(({ name }) => name)).toEqual(PACKAGES.map(([name]) => name));
  });

  const pairs = PACKAGES.map(([name, ask], index) => [name, ask, PEERS[index]!] as const);

  it.each(pairs)("is what the package answers to the recordings: %s", async (_name, ask, peer) => {
    const requests = recordings().filter(({ peer: address }) => address !== "unix");
    expect(requests.length).toBeGreaterThan(500);
    for (const { headers, peer: address } of requests) {
      const theirs = await ask(requestOf({ peer: address, headers }));
      const answer = peer.answer({ peer: address, rawHeaders: headers.flat() });
      expect(answer).toBe(theirs === "" ? undefined : theirs);
    }
  });

  it.each(pairs)("is what the package answers to odd elements: %s", async (_name, ask, peer) => {
    for (const name of names) {
      for (const odd of ODD) {
        const headers = [[name, `${odd}, 192.0.2.9`]] as const;
        const theirs = await ask(requestOf({ peer: "10.0.0.1", headers }));
        const answer = peer.answer({ peer: "10.0.0.1", rawHeaders: headers.flat() });
        expect({ name, odd, answer }).toEqual({ name, odd, answer: theirs || undefined });
      }
    }
  });

  it.each(pairs)("is what the package answers to random requests: %s", async (_name, ask, peer) => {
    await fc.assert(
      fc.asyncProperty(random, async ({ peer: address, headers }) => {
        const theirs = await ask(requestOf({ peer: address, headers }));
        const answer = peer.answer({ peer: address, rawHeaders: headers.flat() });
        expect(answer).toBe(theirs === "" ? undefined : theirs);
      }),
      { numRuns: 500 },
    );
  });
});
