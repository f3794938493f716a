import { describe } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/varnish-proxy-protocol/path.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors.ts";
import { useLoopback } from "./loopback.ts";

for (const version of [1, 2]) {
  describe(`Express behind Varnish that sends PROXY headers of version ${version}`, () => {
    const loopback = useLoopback({
      app: () => expressBehindProxyProtocol(path),
      replace: { "proxy_header = 2": `proxy_header = ${version}` },
      proxies: [{ runs: "varnishd", file: "varnish-proxy-protocol/default.vcl", port: 8080 }],
    });

    behavesBehindProxyProtocol(loopback, byProxyProtocol("varnish"));
  });
}
