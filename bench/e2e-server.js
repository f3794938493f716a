// One server of the contest end to end, in a process of its own: node bench/e2e-server.js <framework> <way>
// Tells its parent the port, and what time of the processor it has used whenever it is asked.
import { servers } from "./servers.js";

const [framework, way] = process.argv.slice(2);
const server = await servers[framework](way);
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ microseconds: user + system });
});
process.on("disconnect", () => process.exit());
