import { createServer, type Server } from "node:http";
import { describe, expect, it } from "vitest";

import { httpBehindProxyProtocol } from "../../examples/topologies/node-proxy-protocol.ts";
import { envoy, haproxy, nginx } from "../../packages/presets/src/index.ts";
import { clientIpInfoOf, createResolver } from "../../packages/node/src/index.ts";
import type { Config } from "../../packages/node/src/index.ts";
import { conversation, requestOf } from "../harness/client.ts";
import { makeCertificates, overTls } from "../harness/tls.ts";
import { LOOPBACK_IPV4 } from "./clients.ts";
import { type Loopback, useLoopback } from "./loopback.ts";

const PROTO = "x-forwarded-proto";
const HOST = "x-forwarded-host";
const FORGED = ["X-Forwarded-Proto: http", "X-Forwarded-Host: evil.example"];
const folder = "../../test/proxies/scheme";
const above = { 8080: overTls };
const prepare = makeCertificates;

/** An application that answers with the client, its scheme, its host and how they are known. */
function telling(path: Config): Server {
  const resolver = createResolver(path);
  return createServer((req, res) => {
    const { ip, proto, host } = clientIpInfoOf(req, resolver);
    res.end([ip, proto, host].join(" "));
  });
}

async function told(loopback: Loopback, lines: string[], port?: number): Promise<string> {
  const socket = loopback.connect(LOOPBACK_IPV4, port);
  const response = await conversation(socket)(requestOf(lines));
  socket.destroy();
  return String(response?.body);
}

const edge = haproxy({ address: "127.0.0.1", proto: PROTO, host: HOST });
const bothProxies = [
  { runs: "haproxy", file: `${folder}/haproxy.cfg`, port: 8080 },
  { runs: "nginx", file: `${folder}/nginx.conf`, port: 8081 },
] as const;
const passing = "proxy_set_header X-Empty";

describe("outermost-states-scheme: nginx inside HAProxy that ends TLS", () => {
  describe("writes the scheme of its own link, which is not the client's", () => {
    const states = nginx({ address: "loopback", proto: PROTO, host: { passes: HOST } });
    const loopback = useLoopback({
      app: () => telling([edge, states]),
      prepare,
      above,
      proxies: bothProxies,
    });

    it.each([[[]], [FORGED], [["X-Forwarded-Proto: https"]]])("whatever %j says", async (lines) => {
      const [ip, proto, host] = (await told(loopback, lines)).split(" ");
      expect([ip, proto]).toEqual([LOOPBACK_IPV4.address, ""]);
      expect(host).not.toBe("evil.example");
    });
  });

  describe("passes HAProxy's scheme on", () => {
    const passes = { proto: { passes: PROTO }, host: { passes: HOST } };
    const loopback = useLoopback({
      app: () => telling([edge, nginx({ address: "loopback", ...passes })]),
      prepare,
      above,
      proxies: bothProxies,
      replace: { "proxy_set_header X-Forwarded-Proto": passing },
    });

    it.each([[[]], [FORGED], [["X-Forwarded-Proto: https", ...FORGED]]])(
      "whatever %j says",
      async (lines) => {
        const answer = await told(loopback, lines);
        expect(answer).toMatch(new RegExp(`^${LOOPBACK_IPV4.address} https (?!evil)\\S+$`));
      },
    );

    it("and a client that goes around HAProxy forges no scheme", async () => {
      const lines = ["X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"];
      expect(await told(loopback, lines, 8081)).toBe(`${LOOPBACK_IPV4.address}  `);
    });
  });
});

describe("outermost-states-scheme: Envoy at the edge that ends TLS", () => {
  const loopback = useLoopback({
    app: () => telling(envoy()),
    prepare,
    above,
    proxies: [{ runs: "envoy", file: `${folder}/envoy.yaml`, port: 8080 }],
  });

  it.each([[[]], [FORGED], [["X-Forwarded-Proto: wss"]]])(
    "tells https despite %j",
    async (lines) => {
      expect(await told(loopback, lines)).toBe(`${LOOPBACK_IPV4.address} https `);
    },
  );
});

describe("socket-states-scheme: HAProxy that ends TLS and sends a PROXY header", () => {
  const path = { name: "haproxy", address: "loopback", tells: "proxy-protocol" } as const;
  const proxies = [{ runs: "haproxy", file: "haproxy-tls/haproxy.cfg", port: 8080 }] as const;

  describe("with its TLS", () => {
    const loopback = useLoopback({
      app: () => httpBehindProxyProtocol(path),
      prepare,
      above,
      proxies,
    });

    it("tells https, and no header counts", async () => {
      const { clientIpInfo } = JSON.parse(await told(loopback, FORGED));
      expect(clientIpInfo).toMatchObject({ ip: LOOPBACK_IPV4.address, proto: "https" });
    });
  });

  describe("without its TLS", () => {
    const replace = { "send-proxy-v2-ssl-cn": "send-proxy-v2" };
    const loopback = useLoopback({
      app: () => httpBehindProxyProtocol(path),
      prepare,
      above,
      proxies,
      replace,
    });

    it("tells no scheme, although the socket is plain", async () => {
      const { clientIpInfo } = JSON.parse(await told(loopback, ["X-Forwarded-Proto: https"]));
      expect(clientIpInfo.ip).toBe(LOOPBACK_IPV4.address);
      expect(clientIpInfo).not.toHaveProperty("proto");
    });
  });
});
