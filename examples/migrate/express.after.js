import { clientIp } from "@client-ip/express";
import express from "express";

export const app = express();
app.use(clientIp("nginx"));

app.get("/", (req, res) => {
  res.send(`${req.clientIp}`);
});
