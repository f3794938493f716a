// An application. Run by a test behind OpenTelemetry.
import { createServer } from "node:http";
import { clientIp } from "@client-ip/express";
import express from "express";

const seal = { onUnresolved: "peer", keep: [] };
const app = express();
if (process.env.SEAL === "listener") app.use(clientIp("nginx", { seal }));
app.get("/", (req, res) => {
  res.send(req.get("x-forwarded-for"));
});
const server = createServer(app).listen(0, "127.0.0.1", () => {
  process.send(server.address().port);
});
