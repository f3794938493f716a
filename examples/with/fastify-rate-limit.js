// @fastify/rate-limit counts the requests of a client, not those of its proxy.
import { clientIp, rateLimitKey } from "@client-ip/fastify";
import rateLimit from "@fastify/rate-limit";
import { fastify } from "fastify";

export const app = fastify();
await app.register(clientIp("nginx"));
await app.register(rateLimit, { max: 2, timeWindow: 60_000, keyGenerator: rateLimitKey });

app.get("/", () => "Hello\n");
