import type { Server } from "node:net";

import { describe, expect, it } from "vitest";

import { path } from "../../examples/topologies/envoy-http-proxy-protocol/path.ts";
import { path as forwardedPath } from "../../examples/topologies/envoy/path.ts";
import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { expressApp } from "../../examples/topologies/express.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import {
  http2BehindProxyProtocol,
  httpBehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { exchangeHttp2 } from "../harness/client.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors.ts";
import { LOOPBACK_IPV4, LOOPBACK_IPV6 } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const proxies = [
  { runs: "envoy", file: "envoy-http-proxy-protocol/envoy.yaml", port: 8080 },
] as const;

const settings = [
  { version: "V1", framework: "Koa", build: koaBehindProxyProtocol },
  { version: "V2", framework: "Express", build: expressBehindProxyProtocol },
];

for (const { version, framework, build } of settings) {
  describe(`${framework} behind Envoy that reads requests and sends PROXY ${version}`, () => {
    const loopback = useLoopback({
      app: () => build(path),
      replace: {
        "version: V2": `version: ${version}`,
        // Envoy would keep what it refused open for a second.
        "stat_prefix: web": "stat_prefix: web\n                delayed_close_timeout: 0.02s",
      },
      proxies,
    });

    behavesBehindProxyProtocol(loopback, byProxyProtocol("envoy"));

    it("names the client of HTTP/2 requests side by side", async () => {
      const forged = { "x-forwarded-for": ["6.6.6.6", "7.7.7.7"] };
      const socket = loopback.connect(LOOPBACK_IPV4);
      const reply = expect.objectContaining({ clientIp: LOOPBACK_IPV4.address }) as unknown;
      const replies = exchangeHttp2(socket, [forged, {}, forged]);
      await expect(replies).resolves.toEqual([reply, reply, reply]);
    });
  });
}

const upstreams = [
  { protocol: "HTTP/1", options: "http_protocol_options", build: httpBehindProxyProtocol },
  { protocol: "HTTP/2", options: "http2_protocol_options", build: http2BehindProxyProtocol },
];

for (const { protocol, options, build } of upstreams) {
  describe(`connections that Envoy keeps to the application by ${protocol}`, () => {
    let accepted = 0;
    const loopback = useLoopback({
      app: (): Server =>
        build(path).on("connection", () => {
          accepted += 1;
        }),
      replace: { "http_protocol_options: {}": `${options}: {}` },
      proxies,
    });

    it("carry one client connection each, although another's is idle", async () => {
      accepted = 0;
      const clients = [loopback.keep(), loopback.keep(), loopback.keep(LOOPBACK_IPV6)];
      for (let round = 0; round < 3; round++) {
        for (const client of clients) expect(await client.ask()).toBe(client.honest());
      }
      expect(accepted).toBe(clients.length);
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

    it("are closed when their client has gone, not reused for the next one", async () => {
      accepted = 0;
      const first = loopback.keep();
      expect(await first.ask()).toBe(first.honest());
      first.end();
      const next = loopback.keep();
      expect(await next.ask()).toBe(next.honest());
      expect(accepted).toBe(2);
      next.end();
    });

    it("name the connection's peer, not whom X-Forwarded-For names", async () => {
      const client = loopback.keep();
      expect(await client.ask("X-Forwarded-For: 6.6.6.6")).toBe(client.honest());
      client.end();
    });
  });
}

describe("connections that Envoy keeps to an application without PROXY headers", () => {
  let accepted = 0;
  const loopback = useLoopback({
    app: () => expressApp(forwardedPath).on("connection", () => (accepted += 1)),
    proxies: [{ runs: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
  });

  it("carry the requests of several clients: it is the header that keeps clients apart", async () => {
    const clients = [loopback.keep(), loopback.keep()];
    for (const client of clients) await client.ask();
    expect(accepted).toBe(1);
    for (const client of clients) client.end();
  });
});
