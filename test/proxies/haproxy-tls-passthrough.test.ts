import { once } from "node:events";
import type { TLSSocket } from "node:tls";

import { describe, expect, it } from "vitest";

import { edgePath, path } from "../../examples/topologies/haproxy-tls-passthrough/path.ts";
import {
  httpsBehindProxyProtocol,
  secureHttp2BehindProxyProtocol,
} from "../../examples/topologies/node-proxy-protocol.ts";
import { proxyHeadersOf } from "../../packages/node/src/proxy-protocol.ts";
import { namesEveryHttp2Client } from "./behaviors-http2.ts";
import {
  behavesBehindProxyProtocol,
  byProxyProtocol,
  request,
} from "./behaviors-proxy-protocol.ts";
import { everyClient, loopbackIpv4, outsideClients } from "./clients.ts";
import { allThatComes, exchange } from "./exchange.ts";
import { forgedPreambles } from "./forged-preambles.ts";
import { certificate, makeCertificates, overTls, root } from "./tls-client.ts";
import { type Answer, useTopology } from "./topology.ts";

const proxies = [
  { program: "haproxy", file: "haproxy-tls-passthrough/haproxy.cfg", port: 8080 },
] as const;
const prepare = makeCertificates;
const secrets = (directory: string) => ({
  ...certificate(directory, "app.example"),
  ...root(directory),
});
const how = byProxyProtocol("haproxy");

const servers = [
  { server: "node:https", build: httpsBehindProxyProtocol },
  { server: "node:http2", build: secureHttp2BehindProxyProtocol },
];

for (const { server, build } of servers) {
  describe(`${server} behind HAProxy that passes TLS through`, () => {
    const topology = useTopology({
      app: (directory) => build(path, secrets(directory)),
      prepare,
      proxies,
      above: { 8080: overTls, 3000: overTls },
    });

    behavesBehindProxyProtocol(topology, everyClient, how);
  });
}

describe("HAProxy's health check by TLS", () => {
  let checked: Promise<unknown[]>;
  useTopology({
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
  const topology = useTopology({
    app: (directory) => secureHttp2BehindProxyProtocol(path, secrets(directory)),
    prepare,
    proxies,
  });

  namesEveryHttp2Client(topology, everyClient, how);

  for (const { why, bytes } of forgedPreambles) {
    for (const { client, port } of [
      { client: loopbackIpv4, port: 8080 },
      ...outsideClients.map((outside) => ({ client: outside, port: 3000 })),
    ]) {
      it(`lets no handshake follow a PROXY header of ${client.address} at port ${port}: ${why}`, async () => {
        const socket = topology.connect(client, port);
        socket.write(bytes, "latin1");
        const tls = overTls(socket, topology.directory());
        await expect(allThatComes(tls, request)).resolves.toBe("");
      });
    }
  }
});

describe("node:https behind HAProxy behind an edge with a certificate", () => {
  const topology = useTopology({
    app: (directory) => httpsBehindProxyProtocol(edgePath, secrets(directory)),
    prepare,
    proxies,
  });

  async function askAs(name: string | undefined): Promise<Answer> {
    const directory = topology.directory();
    const shown = name === undefined ? {} : certificate(directory, name);
    const socket = overTls(topology.connect(loopbackIpv4), directory, shown);
    const [reply] = await exchange(socket, [["X-Forwarded-For: 203.0.113.9"]]);
    return JSON.parse(reply?.body ?? "") as Answer;
  }

  it("believes the edge, whose certificate came through", async () => {
    await expect(askAs("edge")).resolves.toMatchObject({
      clientIp: "203.0.113.9",
      clientIpInfo: {
        via: ["edge", "haproxy"],
        source: "x-forwarded-for",
        proof: "address",
        identity: "spiffe://app.example/edge",
      },
    });
  });

  for (const name of ["alice", "mallory", undefined]) {
    it(`names the client itself that shows ${name ?? "no"} certificate`, async () => {
      await expect(askAs(name)).resolves.toMatchObject({
        clientIp: loopbackIpv4.address,
        clientIpInfo: { via: ["haproxy"], source: "proxy-protocol", proof: "address" },
      });
    });
  }
});
