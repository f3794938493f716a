import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import express from "express4";
import * as adapter from "../src/index.ts";

conformance({
  name: "Express 4",
  adapter,
  serve: (config, reply) => {
    const app = express().use(adapter.clientIp(config));
    app.get("/", (req, res, next) => {
      reply(req, req).then((body) => res.json(body), next);
    });
    return createServer(app);
  },
});
