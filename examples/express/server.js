// Express behind nginx on the same machine.
// `npm install @client-ip/express express`, then `node server.js`.
import { clientIp } from "@client-ip/express";
import express from "express";

const app = express();
app.use(clientIp("nginx"));

app.get("/", (req, res) => {
  const { status, peer } = req.clientIpInfo;
  if (req.clientIp === undefined) res.status(403).send(`no client: ${status}, peer ${peer}\n`);
  else res.send(`Hello ${req.clientIp}\n`);
});

const port = Number(process.env["PORT"] ?? 3000);
export const server = app.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
