import type { Server } from "node:http";

import { clientIp } from "@client-ip/express";
import { initTRPC } from "@trpc/server";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import express from "express";
import { describe, expect, it } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

const STANDALONE = "@trpc/server/adapters/standalone";

describe.each([
  {},
  { "@trpc/server": "trpc-server-10", [STANDALONE]: "trpc-server-10/adapters/standalone" },
])("tRPC %o", (older) => {
  it("tells a procedure the client, not the proxy and not the forged address", async () => {
    const { server } = await recipe<{ server: Server }>("trpc", older);
    const port = await listen(server);
    expect((await ask(port, [FORGED], "/client")).body).toContain('"data":"203.0.113.7"');
    expect((await ask(port, [], "/client")).body).toContain('"data":"unknown"');
  });
});

describe("tRPC", () => {
  it("finds `req.clientIp` in Express", async () => {
    const { procedure, router } = initTRPC.context<{ readonly ip: string | undefined }>().create();
    const app = express().use(
      clientIp("nginx"),
      createExpressMiddleware({
        router: router({ client: procedure.query(({ ctx }) => ctx.ip) }),
        createContext: ({ req }) => ({ ip: req.clientIp }),
      }),
    );
    const port = await listen(app);
    expect((await ask(port, [FORGED], "/client")).body).toContain('"data":"203.0.113.7"');
  });
});
