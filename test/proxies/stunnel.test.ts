import { describe } from "vitest";

import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import { path } from "../../examples/topologies/stunnel-proxy-protocol/path.ts";
import { makeCertificates, overTls } from "../harness/tls.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors.ts";
import { useLoopback } from "./loopback.ts";

describe("Koa behind stunnel", () => {
  const loopback = useLoopback({
    app: () => koaBehindProxyProtocol(path),
    prepare: makeCertificates,
    above: { 8080: overTls },
    proxies: [{ runs: "stunnel", file: "stunnel-proxy-protocol/stunnel.conf", port: 8080 }],
  });

  behavesBehindProxyProtocol(loopback, byProxyProtocol("stunnel"));
});
