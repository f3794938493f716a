// h3 behind nginx on the same machine. `npm install @client-ip/h3 h3`, then `node server.js`.
import { createServer } from "node:http";
import { clientIp } from "@client-ip/h3";
import { H3, HTTPError } from "h3";
import { toNodeHandler } from "h3/node";

const app = new H3();
app.use(clientIp("nginx"));

app.get("/", ({ context }) => {
  const { status, peer } = context.clientIpInfo ?? {};
  if (context.clientIp === undefined)
    throw new HTTPError(`no client: ${status}, peer ${peer}`, { status: 403 });
  return `Hello ${context.clientIp}\n`;
});

const port = Number(process.env["PORT"] ?? 3000);
export const server = createServer(toNodeHandler(app)).listen(port, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${port}`),
);
