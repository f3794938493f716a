import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import { createApp, eventHandler, toNodeListener } from "h3-1";
import * as adapter from "../src/index.ts";
import { answerOf } from "./request-like.ts";

conformance({
  name: "h3 1",
  adapter,
  serve: (config, reply, treatment) => {
    const app = createApp().use(adapter.clientIp(config, treatment));
    app.use(eventHandler((event) => answerOf(event, reply)));
    return createServer(toNodeListener(app));
  },
});
