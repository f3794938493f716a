import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { clientIpOf, createResolver } from "@client-ip/node";
import { acceptProxyProtocol } from "@client-ip/node/proxy-protocol";
import { encode } from "@client-ip/proxy-protocol";
import { requestThrough } from "@client-ip/testing";
import { expect, it } from "vitest";

const resolver = createResolver({ name: "nlb", address: "loopback", tells: "proxy-protocol" });
const server = createServer((req, res) => res.end(clientIpOf(req, resolver)));
acceptProxyProtocol(server, { resolver });

it("names the client of a connection that begins with a PROXY header", async () => {
  const { proxyHeader = [] } = requestThrough(resolver, "203.0.113.7");
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  for (const header of [proxyHeader].flat()) socket.write(encode(header));
  socket.write("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/203\.0\.113\.7$/);
  server.close();
});
