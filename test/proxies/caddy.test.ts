import { describe } from "vitest";

import { path } from "../../examples/topologies/caddy-proxy-protocol/path.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import {
  believesNoForgedPreamble,
  byProxyProtocol,
  wantsHeader,
} from "./behaviors-proxy-protocol.ts";
import { namesEveryClient, namesWhoGoesAround } from "./behaviors.ts";
import { everyClient, loopbackIpv4, outsideClients } from "./clients.ts";
import { useTopology } from "./topology.ts";

for (const version of ["v1", "v2"]) {
  describe(`Fastify behind Caddy with proxy_protocol ${version}`, () => {
    const topology = useTopology({
      app: () => fastifyBehindProxyProtocol(path),
      replace: { "proxy_protocol v2": `proxy_protocol ${version}` },
      proxies: [{ program: "caddy", file: "caddy-proxy-protocol/Caddyfile", port: 8080 }],
    });

    // Caddy does not say the client's port.
    namesEveryClient(topology, everyClient, { ...byProxyProtocol("caddy"), port: 0 });
    namesWhoGoesAround(topology);
    believesNoForgedPreamble(topology, everyClient);
    believesNoForgedPreamble(topology, outsideClients, 3000);
    wantsHeader(topology, loopbackIpv4);
  });
}
