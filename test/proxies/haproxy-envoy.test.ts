import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-envoy/path.ts";
import { httpBehindProxyProtocol } from "../../examples/topologies/node-proxy-protocol.ts";
import { TLV } from "../../packages/proxy-protocol/src/index.ts";
import {
  behavesBehindProxyProtocol,
  byProxyProtocol,
  request,
} from "./behaviors-proxy-protocol.ts";
import { everyClient, loopbackIpv4 } from "./clients.ts";
import { headersHeard } from "./headers-heard.ts";
import { useTopology } from "./topology.ts";

const proxies = [
  { program: "haproxy", file: "haproxy-envoy/haproxy.cfg", port: 8080 },
  { program: "envoy", file: "haproxy-envoy/envoy.yaml", port: 8081 },
] as const;

describe("Express behind HAProxy and Envoy", () => {
  const topology = useTopology({ app: () => expressBehindProxyProtocol(path), proxies });

  behavesBehindProxyProtocol(topology, everyClient, byProxyProtocol("envoy"));
});

describe("node:http behind HAProxy and Envoy", () => {
  const topology = useTopology({ app: () => httpBehindProxyProtocol(path), proxies });

  it("hears through Envoy what HAProxy calls the connection", async () => {
    const uniqueId = expect.stringMatching(/^::ffff:127\.0\.1\.7:\d+-/) as unknown;
    const header = { version: 2, command: "PROXY", tlvs: [TLV.UNIQUE_ID], uniqueId };
    await expect(headersHeard(topology.connect(loopbackIpv4))).resolves.toEqual([header]);
  });
});

describe("node:http behind HAProxy and Envoy that passes on HAProxy's checksum alone", () => {
  const replace = { "tlv_type: [5]": "tlv_type: [3]" };
  const topology = useTopology({ app: () => httpBehindProxyProtocol(path), proxies, replace });

  it("refuses every connection: the checksum is that of another header", async () => {
    await expect(topology.send(loopbackIpv4, request)).resolves.toBe("");
  });
});
