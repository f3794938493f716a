import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import { path as chainPath } from "../../examples/topologies/nginx-stream-chain/path.ts";
import { path } from "../../examples/topologies/nginx-stream/path.ts";
import { readReply } from "../harness/reply.ts";
import { behavesBehindProxyProtocol, byProxyProtocol, LAST_REQUEST, replyTo } from "./behaviors.ts";
import { OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

describe("Fastify behind nginx's stream proxy", () => {
  const loopback = useLoopback({
    app: () => fastifyBehindProxyProtocol(path),
    proxies: [{ runs: "nginx stream", file: "nginx-stream/stream.conf", port: 8080 }],
  });

  behavesBehindProxyProtocol(loopback, byProxyProtocol("nginx"));
});

// For a client of IPv6 the inner one writes a destination of IPv4, its own.
describe("Express behind two of nginx's stream proxies", () => {
  const loopback = useLoopback({
    app: () => expressBehindProxyProtocol(chainPath),
    proxies: [
      { runs: "nginx stream", file: "nginx-stream-chain/outer.conf", port: 8080 },
      { runs: "nginx stream", file: "nginx-stream-chain/inner.conf", port: 8081 },
    ],
  });
  const how = byProxyProtocol("inner");

  behavesBehindProxyProtocol(loopback, how);

  for (const client of OUTSIDE_CLIENTS) {
    it(`names ${client.address} when it enters at the inner one, whatever header it sends`, async () => {
      const forged = "PROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n";
      const [, body] = (await loopback.send(client, forged + LAST_REQUEST, 8081)).split("\r\n\r\n");
      expect(readReply({ status: 200, body: body ?? "" })).toEqual(replyTo(client, how));
    });
  }
});
