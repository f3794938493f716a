import { describe } from "vitest";

import { path } from "../../examples/topologies/envoy-proxy-protocol/path.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors.ts";
import { useLoopback } from "./loopback.ts";

const settings = [
  { version: "V1", framework: "Koa", build: koaBehindProxyProtocol },
  { version: "V2", framework: "Fastify", build: fastifyBehindProxyProtocol },
];

for (const { version, framework, build } of settings) {
  describe(`${framework} behind Envoy that sends PROXY ${version}`, () => {
    const loopback = useLoopback({
      app: () => build(path),
      replace: { "version: V2": `version: ${version}` },
      proxies: [{ runs: "envoy", file: "envoy-proxy-protocol/envoy.yaml", port: 8080 }],
    });

    behavesBehindProxyProtocol(loopback, byProxyProtocol("envoy"));
  });
}
