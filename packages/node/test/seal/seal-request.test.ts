import { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import {
  createResolver,
  diagnostics,
  originalHeaders,
  type Resolver,
  type SealOptions,
} from "../../src/index.ts";
import { bindResolver, evidenceOf } from "../../src/adapter.ts";
import { recordOf } from "../../src/request/request-record.ts";
import { parseSeal, type Seal } from "../../src/seal/options.ts";
import { rejectionOf } from "../../src/seal/rejection.ts";
import { sealRequest } from "../../src/seal/seal-request.ts";
import { requestOf, resolver } from "./serving.ts";

const TOKEN = "t".repeat(32);

/** A seal that lets all requests through. */
function sealOf(given: Resolver, more: Partial<SealOptions> = {}): Seal {
  return parseSeal(given, { onUnresolved: "peer", keep: [], ...more });
}

describe("sealed-requests: a request", () => {
  it("without a client gets no header at all", () => {
    const req = requestOf(["A", "b", "X-Real-IP", "6.6.6.6"], "127.0.0.1");
    expect(sealRequest(req, sealOf(resolver))).toBe("pass");
    expect(req.rawHeaders).toEqual(["A", "b"]);
    expect(req.headers).toStrictEqual({ a: "b" });
  });

  it("whose client is known is answered by diagnostics all the same, of any seal", () => {
    const direct = createResolver("direct");
    const silent = sealOf(direct);
    const answering = sealOf(direct, { diagnostics: diagnostics({ token: TOKEN }) });
    for (const before of [[], [silent]]) {
      const req = requestOf(["Client-IP-Token", TOKEN], "127.0.0.1");
      Object.assign(req, { method: "GET", url: "/client-ip-diagnostics" });
      expect(before.map((seal) => sealRequest(req, seal))).toEqual(before.map(() => "pass"));
      expect(sealRequest(req, answering)).toBe("reject");
      expect(rejectionOf(req).status).toBe(200);
    }
  });

  it("has the lines that were noted, although other code has replaced them since", () => {
    const req = requestOf(["X-Forwarded-For", "203.0.113.7"], "10.0.0.9");
    bindResolver(req, resolver);
    req.rawHeaders = ["X-Forwarded-For", "6.6.6.6"];
    sealRequest(req, sealOf(resolver));
    expect(evidenceOf(req).rawHeaders).toEqual(["X-Forwarded-For", "203.0.113.7"]);
  });

  it("is rejected by an asynchronous choice, whose rejection ends nothing", async () => {
    const seen = vi.fn<(reason: unknown) => void>();
    process.on("unhandledRejection", seen);
    for (const choice of [Promise.reject(new Error("no database")), Promise.resolve("peer"), 1]) {
      const seal = sealOf(resolver, { onUnresolved: () => choice as never });
      expect(sealRequest(requestOf([], "127.0.0.1"), seal)).toBe("reject");
    }
    await new Promise(setImmediate);
    process.off("unhandledRejection", seen);
    expect(seen).not.toHaveBeenCalled();
  });

  it("health-checks-pass: is no health check if lines may have been dropped", () => {
    const seal = sealOf(resolver, { onUnresolved: "reject", health: ["/healthz"] });
    const verdictOf = (lines: number): string => {
      const req = requestOf(
        Array.from({ length: 2 * lines }, () => "a"),
        "127.0.0.1",
      );
      return sealRequest(Object.assign(req, { method: "GET", url: "/healthz" }), seal);
    };
    expect([verdictOf(999), verdictOf(1000)]).toEqual(["pass", "reject"]);
  });

  it("has lost its headers if its answer fails, and passes no other seal", () => {
    const failing = createResolver("loopback");
    const resolve = vi.spyOn(failing, "resolve").mockImplementationOnce(() => {
      throw new Error("a mistake");
    });
    const req = requestOf(["X-Real-IP", "6.6.6.6"], "127.0.0.1");
    expect(() => sealRequest(req, sealOf(failing))).toThrow("a mistake");
    expect(req.headers).toEqual({});
    expect(sealRequest(req, sealOf(failing))).toBe("reject");
    expect(resolve).toHaveBeenCalledTimes(1);
  });
});

it("the headers of a request that is bound and not sealed are its own", () => {
  const req = requestOf(["A", "b"], "10.0.0.9");
  bindResolver(req, resolver);
  expect(originalHeaders(req).rawHeaders).toBe(req.rawHeaders);
});

it("the headers of a socket, which has none, are empty", () => {
  expect(originalHeaders(new Socket())).toEqual({ headers: {}, rawHeaders: [] });
});

describe("sealed-once: a request", () => {
  it("is asked about once, by each seal", () => {
    const onUnresolved = vi.fn<() => "peer">(() => "peer");
    const req = requestOf([], "127.0.0.1");
    const seal = sealOf(resolver, { onUnresolved });
    expect([sealRequest(req, seal), sealRequest(req, seal)]).toEqual(["pass", "pass"]);
    expect(onUnresolved).toHaveBeenCalledTimes(1);
  });

  it("is refused if another release has sealed it, which told nothing of its seal", () => {
    const req = requestOf([]);
    const mark = { resolver, original: originalHeaders(req), verdict: "pass" } as const;
    recordOf(req).sealed = mark;
    expect(() => sealRequest(req, sealOf(resolver))).toThrow(
      expect.objectContaining({ code: "sealed-twice" }),
    );
  });
});
