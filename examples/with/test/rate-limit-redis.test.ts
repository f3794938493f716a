import express from "express";
import { rateLimit } from "express-rate-limit";
import { RedisStore } from "rate-limit-redis";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";

import { start, useRedis } from "./processes.ts";
import { ask, FORGED, listen } from "./support.ts";

const statusOf = async (port: number, line: string): Promise<number> =>
  (await ask(port, [line])).status;

describe.each([{}, { "rate-limit-redis": "rate-limit-redis-4" }])(
  "rate-limit-redis %o",
  (older) => {
    const redis = useRedis();

    it("shares one limit for each client among all processes", async () => {
      const starts = [1, 2].map(() => start("rate-limit-redis", older, { REDIS_URL: redis.url() }));
      const [first = 0, second = 0] = await Promise.all(starts);
      expect(await statusOf(first, "X-Forwarded-For: 9.9.9.9, 203.0.113.7")).toBe(200);
      expect(await statusOf(second, "X-Forwarded-For: 8.8.8.8, 203.0.113.7")).toBe(200);
      expect(await statusOf(first, "X-Forwarded-For: 7.7.7.7, 203.0.113.7")).toBe(429);
      expect(await statusOf(first, "X-Forwarded-For: 203.0.113.7, 203.0.113.8")).toBe(200);
      await redis.stop();
      expect(await statusOf(second, "X-Forwarded-For: 203.0.113.9")).toBe(500);
    });
  },
);

describe("without the recipe", () => {
  const redis = useRedis();

  it("gives a client one limit for each process without Redis", async () => {
    const starts = [1, 2].map(() => start("express-rate-limit"));
    const ports = await Promise.all(starts);
    const statuses: number[] = [];
    for (const port of [...ports, ...ports, ...ports]) statuses.push(await statusOf(port, FORGED));
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  });

  it("shares one limit among all clients without the key", async () => {
    const client = await createClient({ url: redis.url() }).connect();
    const store = new RedisStore({ sendCommand: (...args: string[]) => client.sendCommand(args) });
    const app = express();
    app.use(rateLimit({ limit: 1, store, validate: false }), (_req, res) => res.end());
    const port = await listen(app);
    expect(await statusOf(port, "X-Forwarded-For: 203.0.113.7")).toBe(200);
    expect(await statusOf(port, "X-Forwarded-For: 203.0.113.8")).toBe(429);
    client.destroy();
  });
});
