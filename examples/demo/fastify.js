import { clientIp } from "@client-ip/fastify";
import { fastify } from "fastify";

/** @type {import("./applications.js").Application} */
export const fastifyApplication = {
  framework: "Fastify",
  setting: "trustProxy: true",
  at: "/fastify",
  async build(path, reply) {
    const app = fastify({ trustProxy: true });
    await app.register(clientIp(path));
    app.get("/*", (request, response) => {
      const { headers, body } = reply(request.raw, request);
      return response.headers(headers).send(body);
    });
    await app.ready();
    return app.server;
  },
};
