import { channel } from "node:diagnostics_channel";
import * as core from "@client-ip/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Resolver } from "../../src/index.ts";

const subscribe = vi.spyOn(channel("net.server.socket"), "subscribe").mockReturnValue();

// Each test is a process of its own.
beforeEach(() => {
  vi.resetModules();
  subscribe.mockClear();
});

describe("from the first resolver on", () => {
  it("connections are noted, by one listener", async () => {
    const { createResolver } = await import("../../src/index.ts");
    expect(subscribe).not.toHaveBeenCalled();
    createResolver("direct");
    createResolver("nginx");
    expect(subscribe).toHaveBeenCalledOnce();
  });

  it("connections are noted where a resolver of the core is bound", async () => {
    const { resolverOf } = await import("../../src/adapter.ts");
    const resolver = core.createResolver("direct");
    expect(resolverOf(resolver)).toBe(resolver);
    expect(subscribe).toHaveBeenCalledOnce();
  });
});

describe("a configuration that is an object of a framework", () => {
  it.each([
    [{ rawHeaders: [] }, "use"],
    [{ originalUrl: "/" }, "use"],
    [{ newResponse() {} }, "use"],
    [{ decorateRequest() {} }, "register"],
  ])("is refused with the call to write: %j", async (given, method) => {
    const { gateOf, resolverOf } = await import("../../src/adapter.ts");
    const refusal: unknown = expect.objectContaining({
      code: "config-type",
      remedy: `clientIp itself is no middleware or plugin: call it, as in app.${method}(clientIp('nginx')).`,
    });
    expect(() => resolverOf(given as unknown as Resolver)).toThrow(refusal);
    // What else the framework passes: a response, or a function.
    for (const options of [{ _events: {} }, () => undefined]) {
      expect(() => gateOf(given as unknown as Resolver, options as object)).toThrow(refusal);
    }
  });
});

it("a resolver of the core is bound with lists that can be kept fresh", async () => {
  const { resolverOf } = await import("../../src/adapter.ts");
  const source = { url: "http://cdn.example/ips" };
  const address = new core.LiveAddresses({ name: "edges", prefixes: ["192.0.2.0/24"], source });
  const resolver = core.createResolver({ address, tells: "x-forwarded-for" });
  expect(() => resolverOf(resolver)).toThrow("[live-source]");
});
