import type { AddressInfo } from "node:net";
import { type Config, createResolver, type Hop, oneOf, type Resolver } from "@client-ip/core";
import { asTrustProxy } from "@client-ip/node";
import express from "express";
import * as fc from "fast-check";
import { fastify } from "fastify";
import { describe, expect, it } from "vitest";

/*
 * asTrustProxy, in the real frameworks: they name the client that the resolver names, and go no
 * further along the list than the resolver's walk did.
 */

/** What Express answers: it computes `req.ip` with the getter of its own request. */
function express5(resolver: Resolver, remoteAddress: string, list: string): Promise<unknown> {
  const app = express();
  app.set("trust proxy", asTrustProxy(resolver));
  const headers = { "x-forwarded-for": list };
  const request = Object.assign(Object.create(app.request) as express.Request, { app, headers });
  Object.defineProperty(request, "socket", { value: { remoteAddress } });
  return Promise.resolve(request.ip);
}

/** What Fastify answers. */
async function fastify5(resolver: Resolver, remoteAddress: string, list: string): Promise<unknown> {
  const app = fastify({ trustProxy: asTrustProxy(resolver) });
  app.get("/", ({ ip }) => JSON.stringify(ip));
  const headers = { "x-forwarded-for": list };
  const reply = await app.inject({ url: "/", remoteAddress, headers });
  return reply.json<unknown>();
}

const FRAMEWORKS = [
  ["Express", express5],
  ["Fastify", fastify5],
] as const;

/** The text at which the resolver's walk stopped: it passes one for each hop that it recognizes. */
function whereStopped(resolver: Resolver, peer: string, list: string): string | undefined {
  const elements = list.split(",").map((element) => element.trim());
  const texts = [peer, ...elements.filter((element) => element !== "").toReversed()];
  const { steps } = resolver.explain({ peer, rawHeaders: ["X-Forwarded-For", list] });
  const walked = steps.filter(({ event }) => event === "recognized").length;
  return texts[Math.min(walked, texts.length - 1)];
}

const TELLS = { tells: "x-forwarded-for" } as const;
const BARE = { tells: { list: "x-forwarded-for", format: "ip" } } as const;
const hopAt = (address: string, tells: Pick<Hop, "tells"> = TELLS): Hop => ({
  name: address,
  address,
  ...tells,
});
const PLACES = ["10.0.0.1", "10.0.0.2", "10.0.1.0/24", "198.51.100.0/24", "fd00::/64"] as const;
const hop: fc.Arbitrary<Hop> = fc
  .tuple(fc.constantFrom(...PLACES, "10.0.0.0/16", "loopback", "any"), fc.boolean())
  .map(([place, bare]) => hopAt(place, bare ? BARE : TELLS));

const config: fc.Arbitrary<Config> = fc.oneof(
  fc.constant("direct"),
  fc.integer({ min: 1, max: 4 }).map((hops) => ({ hops })),
  fc.uniqueArray(fc.constantFrom(...PLACES, "loopback"), { minLength: 1 }).map(String),
  fc.array(hop, { minLength: 1, maxLength: 4 }),
  fc
    .record({ ranges: fc.subarray([...PLACES], { minLength: 1 }), inner: hop })
    .map(({ ranges, inner }) => [{ name: "edge", address: ranges, repeat: true, ...TELLS }, inner]),
  fc
    .record({ doors: fc.subarray([...PLACES], { minLength: 2 }), inner: hop })
    .map(({ doors, inner }) => [oneOf(...doors.map((place) => hopAt(place))), inner]),
);

const resolvers: fc.Arbitrary<Resolver> = config
  .map((given) => {
    try {
      return createResolver(given);
    } catch {
      // The path breaks a rule.
      return undefined;
    }
  })
  .filter((resolver) => resolver !== undefined);

const address = fc.constantFrom(
  "10.0.0.1",
  "10.0.0.2",
  "10.0.1.7",
  "198.51.100.4",
  "203.0.113.7",
  "127.0.0.1",
  "127.0.0.6",
  "fd00::7",
  "2001:db8::7",
);
const element = fc.oneof(
  { weight: 9, arbitrary: address },
  fc.constantFrom("10.0.0.1:80", "0.0.0.0", "unknown", "x", "fe80::1%eth0", "[fd00::7]:80"),
);
const list = fc.array(element, { minLength: 1, maxLength: 6 }).map((all) => all.join(", "));

describe.each(FRAMEWORKS)("trust-proxy-function: in %s", (_name, answer) => {
  it("trust-proxy-function: the framework stops where the resolver does", async () => {
    let resolved = 0;
    await fc.assert(
      fc.asyncProperty(resolvers, address, list, async (resolver, peer, given) => {
        const stopped = whereStopped(resolver, peer, given);
        await expect(answer(resolver, peer, given)).resolves.toBe(stopped);
        const { ip } = resolver.resolve({ peer, rawHeaders: ["X-Forwarded-For", given] });
        if (ip === undefined) return;
        resolved++;
        expect(stopped?.replace(/^\[(.*)\]:80$|:80$/, "$1")).toBe(ip);
      }),
      { numRuns: 300 },
    );
    expect(resolved).toBeGreaterThan(50);
  });

  it("trust-proxy-function: one proxy is believed, a forged text is not", async () => {
    const resolver = createResolver("loopback");
    await expect(answer(resolver, "127.0.0.1", "6.6.6.6, 203.0.113.7")).resolves.toBe(
      "203.0.113.7",
    );
    await expect(answer(resolver, "203.0.113.7", "6.6.6.6")).resolves.toBe("203.0.113.7");
  });
});

describe("trust-proxy-function: over a socket", () => {
  it("trust-proxy-function: req.protocol and req.hostname rest on the path as well", async () => {
    const app = express();
    app.set("trust proxy", asTrustProxy(createResolver("loopback")));
    app.get("/", (req, res) => res.json([req.ip, req.ips, req.protocol, req.hostname]));
    const server = app.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const headers = {
      "X-Forwarded-For": "203.0.113.7",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "a.example",
    };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reply = await fetch(url, { headers });
    await expect(reply.json()).resolves.toEqual([
      "203.0.113.7",
      ["203.0.113.7"],
      "https",
      "a.example",
    ]);
    server.close();
  });
});
