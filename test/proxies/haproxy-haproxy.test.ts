import { describe, expect, it } from "vitest";

import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { path } from "../../examples/topologies/haproxy-haproxy/path.ts";
import { path as twoHeadersPath } from "../../examples/topologies/haproxy-haproxy-two-headers/path.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import {
  behavesBehindProxyProtocol,
  believesNoForgedPreamble,
  byProxyProtocol,
  namesClientsThatGoAround,
  namesEveryClient,
  namesEveryPort,
  replyTo,
  wantsHeader,
} from "./behaviors.ts";
import { CLIENTS, LOOPBACK_IPV4, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const innerPort = 8081;

describe("Koa behind two HAProxys, the inner one passing on the client that the outer one names", () => {
  const loopback = useLoopback({
    app: () => koaBehindProxyProtocol(path),
    proxies: [
      { runs: "haproxy", file: "haproxy-haproxy/outer.cfg", port: 8080 },
      { runs: "haproxy", file: "haproxy-haproxy/inner.cfg", port: innerPort },
    ],
  });
  const how = byProxyProtocol("inner");

  behavesBehindProxyProtocol(loopback, how);
  believesNoForgedPreamble(loopback, OUTSIDE_CLIENTS, innerPort);

  for (const client of OUTSIDE_CLIENTS) {
    it(`names ${client.address} when it enters at the inner one`, async () => {
      const answers = loopback.ask(client, [["X-Forwarded-For: 6.6.6.6"]], innerPort);
      await expect(answers).resolves.toEqual([replyTo(client, how)]);
    });
  }
});

describe("Express behind two HAProxys, each with a header of its own", () => {
  const loopback = useLoopback({
    app: () => expressBehindProxyProtocol(twoHeadersPath),
    proxies: [
      { runs: "haproxy", file: "haproxy-haproxy-two-headers/outer.cfg", port: 8080 },
      { runs: "haproxy", file: "haproxy-haproxy-two-headers/inner.cfg", port: innerPort },
    ],
  });
  const peer = "127.0.0.3";

  namesEveryClient(loopback, CLIENTS, { ...byProxyProtocol("outer", "inner"), peer });
  namesEveryPort(loopback);
  namesClientsThatGoAround(loopback);
  believesNoForgedPreamble(loopback, CLIENTS);
  believesNoForgedPreamble(loopback, CLIENTS, innerPort);
  // Not even loopback is a hop here, but for the two balancers' addresses.
  believesNoForgedPreamble(loopback, CLIENTS, 3000);
  wantsHeader(loopback, { address: peer, to: LOOPBACK_IPV4.to });

  for (const client of CLIENTS) {
    it(`names ${client.address} when it enters at the inner one`, async () => {
      const answers = loopback.ask(client, [["X-Forwarded-For: 6.6.6.6"]], innerPort);
      const how = { ...byProxyProtocol("inner"), peer };
      await expect(answers).resolves.toEqual([replyTo(client, how)]);
    });
  }
});
