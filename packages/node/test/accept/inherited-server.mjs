// Receives PROXY headers on an inherited unix listener (descriptor 3, as from systemd). Run by a
// test.
import { createServer } from "node:http";
import { loadSources } from "../sources.mjs";

const { acceptProxyProtocol, clientIpInfoOf, createResolver } = await loadSources();
const resolver = createResolver({ address: "unix", tells: "proxy-protocol" });
const server = createServer((req, res) => {
  const { ip, peer } = clientIpInfoOf(req, resolver);
  res.end(`${ip} through ${peer}`);
});
acceptProxyProtocol(server, resolver);
server.listen({ fd: 3 }, () => process.send("listening"));
process.on("message", () => {
  server.close();
  process.disconnect();
});
