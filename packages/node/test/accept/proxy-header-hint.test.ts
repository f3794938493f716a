import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  type ClientError,
  proxyHeaderHint,
} from "../../src/proxy-protocol.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n";
const V2 = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x07\xc0\0\x02\x01\x9c\x41\x01\xbb";

/** The `clientError` of a server that gets these bytes, and its hint. */
async function errorOf(
  bytes: string,
  server: ReturnType<typeof createServer> = createServer(),
): Promise<{ readonly error: ClientError; readonly hint: string | undefined }> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const failed = once(server, "clientError");
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(bytes, "latin1");
  const [error, connection] = (await failed) as [ClientError, { destroy: () => void }];
  connection.destroy();
  socket.destroy();
  server.close();
  return { error, hint: proxyHeaderHint(error) };
}

describe("proxyHeaderHint", () => {
  it.each([
    ["version 1", V1 + REQUEST],
    ["version 1", V1],
    ["version 2", V2 + REQUEST],
    ["version 2", V2],
  ])("says what to do about a header of %s", async (version, bytes) => {
    const { error, hint } = await errorOf(bytes);
    expect(error.code).toBe("HPE_INVALID_METHOD");
    expect(hint).toContain(`(${version})`);
    expect(hint).toContain("acceptProxyProtocol(server, resolver)");
    expect(hint).toContain("tells: 'proxy-protocol'");
  });

  it("receiver-quotes-nothing: repeats nothing that was sent", async () => {
    const { hint } = await errorOf("PROXY TCP4 6.6.6.6 evil\u001b[31m 1 2\r\n");
    expect(hint).toBeDefined();
    expect(hint).not.toMatch(/6\.6\.6\.6|evil|\[31m/);
  });

  it("says that the hop has another address, if the server receives headers from elsewhere", async () => {
    const server = createServer();
    const elsewhere = createResolver({ address: "10.0.0.5", tells: "proxy-protocol" });
    acceptProxyProtocol(server, elsewhere);
    expect((await errorOf(V1 + REQUEST, server)).hint).toContain("not the one");
  });
});

describe("proxyHeaderHint is undefined", () => {
  it.each([
    ["an unknown method", "PROXIES / HTTP/1.1\r\n\r\n"],
    ["TLS on a plain server", "\x16\x03\x01\x02\0\x01"],
    ["a header of version 2 whose signature is cut", V2.slice(0, 7) + REQUEST],
    ["PROXY in a header line that is wrong", "GET / HTTP/1.1\r\nPROXY TCP4\r\n\r\n"],
  ])("for %s", async (_about, bytes) => {
    expect((await errorOf(bytes)).hint).toBeUndefined();
  });

  it.each<[string, Partial<ClientError>]>([
    ["an error of the socket", { code: "ECONNRESET" }],
    ["any other error", {}],
    ["an error without the bytes", { code: "HPE_INVALID_METHOD" }],
    ["another error in such bytes", { code: "HPE_INVALID_URL", rawPacket: Buffer.from(V1) }],
  ])("for %s", (_about, fields) => {
    expect(proxyHeaderHint(Object.assign(new Error("any"), fields))).toBeUndefined();
  });
});
