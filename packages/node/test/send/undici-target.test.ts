import { type NetConnectOpts, Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import {
  type ConnectorTarget,
  proxyProtocolConnector,
  type ProxyConnectorOptions,
} from "../../src/proxy-protocol.ts";
import { client } from "./receiver.ts";

const NAMED: ConnectorTarget = { protocol: "http:", hostname: "a.test", port: "" };
const SECURE: ConnectorTarget = { protocol: "https:", hostname: "127.0.0.1", port: "" };

/** What the connector gives `net.connect`. */
function connecting(target: ConnectorTarget, options?: ProxyConnectorOptions): NetConnectOpts {
  const connect = vi.spyOn(Socket.prototype, "connect").mockReturnThis();
  onTestFinished(() => connect.mockRestore());
  proxyProtocolConnector(client(1), options)(target, () => {});
  const [[given]] = connect.mock.lastCall as unknown as [[NetConnectOpts]];
  for (const socket of connect.mock.contexts) (socket as Socket).destroy();
  return given;
}

const usual = {
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
  noDelay: true,
  ALPNProtocols: ["http/1.1"],
};

it.each<[string, ConnectorTarget, ProxyConnectorOptions, object]>([
  ["a name", NAMED, {}, { ...usual, host: "a.test", port: 80, servername: "a.test" }],
  ["an address", SECURE, {}, { ...usual, host: "127.0.0.1", port: 443, servername: undefined }],
  ["a port", { ...SECURE, port: "8443" }, {}, { port: 8443 }],
  ["HTTP/2", { ...SECURE, allowH2: true }, {}, { ALPNProtocols: ["http/1.1", "h2"] }],
  ["options", NAMED, { noDelay: false }, { keepAlive: true, noDelay: false }],
  ["an address of ours", { ...NAMED, localAddress: "::1" }, {}, { localAddress: "::1" }],
  ["a unix socket", { ...NAMED, socketPath: "/run/a" }, {}, { path: "/run/a" }],
])("proxyProtocolConnector connects for undici: %s", (_what, target, options, expected) => {
  expect(connecting(target, options)).toMatchObject(expected);
});

it("proxyProtocolConnector sets no local address and no path that undici does not name", () => {
  const given = connecting({ ...NAMED, localAddress: null, socketPath: null });
  expect(given).not.toHaveProperty("localAddress");
  expect(given).not.toHaveProperty("path");
});
