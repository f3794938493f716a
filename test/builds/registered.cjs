// A CommonJS application that asks itself, and prints as JSON what a handler reads. Run by
// ../builds.test.ts, with the register hook of either build.
const { clientIpOf } = require("@client-ip/express");
const express = require("express");

const app = express();
app.get("/", (req, res) => {
  res.json({ header: req.headers["x-forwarded-for"], client: clientIpOf(req) });
});
const server = app.listen(0, "127.0.0.1", async () => {
  const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" };
  const reply = await fetch(`http://127.0.0.1:${server.address().port}`, { headers });
  console.log(await reply.text());
  server.close();
});
