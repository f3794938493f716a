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
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors-proxy-protocol.ts";
import { everyClient, loopbackIpv4, loopbackIpv6 } from "./clients.ts";
import { exchangeHttp2 } from "./exchange-http2.ts";
import { keptConnection } from "./kept-connection.ts";
import { type Answer, useTopology } from "./topology.ts";

const proxies = [
  { program: "envoy", file: "envoy-http-proxy-protocol/envoy.yaml", port: 8080 },
] as const;

const settings = [
  { version: "V1", framework: "Koa", build: koaBehindProxyProtocol },
  { version: "V2", framework: "Express", build: expressBehindProxyProtocol },
];

for (const { version, framework, build } of settings) {
  describe(`${framework} behind Envoy that reads requests and sends PROXY ${version}`, () => {
    const topology = useTopology({
      app: () => build(path),
      replace: {
        "version: V2": `version: ${version}`,
        // Envoy would keep what it refused open for a second.
        "stat_prefix: web": "stat_prefix: web\n                delayed_close_timeout: 0.02s",
      },
      proxies,
    });

    behavesBehindProxyProtocol(topology, everyClient, byProxyProtocol("envoy"));

    it("names the client of HTTP/2 requests side by side", async () => {
      const forged = { "x-forwarded-for": ["6.6.6.6", "7.7.7.7"] };
      const socket = topology.connect(loopbackIpv4);
      const bodies = await exchangeHttp2(socket, [forged, {}, forged]);
      const ips = bodies.map((body) => (JSON.parse(body) as Answer).clientIp);
      expect(ips).toEqual(Array.from({ length: 3 }, () => loopbackIpv4.address));
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
    const topology = useTopology({
      app: (): Server =>
        build(path).on("connection", () => {
          accepted += 1;
        }),
      replace: { "http_protocol_options: {}": `${options}: {}` },
      proxies,
    });

    it("carry one client connection each, although another's is idle", async () => {
      accepted = 0;
      const clients = [
        keptConnection(topology),
        keptConnection(topology),
        keptConnection(topology, loopbackIpv6),
      ];
      for (let round = 0; round < 3; round++) {
        for (const client of clients) expect(await client.ask()).toBe(client.honest());
      }
      expect(accepted).toBe(clients.length);
      for (const client of clients) client.end();
    });

    it("carry one client connection each when all ask at once", async () => {
      const clients = Array.from({ length: 20 }, () => keptConnection(topology));
      for (let round = 0; round < 3; round++) {
        const answers = await Promise.all(clients.map((client) => client.ask()));
        expect(answers).toEqual(clients.map((client) => client.honest()));
      }
      for (const client of clients) client.end();
    });

    it("are not handed on to whoever comes after their client has gone", async () => {
      accepted = 0;
      const first = keptConnection(topology);
      expect(await first.ask()).toBe(first.honest());
      first.end();
      const next = keptConnection(topology);
      expect(await next.ask()).toBe(next.honest());
      expect(accepted).toBe(2);
      next.end();
    });

    it("name the connection's peer, not whom X-Forwarded-For names", async () => {
      const client = keptConnection(topology);
      expect(await client.ask("X-Forwarded-For: 6.6.6.6")).toBe(client.honest());
      client.end();
    });
  });
}

describe("connections that Envoy keeps to an application without PROXY headers", () => {
  let accepted = 0;
  const topology = useTopology({
    app: () => expressApp(forwardedPath).on("connection", () => (accepted += 1)),
    proxies: [{ program: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
  });

  it("carry whoever asks next: it is the header that keeps clients apart", async () => {
    const clients = [keptConnection(topology), keptConnection(topology)];
    for (const client of clients) await client.ask();
    expect(accepted).toBe(1);
    for (const client of clients) client.end();
  });
});
