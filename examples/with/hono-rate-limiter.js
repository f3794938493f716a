// hono-rate-limiter counts the requests of a client, not those of its proxy.
import { clientIp, rateLimitKey } from "@client-ip/hono";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { rateLimiter } from "hono-rate-limiter";

const app = new Hono();
app.use(clientIp("nginx"));
app.use(rateLimiter({ windowMs: 60_000, limit: 2, keyGenerator: (c) => rateLimitKey(c) }));

app.get("/", (c) => c.text("Hello\n"));

export const server = createAdaptorServer({ fetch: app.fetch });
