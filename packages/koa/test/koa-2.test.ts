import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import Koa from "koa2";
import * as adapter from "../src/index.ts";

conformance({
  name: "Koa 2",
  adapter,
  serve: (config, reply, treatment) => {
    const app = new Koa().use(adapter.clientIp(config, treatment));
    app.silent = true;
    app.use(async (ctx) => {
      ctx.body = await reply(ctx, ctx.req);
    });
    return createServer(app.callback());
  },
});
