import express from "express";
import { IpFilter } from "express-ipfilter";
import { describe, expect, it } from "vitest";

import { logged } from "./logged.ts";
import { ask, listen, recipe } from "./support.ts";

const statusOf = async (port: number, list: string): Promise<number> =>
  (await ask(port, [`X-Forwarded-For: ${list}`])).status;

describe("express-ipfilter", () => {
  it("lets in the clients of the list, and no request without a client", async () => {
    const { app } = await recipe("express-ipfilter");
    const port = await listen(app);
    await logged(async () => {
      expect(await statusOf(port, "9.9.9.9, 203.0.113.7")).toBe(200);
      expect(await statusOf(port, "2001:db8::7")).toBe(200);
      expect(await statusOf(port, "203.0.113.7, 9.9.9.9")).toBe(403);
      expect((await ask(port, [])).status).toBe(403);
    });
  });

  it("believes a forged address with trustProxy: true", async () => {
    const app = express();
    app.use(IpFilter(["203.0.113.7"], { mode: "allow", trustProxy: true, log: false }));
    app.use((_req, res) => res.end());
    expect(await statusOf(await listen(app), "203.0.113.7, 9.9.9.9")).toBe(200);
  });
});
