import { clientIpOf, createResolver } from "@client-ip/node";
import { requestThrough } from "@client-ip/testing";
import { createMocks } from "node-mocks-http";
import { expect, it } from "vitest";

const resolver = createResolver({ hops: 2 });

it("names the client of a request that no socket has seen", () => {
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  const { req } = createMocks({ headers, socket: { remoteAddress } });
  expect(clientIpOf(req, resolver)).toBe("203.0.113.7");
});

it("names none of a request without an address", () => {
  const { req } = createMocks();
  expect(clientIpOf(req, resolver)).toBeUndefined();
});
