import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-haproxy/path.ts";
import { path as twoHeadersPath } from "../../examples/topologies/haproxy-haproxy-two-headers/path.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import {
  behavesBehindProxyProtocol,
  believesNoForgedPreamble,
  byProxyProtocol,
  namesEveryPort,
  wantsHeader,
} from "./behaviors-proxy-protocol.ts";
import { namesEveryClient, namesWhoGoesAround, resolved } from "./behaviors.ts";
import { everyClient, loopbackIpv4, outsideClients } from "./clients.ts";
import { useTopology } from "./topology.ts";

const innerPort = 8081;

describe("Koa behind two HAProxys, the inner one passing on what the outer one says", () => {
  const topology = useTopology({
    app: () => koaBehindProxyProtocol(path),
    proxies: [
      { program: "haproxy", file: "haproxy-haproxy/outer.cfg", port: 8080 },
      { program: "haproxy", file: "haproxy-haproxy/inner.cfg", port: innerPort },
    ],
  });
  const how = byProxyProtocol("inner");

  behavesBehindProxyProtocol(topology, everyClient, how);
  believesNoForgedPreamble(topology, outsideClients, innerPort);

  for (const client of outsideClients) {
    it(`names ${client.address} when it enters at the inner one`, async () => {
      const answers = topology.ask(client, [["X-Forwarded-For: 6.6.6.6"]], innerPort);
      await expect(answers).resolves.toEqual([resolved(client, how)]);
    });
  }
});

describe("Express behind two HAProxys, each with a header of its own", () => {
  const topology = useTopology({
    app: () => expressBehindProxyProtocol(twoHeadersPath),
    proxies: [
      { program: "haproxy", file: "haproxy-haproxy-two-headers/outer.cfg", port: 8080 },
      { program: "haproxy", file: "haproxy-haproxy-two-headers/inner.cfg", port: innerPort },
    ],
  });
  const peer = "127.0.0.3";

  namesEveryClient(topology, everyClient, { ...byProxyProtocol("outer", "inner"), peer });
  namesEveryPort(topology, everyClient);
  namesWhoGoesAround(topology);
  believesNoForgedPreamble(topology, everyClient);
  believesNoForgedPreamble(topology, everyClient, innerPort);
  // Not even loopback is a hop here, but for the two balancers' addresses.
  believesNoForgedPreamble(topology, everyClient, 3000);
  wantsHeader(topology, { address: peer, to: loopbackIpv4.to });

  for (const client of everyClient) {
    it(`names ${client.address} when it enters at the inner one`, async () => {
      const answers = topology.ask(client, [["X-Forwarded-For: 6.6.6.6"]], innerPort);
      const how = { ...byProxyProtocol("inner"), peer };
      await expect(answers).resolves.toEqual([resolved(client, how)]);
    });
  }
});
