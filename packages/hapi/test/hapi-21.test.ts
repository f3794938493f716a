import { createServer as createListener } from "node:http";
import { conformance } from "@client-ip/conformance";
import { server as createServer } from "@hapi/hapi";
import * as adapter from "../src/index.ts";

conformance({
  name: "hapi 21",
  adapter,
  serve: async (config, reply, treatment) => {
    const server = createServer({ autoListen: false, listener: createListener() });
    await server.register(adapter.clientIp(config, treatment));
    server.route({
      method: "GET",
      path: "/",
      handler: (request) => reply(request, request.raw.req),
    });
    await server.start();
    return server.listener;
  },
});
