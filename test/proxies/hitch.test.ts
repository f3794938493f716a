import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/hitch-proxy-protocol/path.ts";
import {
  http2BehindProxyProtocol,
  httpBehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import { proxyHeaders } from "../harness/client.ts";
import { makeCertificates, overTls } from "../harness/tls.ts";
import { behavesBehindProxyProtocol, byProxyProtocol, namesEveryHttp2Client } from "./behaviors.ts";
import { LOOPBACK_IPV4 } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const prepare = makeCertificates;
const proxies = [{ runs: "hitch", file: "hitch-proxy-protocol/hitch.conf", port: 8080 }] as const;
const how = byProxyProtocol("hitch");

describe("Express behind hitch", () => {
  const loopback = useLoopback({
    app: () => expressBehindProxyProtocol(path),
    prepare,
    proxies,
    above: { 8080: overTls },
  });

  behavesBehindProxyProtocol(loopback, how);
});

describe("HTTP/2 without TLS behind hitch", () => {
  const replace = { "http/1.1": "h2" };
  const loopback = useLoopback({
    app: () => http2BehindProxyProtocol(path),
    prepare,
    proxies,
    replace,
  });

  namesEveryHttp2Client(loopback, how);
});

describe("node:http behind hitch", () => {
  const loopback = useLoopback({ app: () => httpBehindProxyProtocol(path), prepare, proxies });

  it("reads the client's TLS facts", async () => {
    const tcp = loopback.connect(LOOPBACK_IPV4);
    const socket = overTls(tcp, loopback.directory, { ALPNProtocols: ["http/1.1"] });
    await expect(proxyHeaders(socket)).resolves.toEqual([
      {
        version: 2,
        command: "PROXY",
        tlvs: expect.arrayContaining([TLV.ALPN, TLV.AUTHORITY, TLV.SSL]) as unknown,
        alpn: "http/1.1",
        authority: "app.example",
        ssl: { tls: true, certificate: false, verified: false },
      },
    ]);
  });
});
