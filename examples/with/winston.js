// winston writes one line for each request, with the client.
import { clientIp } from "@client-ip/express";
import express from "express";
import winston from "winston";

const logger = winston.createLogger({ transports: [new winston.transports.Console()] });

export const app = express();
app.use(clientIp("nginx"));
app.use((req, res, next) => {
  res.once("close", () => {
    const { clientIp: client = "-", clientIpInfo, method, url } = req;
    logger.info(`${method} ${url}`, { client, answer: clientIpInfo.status, code: res.statusCode });
  });
  next();
});

app.get("/", (req, res) => {
  res.send("Hello\n");
});
