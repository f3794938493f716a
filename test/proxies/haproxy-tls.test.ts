import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-tls/path.ts";
import {
  http2BehindProxyProtocol,
  httpBehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import { namesEveryHttp2Client } from "./behaviors-http2.ts";
import { behavesBehindProxyProtocol, byProxyProtocol } from "./behaviors-proxy-protocol.ts";
import { everyClient, loopbackIpv4 } from "./clients.ts";
import { headersHeard } from "./headers-heard.ts";
import { certificate, makeCertificates, overTls } from "./tls-client.ts";
import { useTopology } from "./topology.ts";

const prepare = makeCertificates;
const proxies = [{ program: "haproxy", file: "haproxy-tls/haproxy.cfg", port: 8080 }] as const;
const how = byProxyProtocol("haproxy");

describe("Express behind HAProxy that ends TLS", () => {
  const topology = useTopology({
    app: () => expressBehindProxyProtocol(path),
    prepare,
    proxies,
    above: { 8080: overTls },
  });

  behavesBehindProxyProtocol(topology, everyClient, how);
});

describe("HTTP/2 without TLS behind HAProxy that ends TLS", () => {
  const replace = { "alpn http/1.1": "alpn h2" };
  const topology = useTopology({
    app: () => http2BehindProxyProtocol(path),
    prepare,
    proxies,
    replace,
  });

  namesEveryHttp2Client(topology, everyClient, how);
});

const withoutCertificate = { tls: true, certificate: false, verified: false };
const settings = [
  {
    setting: "send-proxy-v2-ssl-cn",
    ssl: {
      nobody: withoutCertificate,
      alice: {
        tls: true,
        certificate: true,
        verified: true,
        identity: "alice",
        commonName: "alice",
      },
      // Her own certificate says alice, and HAProxy tells that; it also tells that nobody signed it.
      mallory: { tls: true, certificate: true, verified: false, commonName: "alice" },
    },
  },
  {
    setting: "send-proxy-v2-ssl",
    ssl: {
      nobody: withoutCertificate,
      alice: { tls: true, certificate: true, verified: true },
      mallory: { tls: true, certificate: true, verified: false },
    },
  },
];

for (const { setting, ssl } of settings) {
  describe(`node:http hears from HAProxy with ${setting}`, () => {
    const replace = { "send-proxy-v2-ssl-cn": setting };
    const topology = useTopology({
      app: () => httpBehindProxyProtocol(path),
      prepare,
      proxies,
      replace,
    });

    for (const [name, says] of Object.entries(ssl)) {
      it(`what ${name}'s connection is worth`, async () => {
        const directory = topology.directory();
        const socket = overTls(topology.connect(loopbackIpv4), directory, {
          ...(name === "nobody" ? {} : certificate(directory, name)),
          ALPNProtocols: ["http/1.1"],
        });
        await expect(headersHeard(socket)).resolves.toEqual([
          {
            version: 2,
            command: "PROXY",
            // The header was taken: its checksum is right.
            tlvs: expect.arrayContaining([TLV.CRC32C]) as unknown,
            uniqueId: expect.stringMatching(/^::ffff:127\.0\.1\.7:\d+-\d+-\d+$/) as unknown,
            alpn: "http/1.1",
            authority: "app.example",
            ssl: says,
          },
        ]);
      });
    }
  });
}
