// Tells what a handler sees of each request. Run by a test with the register hook.
import { createServer } from "node:http";

const server = createServer((req, res) => res.end(JSON.stringify(req.headers)));
const { PLACE } = process.env;
server.listen(PLACE === undefined ? { port: 0, host: "127.0.0.1" } : PLACE, () => {
  process.send({ port: server.address().port });
});
process.on("disconnect", () => server.close(() => process.exit()));
