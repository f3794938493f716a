// One server of W7 in its own process, started by e2e.js with a framework and a way.
// Sends its port to the parent, and its CPU time whenever the parent asks.
import { servers } from "./servers.js";

const [framework, way] = process.argv.slice(2);
const server = await servers[framework](way);
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ microseconds: user + system });
});
process.on("disconnect", () => process.exit());
