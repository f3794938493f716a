import Koa from "koa";

export const app = new Koa({ proxy: true });

app.use((ctx) => {
  ctx.body = ctx.ip;
});
