import type { IncomingMessage } from "node:http";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindResolver } from "../../src/adapter.ts";
import {
  ClientIpError,
  clientIpInfoOf,
  createResolver,
  explainClientIp,
  rateLimitKey,
} from "../../src/index.ts";

const resolvers = [
  createResolver("loopback"),
  createResolver({ address: "loopback", tells: "forwarded" }),
  createResolver({ address: "any", tells: { value: "x-real-ip" } }),
  createResolver(),
];

const nothing = fc.constantFrom(undefined, null);
const element = fc.constantFrom("203.0.113.7", "for=203.0.113.7", "x", "");
const name = fc.constantFrom("x-forwarded-for", "x-real-ip", "forwarded", "host");
const headers = fc.dictionary(name, fc.oneof(nothing, element, fc.array(element)));
const rawHeaders = fc
  .array(fc.tuple(name, element))
  .chain((lines) => fc.constantFrom(lines.flat(), lines.flat().slice(1)));
const address = fc.constantFrom(undefined, "127.0.0.1", "203.0.113.7", "unix", "x", "");
const socket = fc.oneof(
  nothing,
  fc.constantFrom("203.0.113.7", 7, true, () => {}),
  fc.record({ remoteAddress: address, server: nothing, _server: nothing }, { requiredKeys: [] }),
);

/** What a test may hand over in place of a request. */
const double = fc.record(
  {
    headers: fc.oneof(nothing, headers),
    rawHeaders: fc.oneof(nothing, rawHeaders),
    socket,
    connection: socket,
    ip: address,
  },
  { requiredKeys: [] },
);

describe("wrong-object: any double of a request", () => {
  it("has an answer, or is refused with a code, but never fails otherwise", () => {
    fc.assert(
      fc.property(double, fc.constantFrom(...resolvers), (given, resolver) => {
        const asks = [
          () => clientIpInfoOf(given as unknown as IncomingMessage, resolver),
          () => explainClientIp(given as unknown as IncomingMessage, resolver),
          () => bindResolver(given as unknown as IncomingMessage, resolver),
          () => rateLimitKey(given as unknown as IncomingMessage),
        ];
        for (const ask of asks) expect(errorOf(ask)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

/** An error that is not ours. */
function errorOf(ask: () => unknown): unknown {
  try {
    ask();
    return undefined;
  } catch (error) {
    return error instanceof ClientIpError ? undefined : error;
  }
}
