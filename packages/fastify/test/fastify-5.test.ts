import { conformance } from "@client-ip/conformance";
import fastify from "fastify";
import * as adapter from "../src/index.ts";

conformance({
  name: "Fastify 5",
  adapter,
  serve: async (config, reply, treatment) => {
    const app = fastify().register(adapter.clientIp(config, treatment));
    app.get("/", (request) => reply(request, request.raw));
    await app.ready();
    return app.server;
  },
});
