// morgan logs the client in its own formats.
import { clientIp, clientIpOf } from "@client-ip/express";
import express from "express";
import morgan from "morgan";

morgan.token("remote-addr", (req) => clientIpOf(req) ?? "-");

export const app = express();
app.use(clientIp("nginx"));
app.use(morgan("combined"));

app.get("/", (req, res) => {
  res.send("Hello\n");
});
