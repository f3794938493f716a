import { describe } from "vitest";

import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import { path } from "../../examples/topologies/stunnel-proxy-protocol/path.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors-proxy-protocol.ts";
import { everyClient } from "./clients.ts";
import { makeCertificates, overTls } from "./tls-client.ts";
import { useTopology } from "./topology.ts";

describe("Koa behind stunnel", () => {
  const topology = useTopology({
    app: () => koaBehindProxyProtocol(path),
    prepare: makeCertificates,
    above: { 8080: overTls },
    proxies: [{ program: "stunnel", file: "stunnel-proxy-protocol/stunnel.conf", port: 8080 }],
  });

  behavesBehindProxyProtocol(topology, everyClient, byProxyProtocol("stunnel"));
});
