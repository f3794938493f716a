// Hono behind nginx on the same machine.
// `npm install @client-ip/hono @hono/node-server hono`, then `node server.js`.
import { clientIp } from "@client-ip/hono";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.use(clientIp("nginx"));

app.get("/", (c) => {
  const { ip, status, peer } = c.get("clientIpInfo");
  if (ip === undefined) return c.text(`no client: ${status}, peer ${peer}\n`, 403);
  return c.text(`Hello ${ip}\n`);
});

const port = Number(process.env["PORT"] ?? 3000);
export const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () =>
  console.log(`http://127.0.0.1:${port}`),
);
