import { afterEach, describe, expect, it, vi } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

const OLDER = [{}, { "express-rate-limit": "express-rate-limit-7" }];

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(OLDER)("express-rate-limit %o", (older) => {
  it("limits a client whatever it forges, and no other client", async () => {
    const error = vi.spyOn(console, "error");
    const { app } = await recipe("express-rate-limit", older);
    const port = await listen(app);
    const from = async (...lines: string[]): Promise<number> => (await ask(port, lines)).status;
    const list = "X-Forwarded-For:";
    expect(await from(FORGED)).toBe(200);
    expect(await from(`${list} 8.8.8.8, 203.0.113.7`)).toBe(200);
    expect(await from(`${list} 7.7.7.7, 203.0.113.7`)).toBe(429);
    expect(await from(`${list} 203.0.113.7, 203.0.113.8`)).toBe(200);
    // One IPv6 client has a whole network.
    expect(await from(`${list} 2001:db8:0:1200::1`)).toBe(200);
    expect(await from(`${list} 2001:db8:0:12ff::2`)).toBe(200);
    expect(await from(`${list} 2001:db8:0:12aa::3`)).toBe(429);
    expect(error).not.toHaveBeenCalled();
  });
});
