import { EventEmitter } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { beforeEach, describe, expect, it, vi } from "vitest";

const emitted = vi.spyOn(process, "emitWarning");

// The warning comes once a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

interface Carrier {
  readonly req: IncomingMessage;
  clientIp?: string;
  clientIpInfo?: object;
}

/** A framework with a prototype for its requests, and one request of it. */
async function framework(prototype: object = {}): Promise<{
  carrier: Carrier;
  response: EventEmitter;
  define: () => void;
}> {
  const { bindResolver, defineClientIp } = await import("../../src/adapter.ts");
  const { createResolver } = await import("../../src/index.ts");
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "10.1.2.3" });
  const req = new IncomingMessage(socket);
  bindResolver(req, createResolver("direct"));
  const carrier = Object.assign(Object.create(prototype) as Carrier, { req });
  const response = new EventEmitter();
  const define = (): void => defineClientIp(prototype, carrier, response, (given) => given.req);
  return { carrier, response, define };
}

const shadowed = [expect.stringContaining("Other code sets clientIp"), expect.anything()];

describe("the two getters", () => {
  it("are undefined on the prototype itself, which is no request", async () => {
    const prototype: { clientIp?: string; clientIpInfo?: object } = {};
    const { define } = await framework(prototype);
    define();
    expect([prototype.clientIp, prototype.clientIpInfo]).toEqual([undefined, undefined]);
  });

  it("stand on the prototype, not on the request", async () => {
    const { carrier, define } = await framework();
    define();
    expect(carrier.clientIp).toBe("10.1.2.3");
    expect(carrier.clientIpInfo).toMatchObject({ ip: "10.1.2.3" });
    expect(Object.keys(carrier)).toEqual(["req"]);
  });

  it("answer nothing for a request that has not passed the middleware, whoever came before it", async () => {
    const prototype = {};
    const { carrier, define } = await framework(prototype);
    define();
    const other = Object.assign(Object.create(prototype) as Carrier, {
      req: new IncomingMessage(carrier.req.socket),
    });
    expect(other.clientIp).toBeUndefined();
    expect(other.clientIpInfo).toBeUndefined();
  });

  it("are defined once, however many requests come", async () => {
    const prototype = {};
    const defineProperty = vi.spyOn(Reflect, "defineProperty");
    const { define, response } = await framework(prototype);
    for (let i = 0; i < 3; i++) define();
    expect(defineProperty).toHaveBeenCalledTimes(2);
    expect(response.listenerCount("close")).toBe(1);
    defineProperty.mockRestore();
  });

  it("serve what inherits from the prototype, such as a mounted application", async () => {
    const parent = {};
    const { define } = await framework(parent);
    define();
    const mounted = await framework(Object.create(parent) as object);
    mounted.define();
    expect(mounted.response.listenerCount("close")).toBe(0);
    expect(mounted.carrier.clientIp).toBe("10.1.2.3");
  });
});

describe("another library's clientIp", () => {
  it("that is assigned is ignored, with one warning", async () => {
    const { carrier, define } = await framework();
    define();
    carrier.clientIp = "6.6.6.6";
    carrier.clientIpInfo = {};
    expect(carrier.clientIp).toBe("10.1.2.3");
    expect(emitted.mock.calls).toEqual([shadowed]);
  });

  it.each(["before", "after"])(
    "that is defined %s ours is seen when the first response is done",
    async (when) => {
      const { carrier, define, response } = await framework();
      const other = (): unknown =>
        Object.defineProperty(carrier, "clientIp", { get: () => "6.6.6.6" });
      if (when === "before") other();
      define();
      if (when === "after") other();
      expect(emitted).not.toHaveBeenCalled();
      response.emit("close");
      expect(emitted.mock.calls).toEqual([shadowed]);
    },
  );

  it("that cannot be replaced on the prototype is warned of, and does not throw", async () => {
    const prototype = Object.defineProperty({}, "clientIp", { value: "6.6.6.6" });
    const { carrier, define } = await framework(prototype);
    define();
    expect(emitted.mock.calls).toEqual([shadowed]);
    expect(carrier.clientIpInfo).toMatchObject({ ip: "10.1.2.3" });
  });

  it("is not seen where there is none", async () => {
    const { define, response } = await framework();
    define();
    response.emit("close");
    expect(emitted).not.toHaveBeenCalled();
  });
});
