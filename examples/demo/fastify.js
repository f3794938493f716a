import { clientIp } from "@client-ip/fastify";
import { fastify } from "fastify";

/** @type {import("./applications.js").Application} */
export const fastifyApplication = {
  framework: "Fastify",
  setting: "trustProxy: true",
  at: "/fastify",
  async build(path, answer) {
    const app = fastify({ trustProxy: true });
    await app.register(clientIp(path));
    app.get("/*", (request, reply) => {
      const { headers, body } = answer(request.raw, request);
      return reply.headers(headers).send(body);
    });
    await app.ready();
    return app.server;
  },
};
