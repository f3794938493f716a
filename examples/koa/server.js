// Koa behind nginx on the same machine. `npm install @client-ip/koa koa`, then `node server.js`.
import { clientIp } from "@client-ip/koa";
import Koa from "koa";

const app = new Koa();
app.use(clientIp("nginx"));

app.use((ctx) => {
  const { status, peer } = ctx.clientIpInfo;
  if (ctx.clientIp === undefined) ctx.throw(403, `no client: ${status}, peer ${peer}\n`);
  ctx.body = `Hello ${ctx.clientIp}\n`;
});

const port = Number(process.env["PORT"] ?? 3000);
export const server = app.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
