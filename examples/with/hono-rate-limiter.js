// hono-rate-limiter counts the requests of a client, not those of its proxy.
import { clientIpInfoOf, createResolver, rateLimitKey } from "@client-ip/node";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { rateLimiter } from "hono-rate-limiter";

const resolver = createResolver("nginx");

/** @typedef {{ Bindings: import("@hono/node-server").HttpBindings }} OnNode */

/** @type {Hono<OnNode>} */
const app = new Hono();
app.use(
  rateLimiter({
    windowMs: 60_000,
    limit: 2,
    /** @param {import("hono").Context<OnNode>} c */
    keyGenerator: (c) => rateLimitKey(clientIpInfoOf(c.env.incoming, resolver)),
  }),
);

app.get("/", (c) => c.text("Hello\n"));

export const server = createAdaptorServer({ fetch: app.fetch });
