import { describe, expect, it } from "vitest";

import { start, useRedis } from "./processes.ts";
import { ask } from "./support.ts";

const OLDER = [{}, { "rate-limiter-flexible": "rate-limiter-flexible-5" }];

const from = async (port: number, list: string): Promise<number> =>
  (await ask(port, [`X-Forwarded-For: ${list}`])).status;

describe.each(OLDER)("rate-limiter-flexible %o", (older) => {
  const redis = useRedis();

  it("shares one limit for each client among all processes", async () => {
    const environment = { REDIS_URL: redis.url() };
    const starts = [1, 2].map(() => start("rate-limiter-flexible", older, environment));
    const [first = 0, second = 0] = await Promise.all(starts);
    expect(await from(first, "9.9.9.9, 203.0.113.7")).toBe(200);
    expect(await from(second, "8.8.8.8, 203.0.113.7")).toBe(200);
    expect(await from(first, "7.7.7.7, 203.0.113.7")).toBe(429);
    expect(await from(first, "203.0.113.7, 203.0.113.8")).toBe(200);
    // One IPv6 client has a whole network.
    expect(await from(first, "2001:db8:0:1200::1")).toBe(200);
    expect(await from(second, "2001:db8:0:12ff::2")).toBe(200);
    expect(await from(first, "2001:db8:0:12aa::3")).toBe(429);
    await redis.stop();
    expect(await from(second, "203.0.113.9")).toBe(500);
  });
});
