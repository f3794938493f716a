import { describe, expect, it } from "vitest";

import { logged } from "./logged.ts";
import { ask, FORGED, listen, recipe } from "./support.ts";

describe.each([{}, { "pino-http": "pino-http-10" }])("pino-http %o", (older) => {
  it("logs the client beside the proxy", async () => {
    const log = await logged(async () => {
      const { app } = await recipe("pino-http", older);
      const port = await listen(app);
      await ask(port, [FORGED]);
      await ask(port, []);
    });
    const [known, unknown] = log.trim().split("\n");
    const proxy = { "network.peer.address": "127.0.0.1" };
    const client = { "client.address": "203.0.113.7", clientIpStatus: "resolved" };
    expect(JSON.parse(known ?? "")).toMatchObject({ ...proxy, ...client });
    expect(JSON.parse(known ?? "")).toMatchObject({ req: { remoteAddress: "127.0.0.1" } });
    expect(JSON.parse(unknown ?? "")).toMatchObject({ ...proxy, clientIpStatus: "missing" });
    expect(unknown).not.toContain("client.address");
  });
});
