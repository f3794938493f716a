import type { Server } from "node:http";

import { describe, expect, it } from "vitest";

import { ask, listen, recipe } from "./support.ts";

const statusOf = async (port: number, list: string): Promise<number> =>
  (await ask(port, [`X-Forwarded-For: ${list}`])).status;

describe.each([
  {},
  { "@hono/node-server": "hono-node-server-1" },
  { "hono-rate-limiter": "hono-rate-limiter-0.4" },
])("hono-rate-limiter %o", (older) => {
  it("limits a client whatever it forges, and no other client", async () => {
    const { server } = await recipe<{ server: Server }>("hono-rate-limiter", older);
    const port = await listen(server);
    expect(await statusOf(port, "9.9.9.9, 203.0.113.7")).toBe(200);
    expect(await statusOf(port, "8.8.8.8, 203.0.113.7")).toBe(200);
    expect(await statusOf(port, "7.7.7.7, 203.0.113.7")).toBe(429);
    expect(await statusOf(port, "203.0.113.7, 203.0.113.8")).toBe(200);
    // One IPv6 client has a whole network.
    expect(await statusOf(port, "2001:db8:0:1200::1")).toBe(200);
    expect(await statusOf(port, "2001:db8:0:12ff::2")).toBe(200);
    expect(await statusOf(port, "2001:db8:0:12aa::3")).toBe(429);
  });
});
