import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { bindResolver, type Binding, isBound, type Places } from "../../src/adapter.ts";
import { boundResolutionOf } from "../../src/request/client-ip.ts";
import {
  clientIpInfoOf,
  createResolver,
  explainClientIp,
  rateLimitKey,
  type Resolver,
} from "../../src/index.ts";

const direct = createResolver("direct");
const proxied = createResolver("198.51.100.9");
/** Another path with the same answer. */
const same = createResolver("loopback");

function made(): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
  const req = new IncomingMessage(socket);
  req.rawHeaders.push("X-Forwarded-For", "203.0.113.7");
  return req;
}

/** A request that two parts of a framework have bound, and the resolvers that may count now. */
function bound(current: readonly Resolver[]): IncomingMessage {
  const req = made();
  bindResolver(req, direct, "one");
  bindResolver(req, proxied, "two", () => ({ bind() {}, current: () => current }));
  return req;
}

it("whether a request is bound is known, and of nothing else", () => {
  const req = made();
  expect(isBound(req)).toBe(false);
  clientIpInfoOf(req, direct);
  expect(isBound(req)).toBe(false);
  bindResolver(req, direct);
  expect([isBound(req), isBound({ req })]).toEqual([true, true]);
  expect(() => isBound({} as never)).toThrow("[config-type]");
});

it("what inherits from a bound request has the answer of its own headers", () => {
  const req = made();
  bindResolver(req, proxied);
  const rawHeaders = { value: ["X-Forwarded-For", "203.0.113.8"] };
  const heir = Object.create(req, { rawHeaders }) as IncomingMessage;
  expect(boundResolutionOf(heir)?.ip).toBe("203.0.113.8");
  expect(boundResolutionOf(req)?.ip).toBe("203.0.113.7");
});

it("a request that was not seen before can be explained", () => {
  expect(explainClientIp(made()).resolution.ip).toBe("198.51.100.9");
});

describe("the parts of a framework", () => {
  it("are followed from the second one on, by one object", () => {
    const places = { bind: vi.fn<Places["bind"]>(), current: () => [] };
    const follow = vi.fn<(outer: Binding) => Places>(() => places);
    const req = made();
    bindResolver(req, direct, "one", follow);
    bindResolver(req, same, "one", follow);
    expect(follow).not.toHaveBeenCalled();
    bindResolver(req, proxied, "two");
    expect(follow).not.toHaveBeenCalled();
    bindResolver(req, direct, "three", follow);
    bindResolver(req, same, "four", follow);
    expect(follow.mock.calls).toEqual([[{ resolver: proxied, place: "two" }]]);
    const bindings = [
      { resolver: direct, place: "three" },
      { resolver: same, place: "four" },
    ];
    expect(places.bind.mock.calls).toEqual(bindings.map((binding) => [binding]));
  });

  it.each<[string, readonly Resolver[], Resolver]>([
    ["where it is, if that is known", [direct], direct],
    ["bound last, if it is in none", [], proxied],
    ["outermost of those that agree", [direct, same], same],
  ])("give a request the path %s", (_which, current, resolver) => {
    const req = bound(current);
    expect(clientIpInfoOf(req)).toBe(clientIpInfoOf(req, resolver));
    expect(explainClientIp(req)).toEqual(explainClientIp(req, resolver));
  });

  it.each([
    { current: [direct, proxied] },
    { current: [proxied, direct] },
    { current: [direct, same, proxied] },
  ])("give a request no client if their paths name two", ({ current }) => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    const undecided = { ip: undefined, port: undefined, source: undefined, status: "ambiguous" };
    const outer = clientIpInfoOf(made(), current.at(-1));
    const req = bound(current);
    expect(clientIpInfoOf(req)).toEqual({ ...outer, ...undecided });
    expect(rateLimitKey(req)).toContain("unresolved:ambiguous");
    const { steps, unread } = explainClientIp(made(), current.at(-1));
    const resolution = { ...outer, ...undecided };
    expect(explainClientIp(req)).toMatchObject({ resolution, steps, unread });
    warn.mockRestore();
  });
});
