import express from "express";
import morgan from "morgan";
import { describe, expect, it } from "vitest";

import { ask, FORGED, listen } from "./support.ts";

// In a file of its own: the recipe changes morgan itself.
describe("morgan without the recipe", () => {
  it.each([
    [false, "127.0.0.1"],
    [true, "9.9.9.9"],
  ])("logs with trust proxy %s: %s", async (trust, address) => {
    const log: string[] = [];
    const stream = { write: (line: string) => log.push(line) };
    const app = express().set("trust proxy", trust);
    app.use(morgan(":remote-addr", { stream }), (_req, res) => res.end());
    await ask(await listen(app), [FORGED]);
    expect(log).toEqual([`${address}\n`]);
  });
});
