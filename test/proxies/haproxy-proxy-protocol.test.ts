import { once } from "node:events";
import type { IncomingMessage } from "node:http";

import { describe, expect, it } from "vitest";

import { PROXY_PROTOCOL_APPLICATIONS } from "../../examples/topologies/applications.ts";
import { httpBehindProxyProtocol } from "../../examples/topologies/node-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-proxy-protocol/path.ts";
import { clientIpInfoOf, createResolver } from "../../packages/node/src/index.ts";
import { proxyHeadersOf } from "../../packages/node/src/proxy-protocol.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors.ts";
import { useLoopback } from "./loopback.ts";

const proxies = [
  { runs: "haproxy", file: "haproxy-proxy-protocol/haproxy.cfg", port: 8080 },
] as const;

const settings = [
  { mode: "mode tcp", header: "send-proxy" },
  { mode: "mode tcp", header: "send-proxy-v2" },
  // HAProxy then keeps connections to the application, for the next client.
  { mode: "mode http\n    http-reuse always", header: "send-proxy-v2" },
];

for (const [framework, build] of Object.entries(PROXY_PROTOCOL_APPLICATIONS)) {
  for (const { mode, header } of settings) {
    describe(`${framework} behind HAProxy in ${mode} with ${header}`, () => {
      const loopback = useLoopback({
        app: () => build(path),
        replace: { "mode tcp": mode, "send-proxy-v2": header },
        proxies,
      });

      behavesBehindProxyProtocol(loopback, byProxyProtocol("haproxy"));
    });
  }
}

describe("connections that HAProxy keeps with http-reuse always", () => {
  const replace = { "mode tcp": "mode http\n    http-reuse always" };
  const loopback = useLoopback({ app: () => httpBehindProxyProtocol(path), replace, proxies });

  it("carry one client connection each, although another's is idle", async () => {
    const clients = Array.from({ length: 8 }, () => loopback.keep());
    for (let round = 0; round < 3; round++) {
      for (const client of clients) expect(await client.ask()).toBe(client.honest());
    }
    for (const client of clients) client.end();
  });

  it("carry one client connection each when all ask at once", async () => {
    const clients = Array.from({ length: 20 }, () => loopback.keep());
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(clients.map((client) => client.ask()));
      expect(answers).toEqual(clients.map((client) => client.honest()));
    }
    for (const client of clients) client.end();
  });
});

const checks = [
  {
    header: "send-proxy-v2",
    sends: { version: 2, command: "LOCAL", family: "UNSPEC" },
    means: { source: "socket", warnings: ["proxy-local"] },
  },
  {
    // Version 1 could say UNKNOWN; HAProxy names itself as the client instead.
    header: "send-proxy",
    sends: { version: 1, command: "PROXY", source: { address: "127.0.0.1" } },
    means: { source: "proxy-protocol", warnings: [] },
  },
];

for (const { header, sends, means } of checks) {
  describe(`HAProxy's health check with ${header}`, () => {
    let checked: Promise<unknown[]>;
    useLoopback({
      app: () => {
        const server = httpBehindProxyProtocol(path);
        checked = once(server, "request");
        return server;
      },
      replace: { "send-proxy-v2": header },
      proxies,
    });

    it("is HAProxy's own request, not a client's", async () => {
      const [request] = (await checked) as [IncomingMessage];
      expect(proxyHeadersOf(request.socket)).toMatchObject([sends]);
      expect(clientIpInfoOf(request, createResolver(path))).toMatchObject({
        ...means,
        ip: "127.0.0.1",
        status: "resolved",
        via: ["haproxy"],
        peer: "127.0.0.1",
      });
    });
  });
}
