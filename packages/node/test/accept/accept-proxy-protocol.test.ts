import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect as connectTcp, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import { acceptProxyProtocol, type AcceptProxyProtocolOptions } from "../../src/proxy-protocol.ts";
import { party } from "../tls-files.ts";
import {
  CLIENT,
  resolver,
  V2,
  LAST,
  answer,
  known,
  receiving,
  askRaw,
  bodiesIn,
  tlsBehind,
} from "./receiving.ts";

describe("the options of acceptProxyProtocol", () => {
  it("receiver-never-guesses: only dangerouslyOptional lets a request without a header pass", async () => {
    const optional = { resolver, dangerouslyOptional: true };
    expect(
      await receiving(createServer(answer), optional, (to) => askRaw(to, [LAST])),
    ).toMatchObject([{ status: "missing" }]);
    expect(await receiving(createServer(answer), optional, (to) => askRaw(to, [V2, LAST]))).toEqual(
      [known],
    );
  });

  it("an address stands for one PROXY hop", async () => {
    const answers = await receiving(createServer(answer), { address: "127.0.0.0/8" }, (to) =>
      askRaw(to, [V2, LAST]),
    );
    expect(answers).toEqual([known]);
  });

  it("receiver-walk-from-the-peer: overrideRemoteAddress changes what the socket says, not what the walk starts from", async () => {
    const given = { resolver, overrideRemoteAddress: true };
    const http = await receiving(createServer(answer), given, (to) => askRaw(to, [V2, LAST]));
    expect(http).toEqual([{ ...known, remoteAddress: CLIENT }]);
    const secure = createHttps(party("server"), answer);
    const below = once(secure, "connection");
    const https = await receiving(secure, given, async (to) => {
      const socket = tlsBehind(connectTcp(to), {});
      socket.write(LAST);
      return bodiesIn(await text(socket));
    });
    expect(https).toEqual([{ ...known, remoteAddress: CLIENT }]);
    // Requests come on the socket above it.
    expect(Object.hasOwn((await below)[0] as object, "remoteAddress")).toBe(false);
  });

  it.each<[string, () => unknown]>([
    [
      "a path without a PROXY hop",
      () => acceptProxyProtocol(createServer(), createResolver("loopback")),
    ],
    ["neither path nor address", () => acceptProxyProtocol(createServer(), {})],
    [
      "a resolver and an address",
      () => acceptProxyProtocol(createServer(), { resolver, address: "10.0.0.0/8" }),
    ],
    [
      "a value that is no server",
      () => acceptProxyProtocol((() => {}) as unknown as Server, resolver),
    ],
    [
      "an unknown option",
      () => acceptProxyProtocol(createServer(), { resolver, strangers: "reject" } as object),
    ],
    ...[1.5, Number.NaN, Number.POSITIVE_INFINITY, "5s"].map((timeout): [string, () => unknown] => [
      `the timeout ${timeout}`,
      () =>
        acceptProxyProtocol(createServer(), { resolver, timeout } as AcceptProxyProtocolOptions),
    ]),
    [
      "the limit NaN",
      () => acceptProxyProtocol(createServer(), { resolver, maxByteLength: Number.NaN }),
    ],
    [
      "two calls for one server",
      () => {
        const server = createServer();
        acceptProxyProtocol(server, resolver);
        acceptProxyProtocol(server, resolver);
      },
    ],
  ])("refuse %s at startup", (_about, call) => {
    expect(call).toThrow(expect.objectContaining({ code: "proxy-receiver" }));
  });
});
