import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-envoy/path.ts";
import { httpBehindProxyProtocol } from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import { proxyHeaders } from "../harness/client.ts";
import { behavesBehindProxyProtocol, byProxyProtocol, LAST_REQUEST } from "./behaviors.ts";
import { LOOPBACK_IPV4 } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const proxies = [
  { runs: "haproxy", file: "haproxy-envoy/haproxy.cfg", port: 8080 },
  { runs: "envoy", file: "haproxy-envoy/envoy.yaml", port: 8081 },
] as const;

describe("Express behind HAProxy and Envoy", () => {
  const loopback = useLoopback({ app: () => expressBehindProxyProtocol(path), proxies });

  behavesBehindProxyProtocol(loopback, byProxyProtocol("envoy"));
});

describe("node:http behind HAProxy and Envoy", () => {
  const loopback = useLoopback({ app: () => httpBehindProxyProtocol(path), proxies });

  it("reads through Envoy the unique ID that HAProxy gave the connection", async () => {
    const uniqueId = expect.stringMatching(/^::ffff:127\.0\.1\.7:\d+-/) as unknown;
    const header = { version: 2, command: "PROXY", tlvs: [TLV.UNIQUE_ID], uniqueId };
    await expect(proxyHeaders(loopback.connect(LOOPBACK_IPV4))).resolves.toEqual([header]);
  });
});

describe("node:http behind HAProxy and Envoy that passes on HAProxy's checksum alone", () => {
  const replace = { "tlv_type: [5]": "tlv_type: [3]" };
  const loopback = useLoopback({ app: () => httpBehindProxyProtocol(path), proxies, replace });

  it("refuses every connection: the checksum is that of another header", async () => {
    await expect(loopback.send(LOOPBACK_IPV4, LAST_REQUEST)).resolves.toBe("");
  });
});
