import { conformance } from "@client-ip/conformance";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono-4.12";
import { createAdaptorServer } from "hono-node-server-1";
import * as adapter from "../src/index.ts";
import { answering, gaps } from "./answering.ts";

conformance({
  name: "Hono 4.12 on @hono/node-server 1",
  adapter,
  gaps,
  serve: (config, reply, treatment) => {
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.use(adapter.clientIp(config, treatment));
    return answering(app, reply, createAdaptorServer);
  },
});
