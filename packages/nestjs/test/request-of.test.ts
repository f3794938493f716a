import type { ArgumentsHost } from "@nestjs/common";
import { describe, expect, it } from "vitest";
import { requestOf } from "../src/index.ts";

/** What Nest would hand over. */
function hostOf(type: string, ...given: readonly unknown[]): ArgumentsHost {
  const host = {
    getType: () => type,
    getArgByIndex: (index: number) => given[index],
    switchToHttp: () => ({ getRequest: () => given[0] }),
    switchToWs: () => ({ getClient: () => given[0] }),
  };
  return host as unknown as ArgumentsHost;
}

describe("wrong-object: requestOf", () => {
  it.each([
    ["a message of a microservice", hostOf("rpc", {}), "Pass the client's address on"],
    ["a context of GraphQL without a request", hostOf("graphql", {}, {}, {}), "context: ({ req })"],
    ["no context of GraphQL", hostOf("graphql", {}, {}), "context: ({ req })"],
    ["a client of a gateway without its request", hostOf("ws", {}), "handleConnection"],
    ["a client of a gateway with an unknown socket", hostOf("ws", { _socket: {} }), "handleConn"],
    ["no client", hostOf("ws"), "handleConnection"],
  ])("refuses %s", (_what, host, remedy) => {
    expect(() => requestOf(host)).toThrow(
      expect.objectContaining({
        code: "config-type",
        remedy: expect.stringContaining(remedy) as string,
      }),
    );
  });

  it.each([
    ["req", { req: "the request" }],
    ["request", { request: "the request" }],
    ["extra, as graphql-ws has it", { extra: { request: "the request" } }],
    ["req, as Apollo's driver has it", { req: { extra: { request: "the request" } } }],
    ["reply, as Mercurius has it", { reply: { request: "the request" } }],
  ])("finds the request of a context of GraphQL in %s", (_where, context) => {
    expect(requestOf(hostOf("graphql", {}, {}, context))).toBe("the request");
  });
});
