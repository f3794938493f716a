import { once } from "node:events";
import type { TLSSocket } from "node:tls";

import { describe, expect, it } from "vitest";

import { edgePath, path } from "../../examples/topologies/haproxy-tls-passthrough/path.ts";
import {
  httpsBehindProxyProtocol,
  secureHttp2BehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { proxyHeadersOf } from "../../packages/node/src/proxy-protocol.ts";
import { allThatComes, exchange } from "../harness/client.ts";
import { FORGED_PREAMBLES } from "../harness/forged.ts";
import { certificate, makeCertificates, overTls } from "../harness/tls.ts";
import {
  behavesBehindProxyProtocol,
  byProxyProtocol,
  LAST_REQUEST,
  namesEveryHttp2Client,
} from "./behaviors.ts";
import { LOOPBACK_IPV4, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const proxies = [
  { runs: "haproxy", file: "haproxy-tls-passthrough/haproxy.cfg", port: 8080 },
] as const;
const prepare = makeCertificates;
const secrets = (directory: string) => certificate(directory, "app.example");
const how = byProxyProtocol("haproxy");

const servers = [
  { server: "node:https", build: httpsBehindProxyProtocol },
  { server: "node:http2", build: secureHttp2BehindProxyProtocol },
];

for (const { server, build } of servers) {
  describe(`${server} behind HAProxy that passes TLS through`, () => {
    const loopback = useLoopback({
      app: (directory) => build(path, secrets(directory)),
      prepare,
      proxies,
      above: { 8080: overTls, 3000: overTls },
    });

    behavesBehindProxyProtocol(loopback, how);
  });
}

describe("HAProxy's health check by TLS", () => {
  let checked: Promise<unknown[]>;
  useLoopback({
    app: (directory) => {
      const server = httpsBehindProxyProtocol(path, secrets(directory));
      checked = once(server, "secureConnection");
      return server;
    },
    prepare,
    proxies,
  });

  it("is HAProxy's own connection, not a client's", async () => {
    const [socket] = (await checked) as [TLSSocket];
    expect(proxyHeadersOf(socket)).toMatchObject([{ version: 2, command: "LOCAL" }]);
  });
});

describe("node:http2 behind HAProxy that passes TLS through", () => {
  const loopback = useLoopback({
    app: (directory) => secureHttp2BehindProxyProtocol(path, secrets(directory)),
    prepare,
    proxies,
  });

  namesEveryHttp2Client(loopback, how);

  for (const [why, bytes] of Object.entries(FORGED_PREAMBLES)) {
    for (const { client, port } of [
      { client: LOOPBACK_IPV4, port: 8080 },
      ...OUTSIDE_CLIENTS.map((outside) => ({ client: outside, port: 3000 })),
    ]) {
      it(`lets no handshake follow a PROXY header of ${client.address} at port ${port}: ${why}`, async () => {
        const socket = loopback.connect(client, port);
        socket.write(bytes, "latin1");
        const tls = overTls(socket, loopback.directory);
        await expect(allThatComes(tls, LAST_REQUEST)).resolves.toBe("");
      });
    }
  }
});

describe("node:https behind HAProxy behind an edge with a certificate", () => {
  const loopback = useLoopback({
    app: (directory) => httpsBehindProxyProtocol(edgePath, secrets(directory)),
    prepare,
    proxies,
  });

  function askAs(name: string | undefined): Promise<readonly unknown[]> {
    const { directory } = loopback;
    const shown = name === undefined ? {} : certificate(directory, name);
    const socket = overTls(loopback.connect(LOOPBACK_IPV4), directory, shown);
    return exchange(socket, [["X-Forwarded-For: 203.0.113.9"]]);
  }

  it("believes the edge, whose certificate came through", async () => {
    await expect(askAs("edge")).resolves.toMatchObject([
      {
        clientIp: "203.0.113.9",
        via: ["edge", "haproxy"],
        source: "x-forwarded-for",
        proof: "address",
        identity: "spiffe://app.example/edge",
      },
    ]);
  });

  for (const name of ["alice", "mallory", undefined]) {
    it(`names the client itself that shows ${name ?? "no"} certificate`, async () => {
      await expect(askAs(name)).resolves.toMatchObject([
        {
          clientIp: LOOPBACK_IPV4.address,
          via: ["haproxy"],
          source: "proxy-protocol",
          proof: "address",
        },
      ]);
    });
  }
});
