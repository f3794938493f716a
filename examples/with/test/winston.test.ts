import { describe, expect, it } from "vitest";

import { logged } from "./logged.ts";
import { ask, FORGED, listen, recipe } from "./support.ts";

describe("winston", () => {
  it("logs the client of each request, also of one without", async () => {
    const log = await logged(async () => {
      const { app } = await recipe("winston");
      const port = await listen(app);
      await ask(port, [FORGED]);
      await ask(port, []);
    });
    const request = { level: "info", message: "GET /", code: 200 };
    expect(
      log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { ...request, client: "203.0.113.7", answer: "resolved" },
      { ...request, client: "-", answer: "missing" },
    ]);
  });
});
