// rate-limiter-flexible counts in Redis: all processes of an application share one limit.
import { clientIp, rateLimitKey } from "@client-ip/fastify";
import { fastify } from "fastify";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { createClient } from "redis";

const { REDIS_URL = "redis://localhost:6379" } = process.env;
const redis = createClient({ url: REDIS_URL, disableOfflineQueue: true });
redis.on("error", console.error);
await redis.connect();
const limiter = new RateLimiterRedis({
  storeClient: redis,
  useRedisPackage: true,
  points: 2,
  duration: 60,
});

export const app = fastify();
await app.register(clientIp("nginx"));
app.addHook("onRequest", async (request, reply) => {
  try {
    await limiter.consume(rateLimitKey(request));
  } catch (rejected) {
    // Anything else is an error of Redis.
    if (!(rejected instanceof RateLimiterRes)) throw rejected;
    await reply.code(429).send("Too many requests\n");
  }
});

app.get("/", () => "Hello\n");
