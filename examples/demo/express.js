import { createServer } from "node:http";

import { clientIp } from "@client-ip/express";
import express from "express";

/** @type {import("./applications.js").Application} */
export const expressApplication = {
  framework: "Express",
  setting: "trust proxy: 2",
  at: "/",
  build(path, reply) {
    const app = express();
    // As its guide has it for a known number of proxies.
    app.set("trust proxy", 2);
    app.use(clientIp(path));
    app.use((request, response) => {
      const { headers, body } = reply(request, request);
      response.set(headers).send(body);
    });
    return createServer(app);
  },
};
