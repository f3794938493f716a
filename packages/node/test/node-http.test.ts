import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { conformance } from "@client-ip/conformance";
import * as adapter from "../src/index.ts";

conformance({
  name: "node:http",
  adapter,
  serve: (config, reply, treatment) => {
    const bind = adapter.clientIp(config, treatment);
    return createServer((req, res) => {
      bind(req, res, () => void answer(req, res));
    });
    async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
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
    }
  },
});
