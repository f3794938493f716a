import { createServer } from "node:http";
import proxyAddr from "proxy-addr";

export const app = createServer((req, res) => {
  res.end(proxyAddr(req, "loopback"));
});
