import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../src/adapter.ts";
import { headerLimitOf } from "../../src/request/header-limit.ts";

describe("the limit in entries of rawHeaders", () => {
  it.each([
    { count: null, limit: 2000, why: "what a new server has" },
    { count: undefined, limit: 2000, why: "a server of http2 that allows HTTP/1" },
    { count: 100, limit: 200, why: "a name and a value a line" },
    { count: 0, limit: 0, why: "Node: no limit" },
    { count: -1, limit: 0, why: "Node: no limit" },
    { count: 10.5, limit: 20, why: "Node shifts, which cuts" },
    { count: Number.NaN, limit: 0, why: "Node shifts NaN to 0: no limit" },
    { count: "100", limit: 2000, why: "Node takes numbers only" },
  ])("is $limit for maxHeadersCount $count: $why", ({ count, limit }) => {
    expect(headerLimitOf({ maxHeadersCount: count })).toBe(limit);
  });

  it.each([undefined, null])("is Node's own without a server (%s)", (server) => {
    expect(headerLimitOf(server)).toBe(2000);
  });

  it.each([
    [1998, false],
    [2000, true],
  ])("counts for a test's socket, too: %i entries", (length, truncated) => {
    const req = new IncomingMessage(new Socket());
    req.rawHeaders = Array.from({ length }, () => "a");
    expect(evidenceOf(req).truncated).toBe(truncated);
    const { rawHeaders } = req;
    const double = { rawHeaders, headers: {}, socket: { remoteAddress: "198.51.100.9" } };
    expect(evidenceOf(double as unknown as IncomingMessage).truncated).toBe(truncated);
  });

  it("stays for a connection what it was at the first request, as for Node's parser", () => {
    const server = { maxHeadersCount: 1 };
    const socket = Object.assign(new Socket(), { server });
    const isTruncated = (): boolean => {
      const fields = { rawHeaders: ["A", "b"], httpVersionMajor: 1 };
      return evidenceOf(Object.assign(new IncomingMessage(socket), fields)).truncated === true;
    };
    expect(isTruncated()).toBe(true);
    server.maxHeadersCount = 0;
    expect(isTruncated()).toBe(true);
  });
});
