// Imports the register hook when it listens already, as Next's instrumentation.ts does. Run by a
// test.
import { once } from "node:events";
import { createServer } from "node:http";

const server = createServer((req, res) => res.end(JSON.stringify(req.headers)));
server.on("checkContinue", (req, res) => res.end(JSON.stringify(req.headers)));
server.on("checkExpectation", (req, res) => res.end(JSON.stringify(req.headers)));
server.on("upgrade", (req, socket) => socket.end(`\r\n\r\n${JSON.stringify(req.headers)}`));
server.on("connect", (req, socket) => socket.end(`\r\n\r\n${JSON.stringify(req.headers)}`));
await once(server.listen(0, "127.0.0.1"), "listening");
await import(process.env.HOOK);
// As frameworks do that outlive errors.
process.on("uncaughtException", () => server.closeAllConnections());
process.send({ port: server.address().port });
process.on("disconnect", () => process.exit());
