import { clientIp } from "@client-ip/koa";
import Koa from "koa";

export const app = new Koa();
app.use(clientIp("nginx"));

app.use((ctx) => {
  ctx.body = `${ctx.clientIp}`;
});
