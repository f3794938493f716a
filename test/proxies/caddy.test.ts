import { describe } from "vitest";

import { path } from "../../examples/topologies/caddy-proxy-protocol/path.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import {
  believesNoForgedPreamble,
  byProxyProtocol,
  namesClientsThatGoAround,
  namesEveryClient,
  wantsHeader,
} from "./behaviors.ts";
import { CLIENTS, LOOPBACK_IPV4, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

for (const version of ["v1", "v2"]) {
  describe(`Fastify behind Caddy with proxy_protocol ${version}`, () => {
    const loopback = useLoopback({
      app: () => fastifyBehindProxyProtocol(path),
      replace: { "proxy_protocol v2": `proxy_protocol ${version}` },
      proxies: [{ runs: "caddy", file: "caddy-proxy-protocol/Caddyfile", port: 8080 }],
    });

    // Caddy writes port 0.
    namesEveryClient(loopback, CLIENTS, { ...byProxyProtocol("caddy"), port: 0 });
    namesClientsThatGoAround(loopback);
    believesNoForgedPreamble(loopback, CLIENTS);
    believesNoForgedPreamble(loopback, OUTSIDE_CLIENTS, 3000);
    wantsHeader(loopback, LOOPBACK_IPV4);
  });
}
