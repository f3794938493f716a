import { EventEmitter } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { beforeEach, describe, expect, it, vi } from "vitest";

const emitted = vi.spyOn(process, "emitWarning");

// The warning is emitted once a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

interface FrameworkRequest {
  readonly req: IncomingMessage;
  clientIp?: string;
  clientIpInfo?: object;
}

/** A framework with a prototype for its requests, and one request of it. */
async function framework(prototype: object = {}): Promise<{
  request: FrameworkRequest;
  response: EventEmitter;
  define: () => void;
}> {
  const { bindResolver, defineClientIp } = await import("../../src/adapter.ts");
  const { createResolver } = await import("../../src/index.ts");
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "10.1.2.3" });
  const req = new IncomingMessage(socket);
  bindResolver(req, createResolver("direct"));
  const request = Object.assign(Object.create(prototype) as FrameworkRequest, { req });
  const response = new EventEmitter();
  const define = (): void => defineClientIp(prototype, request, response, (given) => given.req);
  return { request, response, define };
}

const shadowed = [
  expect.stringContaining("Other code sets clientIp"),
  expect.objectContaining({ code: "CLIENT_IP_SHADOWED" }),
];

describe("the getters of defineClientIp", () => {
  it("are undefined on the prototype itself", async () => {
    const prototype: { clientIp?: string; clientIpInfo?: object } = {};
    const { define } = await framework(prototype);
    define();
    expect([prototype.clientIp, prototype.clientIpInfo]).toEqual([undefined, undefined]);
  });

  it("resolve-when-asked: are on the prototype, not on the request", async () => {
    const { request, define } = await framework();
    define();
    expect(request.clientIp).toBe("10.1.2.3");
    expect(request.clientIpInfo).toMatchObject({ ip: "10.1.2.3" });
    expect(Object.keys(request)).toEqual(["req"]);
  });

  it("can be replaced on the prototype", async () => {
    const prototype = {};
    (await framework(prototype)).define();
    const own = Object.values(Object.getOwnPropertyDescriptors(prototype));
    expect(own.map(({ configurable }) => configurable)).toEqual([true, true]);
  });

  it("are undefined for a request that has not passed the middleware, even on the same connection", async () => {
    const prototype = {};
    const { request, define } = await framework(prototype);
    define();
    const other = Object.assign(Object.create(prototype) as FrameworkRequest, {
      req: new IncomingMessage(request.req.socket),
    });
    expect(other.clientIp).toBeUndefined();
    expect(other.clientIpInfo).toBeUndefined();
  });

  it("are defined once for all requests", async () => {
    const prototype = {};
    const defineProperty = vi.spyOn(Reflect, "defineProperty");
    const { define, response } = await framework(prototype);
    for (let i = 0; i < 3; i++) define();
    expect(defineProperty).toHaveBeenCalledTimes(2);
    expect(response.listenerCount("close")).toBe(1);
    defineProperty.mockRestore();
  });

  it("work for objects that inherit from the prototype, such as a mounted application's", async () => {
    const parent = {};
    const { define } = await framework(parent);
    define();
    const mounted = await framework(Object.create(parent) as object);
    mounted.define();
    expect(mounted.response.listenerCount("close")).toBe(0);
    expect(mounted.request.clientIp).toBe("10.1.2.3");
  });
});

describe("a clientIp of another library", () => {
  it("is ignored with one warning if it is assigned", async () => {
    const { request, define } = await framework();
    define();
    request.clientIp = "6.6.6.6";
    request.clientIpInfo = {};
    expect(request.clientIp).toBe("10.1.2.3");
    expect(emitted.mock.calls).toEqual([shadowed]);
  });

  it.each(["before", "after"])(
    "is warned of after the first response if it is defined %s ours",
    async (when) => {
      const { request, define, response } = await framework();
      const other = (): unknown =>
        Object.defineProperty(request, "clientIp", { get: () => "6.6.6.6" });
      if (when === "before") other();
      define();
      if (when === "after") other();
      expect(emitted).not.toHaveBeenCalled();
      response.emit("close");
      expect(emitted.mock.calls).toEqual([shadowed]);
    },
  );

  it("is warned of, without an exception, if it cannot be replaced on the prototype", async () => {
    const prototype = Object.defineProperty({}, "clientIp", { value: "6.6.6.6" });
    const { request, define } = await framework(prototype);
    define();
    expect(emitted.mock.calls).toEqual([shadowed]);
    expect(request.clientIpInfo).toMatchObject({ ip: "10.1.2.3" });
  });

  it("is not warned of if there is none", async () => {
    const { define, response } = await framework();
    define();
    response.emit("close");
    expect(emitted).not.toHaveBeenCalled();
  });
});
