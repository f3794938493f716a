// express-rate-limit counts in Redis: all processes of an application share one limit.
import { clientIp, rateLimitKey } from "@client-ip/express";
import express from "express";
import { rateLimit } from "express-rate-limit";
import { RedisStore } from "rate-limit-redis";
import { createClient } from "redis";

const { REDIS_URL = "redis://localhost:6379" } = process.env;
const redis = createClient({ url: REDIS_URL, disableOfflineQueue: true });
redis.on("error", console.error);
await redis.connect();
const store = new RedisStore({ sendCommand: (...args) => redis.sendCommand(args) });

export const app = express();
app.use(clientIp("nginx"));
app.use(rateLimit({ windowMs: 60_000, limit: 2, keyGenerator: (req) => rateLimitKey(req), store }));

app.get("/", (req, res) => {
  res.send("Hello\n");
});
