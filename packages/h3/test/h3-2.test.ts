import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import { H3 } from "h3";
import { toNodeHandler } from "h3/node";
import * as adapter from "../src/index.ts";
import { answerOf } from "./request-like.ts";

conformance({
  name: "h3 2",
  adapter,
  serve: (config, reply, treatment) => {
    const app = new H3().use(adapter.clientIp(config, treatment));
    app.get("/", (event) => answerOf(event, reply));
    return createServer(toNodeHandler(app));
  },
});
