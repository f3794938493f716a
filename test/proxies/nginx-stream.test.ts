import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import { path as chainPath } from "../../examples/topologies/nginx-stream-chain/path.ts";
import { path } from "../../examples/topologies/nginx-stream/path.ts";
import {
  behavesBehindProxyProtocol,
  byProxyProtocol,
  request,
} from "./behaviors-proxy-protocol.ts";
import { resolved } from "./behaviors.ts";
import { everyClient, outsideClients } from "./clients.ts";
import { useTopology } from "./topology.ts";

describe("Fastify behind nginx's stream proxy", () => {
  const topology = useTopology({
    app: () => fastifyBehindProxyProtocol(path),
    proxies: [{ program: "nginx stream", file: "nginx-stream/stream.conf", port: 8080 }],
  });

  behavesBehindProxyProtocol(topology, everyClient, byProxyProtocol("nginx"));
});

// For a client of IPv6 the inner one writes a destination of IPv4, its own.
describe("Express behind two of nginx's stream proxies", () => {
  const topology = useTopology({
    app: () => expressBehindProxyProtocol(chainPath),
    proxies: [
      { program: "nginx stream", file: "nginx-stream-chain/outer.conf", port: 8080 },
      { program: "nginx stream", file: "nginx-stream-chain/inner.conf", port: 8081 },
    ],
  });
  const how = byProxyProtocol("inner");

  behavesBehindProxyProtocol(topology, everyClient, how);

  for (const client of outsideClients) {
    it(`names ${client.address} when it enters at the inner one, whatever header it sends`, async () => {
      const forged = "PROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n";
      const [, body] = (await topology.send(client, forged + request, 8081)).split("\r\n\r\n");
      expect(JSON.parse(body ?? "")).toEqual(resolved(client, how));
    });
  }
});
