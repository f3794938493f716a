import express from "express";
import requestIp from "request-ip";

export const app = express();
app.use(requestIp.mw());

app.get("/", (req, res) => {
  res.send(`${req.clientIp}`);
});
