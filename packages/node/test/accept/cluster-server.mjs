// Two workers that share a listener and receive PROXY headers. Run by a test, with rr or none.
import cluster from "node:cluster";
import { createServer } from "node:http";

const WORKERS = 2;

if (cluster.isPrimary) {
  cluster.schedulingPolicy = process.argv[2] === "rr" ? cluster.SCHED_RR : cluster.SCHED_NONE;
  let listening = 0;
  cluster.on("listening", (_worker, { port }) => {
    if (++listening === WORKERS) process.send(port);
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on("message", () => {
    cluster.disconnect(() => process.disconnect());
  });
} else {
  const { loadSources } = await import("../sources.mjs");
  const { acceptProxyProtocol, clientIpOf, createResolver } = await loadSources();
  const resolver = createResolver({ address: "loopback", tells: "proxy-protocol" });
  const server = createServer((req, res) => {
    res.end(`${clientIpOf(req, resolver)} by ${cluster.worker.id}`);
  });
  acceptProxyProtocol(server, resolver);
  server.listen(0, "127.0.0.1");
}
