import { createServer } from "node:http";
import { conformance } from "@client-ip/conformance";
import * as adapter from "../src/index.ts";

conformance({
  name: "node:http",
  adapter,
  serve: (config, reply) => {
    const bind = adapter.clientIp(config);
    return createServer(async (req, res) => {
      bind(req);
      const requestLike = {
        req,
        get clientIp() {
          return adapter.clientIpOf(req);
        },
        get clientIpInfo() {
          return adapter.clientIpInfoOf(req);
        },
      };
      res.end(JSON.stringify(await reply(requestLike, req)));
    });
  },
});
