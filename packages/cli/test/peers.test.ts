import { describe, expect, it } from "vitest";
import { answersOfPeers } from "../src/peers.ts";

/** Who answers what. */
const answersTo = (peer: string, ...rawHeaders: string[]): (string | undefined)[] => [
  ...new Set(answersOfPeers({ peer, rawHeaders }).map(({ answer }) => answer)),
];

describe("answersOfPeers", () => {
  it("shows each library with its setting", () => {
    const all = answersOfPeers({ peer: "192.0.2.1", rawHeaders: [] });
    expect(Object.fromEntries(all.map(({ name, setting }) => [name, setting]))).toEqual({
      "Express, trust all": 'app.set("trust proxy", true)',
      "Express, a count": 'app.set("trust proxy", 1)',
      "Express, addresses": 'app.set("trust proxy", "loopback, linklocal, uniquelocal")',
      "proxy-addr": 'proxyaddr(req, "loopback")',
      "Fastify, trust all": "fastify({ trustProxy: true })",
      Koa: "new Koa({ proxy: true })",
      h3: "getRequestIP(event, { xForwardedFor: true })",
      "request-ip": "requestIp.getClientIp(req)",
      "@supercharge/request-ip": "getClientIp(req)",
    });
  });

  it("takes names and values in turn", () => {
    expect(answersTo("192.0.2.1", "A", "X-Forwarded-For", "6.6.6.6", "b")).toEqual(["192.0.2.1"]);
  });

  it.each(["unix", "invoker"])("is none where the peer is %s and no header tells", (peer) => {
    expect(answersTo(peer)).toEqual([undefined]);
  });
});
