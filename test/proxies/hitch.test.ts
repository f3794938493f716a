import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/hitch-proxy-protocol/path.ts";
import {
  http2BehindProxyProtocol,
  httpBehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import { namesEveryHttp2Client } from "./behaviors-http2.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors-proxy-protocol.ts";
import { everyClient, loopbackIpv4 } from "./clients.ts";
import { headersHeard } from "./headers-heard.ts";
import { makeCertificates, overTls } from "./tls-client.ts";
import { useTopology } from "./topology.ts";

const prepare = makeCertificates;
const proxies = [
  { program: "hitch", file: "hitch-proxy-protocol/hitch.conf", port: 8080 },
] as const;
const how = byProxyProtocol("hitch");

describe("Express behind hitch", () => {
  const topology = useTopology({
    app: () => expressBehindProxyProtocol(path),
    prepare,
    proxies,
    above: { 8080: overTls },
  });

  behavesBehindProxyProtocol(topology, everyClient, how);
});

describe("HTTP/2 without TLS behind hitch", () => {
  const replace = { "http/1.1": "h2" };
  const topology = useTopology({
    app: () => http2BehindProxyProtocol(path),
    prepare,
    proxies,
    replace,
  });

  namesEveryHttp2Client(topology, everyClient, how);
});

describe("node:http hears from hitch", () => {
  const topology = useTopology({ app: () => httpBehindProxyProtocol(path), prepare, proxies });

  it("what the client's TLS is worth", async () => {
    const tcp = topology.connect(loopbackIpv4);
    const socket = overTls(tcp, topology.directory(), { ALPNProtocols: ["http/1.1"] });
    await expect(headersHeard(socket)).resolves.toEqual([
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
