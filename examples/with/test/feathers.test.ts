import type { Application } from "@feathersjs/feathers";
import { describe, expect, it } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

describe("Feathers", () => {
  it("tells a service the client, not the proxy and not the forged address", async () => {
    const { app } = await recipe("feathers");
    const port = await listen(app);
    expect((await ask(port, [FORGED], "/hello")).body).toBe('{"client":"203.0.113.7"}');
    expect((await ask(port, [], "/hello")).body).toBe('{"client":"unknown"}');
  });

  it("tells a service no client in a call inside the application", async () => {
    const { app } = await recipe<{ app: Application }>("feathers");
    expect(await app.service("hello").find()).toEqual({ client: "unknown" });
  });
});
