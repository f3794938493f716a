import { conformance } from "@client-ip/conformance";
import fastify from "fastify";
import * as adapter from "../src/index.ts";

conformance({
  name: "Fastify 5",
  adapter,
  serve: async (config, reply) => {
    const app = fastify().register(adapter.clientIp(config));
    app.get("/", (request) => reply(request, request.raw));
    await app.ready();
    return app.server;
  },
});
