// A server of HTTP/2. Run by a test with the register hook.
import { createServer } from "node:http2";

const server = createServer((req, res) => res.end(JSON.stringify(req.headers)));
server.listen({ port: 0, host: "127.0.0.1" }, () => {
  process.send?.({ port: server.address().port });
});
process.on("disconnect", () => process.exit());
