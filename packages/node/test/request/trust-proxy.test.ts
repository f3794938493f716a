import { describe, expect, it } from "vitest";
import {
  asTrustProxy,
  createResolver,
  LiveAddresses,
  type ResolverOptions,
} from "../../src/index.ts";

describe("trust-proxy-function: asTrustProxy", () => {
  it("trust-proxy-function: is made of a resolver", () => {
    const trust = asTrustProxy(createResolver("nginx"));
    expect([trust("127.0.0.1", 0), trust("127.0.0.1", 1)]).toEqual([true, false]);
  });

  it("trust-proxy-function: names the seal for a path that it cannot express", () => {
    const secret = { header: "x-key", value: "0123456789abcdef" };
    const resolver = createResolver({ address: "10.0.0.5", secret, tells: "x-forwarded-for" });
    expect(() => asTrustProxy(resolver)).toThrow(
      /^\[no-trust-function\].*known by a secret.*clientIp\(path, \{ seal: /,
    );
  });

  it.each<[ResolverOptions, string]>([
    [{ atLeast: "count" }, 'atLeast: "count"'],
    [{ onProbableProxy: "unresolved" }, 'onProbableProxy: "unresolved"'],
  ])("trust-proxy-function: cannot refuse an answer, as %j does", (options, given) => {
    const resolver = createResolver({ hops: 1 }, options);
    expect(() => asTrustProxy(resolver)).toThrow(`[no-trust-function] given ${given}`);
  });

  it("trust-proxy-function: knows the newest addresses of a live list", () => {
    const list = new LiveAddresses({ name: "office", prefixes: ["192.0.2.1"] });
    const trust = asTrustProxy(createResolver({ address: list, tells: "x-forwarded-for" }));
    expect(trust("192.0.2.1", 0)).toBe(true);
    list.update(["192.0.2.2"]);
    expect([trust("192.0.2.1", 0), trust("192.0.2.2", 0)]).toEqual([false, true]);
  });

  it.each([
    ["no resolver", "loopback"],
    ["no resolver", undefined],
    ["a resolver of another version of @client-ip/core", Object.create(createResolver("direct"))],
  ])("trust-proxy-function: takes no other object: %s", (given, wrong) => {
    expect(() => asTrustProxy(wrong as ReturnType<typeof createResolver>)).toThrow(
      `[config-type] given ${given}, expected a resolver. Create it with`,
    );
  });
});
