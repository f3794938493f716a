// express-rate-limit counts the requests of a client, not those of its proxy.
import { clientIp, rateLimitKey } from "@client-ip/express";
import express from "express";
import { rateLimit } from "express-rate-limit";

export const app = express();
app.use(clientIp("nginx"));
app.use(rateLimit({ windowMs: 60_000, limit: 2, keyGenerator: (req) => rateLimitKey(req) }));

app.get("/", (req, res) => {
  res.send("Hello\n");
});
