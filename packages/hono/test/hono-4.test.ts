import { conformance } from "@client-ip/conformance";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import * as adapter from "../src/index.ts";
import { answering, gaps } from "./answering.ts";

conformance({
  name: "Hono 4 on @hono/node-server 2",
  adapter,
  gaps,
  serve: (config, reply, treatment) => {
    const app = new Hono<{ Bindings: HttpBindings }>().use(adapter.clientIp(config, treatment));
    return answering(app, reply, createAdaptorServer);
  },
});
