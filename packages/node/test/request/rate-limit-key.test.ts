import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { bindResolver } from "../../src/adapter.ts";
import { clientIpInfoOf, createResolver, rateLimitKey, type RequestLike } from "../../src/index.ts";

const resolver = createResolver("loopback");

function requestFrom(remoteAddress: string | undefined, list?: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
  const req = new IncomingMessage(socket);
  if (list !== undefined) req.rawHeaders.push("X-Forwarded-For", list);
  return req;
}

describe("key-for-every-answer: a request", () => {
  it.each<[string, IncomingMessage, string]>([
    ["with a client", requestFrom("127.0.0.1", "203.0.113.7"), "203.0.113.7"],
    ["over IPv6", requestFrom("::1", "2001:db8:0:1234::7"), "2001:db8:0:1200::/56"],
    ["without a client", requestFrom("127.0.0.1"), "unresolved:missing:127.0.0.1"],
    ["without a peer", requestFrom(undefined), "unresolved:no-peer:none"],
  ])("key-for-every-answer: %s", (_what, req, key) => {
    bindResolver(req, resolver);
    expect(rateLimitKey(req)).toBe(key);
    expect(rateLimitKey({ raw: req })).toBe(key);
    expect(rateLimitKey({ req })).toBe(key);
    expect(rateLimitKey(clientIpInfoOf(req))).toBe(key);
  });

  it("without a resolver of its own has the answer of none", () => {
    expect(rateLimitKey(requestFrom("203.0.113.7", "6.6.6.6"))).toBe("203.0.113.7");
    expect(rateLimitKey(requestFrom("10.0.0.5", "6.6.6.6"))).toBe(
      "unresolved:unconfigured:10.0.0.5",
    );
  });

  it("is what a limiter passes, with a response or an index behind it", () => {
    const req = requestFrom("2001:db8::7");
    const limit = rateLimitKey as (...given: unknown[]) => string;
    expect(limit(req, { statusCode: 200 }, () => {})).toBe("2001:db8::/56");
    expect([req].map(rateLimitKey as (one: RequestLike) => string)).toEqual(["2001:db8::/56"]);
  });

  const others = [
    {},
    { headers: {} },
    { via: [] },
    { proof: "none" },
    new Request("http://a.test/"),
  ];
  it.each([undefined, null, "203.0.113.7", ...others])("is no other object: %s", (given) => {
    const call = (): string => rateLimitKey(given as unknown as RequestLike);
    expect(call).toThrow(/^\[config-type\] .* in place of a request/);
  });
});
