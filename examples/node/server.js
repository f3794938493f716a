// node:http behind nginx on the same machine. `npm install @client-ip/node`, then `node server.js`.
import { createServer } from "node:http";
import { clientIpInfoOf, createResolver } from "@client-ip/node";

const resolver = createResolver("nginx");

export const server = createServer((req, res) => {
  const { ip, status, peer } = clientIpInfoOf(req, resolver);
  if (ip === undefined) res.writeHead(403).end(`no client: ${status}, peer ${peer}\n`);
  else res.end(`Hello ${ip}\n`);
});

const port = Number(process.env["PORT"] ?? 3000);
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
