import { createServer } from "node:http";

import { clientIp } from "@client-ip/koa";
import Koa from "koa";

/** @type {import("./applications.js").Application} */
export const koaApplication = {
  framework: "Koa",
  setting: "proxy: true",
  at: "/koa",
  build(path, reply) {
    const app = new Koa({ proxy: true });
    app.use(clientIp(path));
    app.use((ctx) => {
      const { headers, body } = reply(ctx.req, ctx);
      ctx.set(headers);
      ctx.body = body;
    });
    return createServer(app.callback());
  },
};
