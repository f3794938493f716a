import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import express from "express4";
import * as adapter from "../src/index.ts";

conformance({
  name: "Express 4",
  adapter,
  serve: (config, reply, treatment) => {
    const app = express().use(adapter.clientIp(config, treatment));
    app.get("/", (req, res, next) => {
      reply(req, req).then((body) => res.json(body), next);
    });
    return createServer(app);
  },
});
