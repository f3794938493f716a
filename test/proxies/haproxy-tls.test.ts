import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-tls/path.ts";
import {
  http2BehindProxyProtocol,
  httpBehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import { proxyHeaders } from "../harness/client.ts";
import { certificate, makeCertificates, overTls } from "../harness/tls.ts";
import { behavesBehindProxyProtocol, byProxyProtocol, namesEveryHttp2Client } from "./behaviors.ts";
import { LOOPBACK_IPV4 } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const prepare = makeCertificates;
const proxies = [{ runs: "haproxy", file: "haproxy-tls/haproxy.cfg", port: 8080 }] as const;
const how = byProxyProtocol("haproxy");

describe("Express behind HAProxy that ends TLS", () => {
  const loopback = useLoopback({
    app: () => expressBehindProxyProtocol(path),
    prepare,
    proxies,
    above: { 8080: overTls },
  });

  behavesBehindProxyProtocol(loopback, how);
});

describe("HTTP/2 without TLS behind HAProxy that ends TLS", () => {
  const replace = { "alpn http/1.1": "alpn h2" };
  const loopback = useLoopback({
    app: () => http2BehindProxyProtocol(path),
    prepare,
    proxies,
    replace,
  });

  namesEveryHttp2Client(loopback, how);
});

const withoutCertificate = { tls: true, certificate: false, verified: false };
const settings = [
  {
    setting: "send-proxy-v2-ssl-cn",
    ssl: {
      none: withoutCertificate,
      alice: {
        tls: true,
        certificate: true,
        verified: true,
        identity: "alice",
        commonName: "alice",
      },
      // Its common name is alice, and HAProxy passes that on, and that no known root signed it.
      mallory: { tls: true, certificate: true, verified: false, commonName: "alice" },
    },
  },
  {
    setting: "send-proxy-v2-ssl",
    ssl: {
      none: withoutCertificate,
      alice: { tls: true, certificate: true, verified: true },
      mallory: { tls: true, certificate: true, verified: false },
    },
  },
];

for (const { setting, ssl } of settings) {
  describe(`node:http behind HAProxy with ${setting}`, () => {
    const replace = { "send-proxy-v2-ssl-cn": setting };
    const loopback = useLoopback({
      app: () => httpBehindProxyProtocol(path),
      prepare,
      proxies,
      replace,
    });

    for (const [name, facts] of Object.entries(ssl)) {
      it(`reads the TLS facts of a client (certificate: ${name})`, async () => {
        const directory = loopback.directory;
        const socket = overTls(loopback.connect(LOOPBACK_IPV4), directory, {
          ...(name === "none" ? {} : certificate(directory, name)),
          ALPNProtocols: ["http/1.1"],
        });
        await expect(proxyHeaders(socket)).resolves.toEqual([
          {
            version: 2,
            command: "PROXY",
            // The header was taken: its checksum is right.
            tlvs: expect.arrayContaining([TLV.CRC32C]) as unknown,
            uniqueId: expect.stringMatching(/^::ffff:127\.0\.1\.7:\d+-\d+-\d+$/) as unknown,
            alpn: "http/1.1",
            authority: "app.example",
            ssl: facts,
          },
        ]);
      });
    }
  });
}
