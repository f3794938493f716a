// pino-http writes the client into the log line of each request.
import { clientIp, clientIpInfoOf } from "@client-ip/express";
import express from "express";
import { pinoHttp } from "pino-http";

export const app = express();
app.use(clientIp("nginx"));
app.use(
  pinoHttp({
    customProps(req) {
      const { ip, status, peer } = clientIpInfoOf(req);
      // The names are those of OpenTelemetry.
      return { "client.address": ip, "network.peer.address": peer, clientIpStatus: status };
    },
  }),
);

app.get("/", (req, res) => {
  res.send("Hello\n");
});
