import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import express4 from "express4";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { clientIp, clientIpOf, createResolver, type Resolution } from "../src/index.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;

const handleError: express.ErrorRequestHandler = (_error, req, res, _next) =>
  void res.json({ ip: req.clientIp });

describe.each([
  ["Express 4", express4],
  ["Express 5", express],
])("req.clientIp of %s", (_version, create) => {
  it("can have different configurations for the application, a router and a route", async () => {
    const router = create.Router().use(clientIp("direct"));
    router.get("/", (req, res) => void res.json({ ip: req.clientIp }));
    const app = create().use(clientIp(appending)).use("/router", router);
    app.get("/route", clientIp({ hops: 2 }), (req, res) => void res.json({ ip: req.clientIp }));
    app.get("/", (req, res) => void res.json({ ip: req.clientIp }));

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
    expect(await ask(app, "/router")).toEqual({ ip: "127.0.0.1" });
    expect(await ask(app, "/route")).toEqual({ ip: "198.51.100.7" });
  });

  it("is in a mounted application too, which can have its own configuration", async () => {
    const inheriting = create().get("/", (req, res) => void res.json({ ip: req.clientIp }));
    const own = create().use(clientIp("direct"));
    own.get("/", (req, res) => void res.json({ ip: req.clientIp }));
    const app = create().use(clientIp(appending)).use("/inheriting", inheriting).use("/own", own);

    expect(await ask(app, "/inheriting")).toEqual({ ip: "198.51.100.8" });
    expect(await ask(app, "/own")).toEqual({ ip: "127.0.0.1" });
  });

  it("can be in a mounted application alone", async () => {
    const own = create().use(clientIp(appending));
    own.get("/", (req, res) => void res.json({ ip: req.clientIp }));
    const app = create().use("/own", own);
    app.get("/", (req, res) => void res.json({ has: "clientIp" in req }));

    expect(await ask(app, "/own")).toEqual({ ip: "198.51.100.8" });
    expect(await ask(app, "/")).toEqual({ has: false });
  });

  it("is in an error handler", async () => {
    const app = create().use(clientIp(appending));
    app.get("/", () => {
      throw new Error("broken");
    });
    app.use(handleError);

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
  });

  it("leaves req.ip as it is", async () => {
    const app = create().use(clientIp(appending)).set("trust proxy", 1);
    app.get("/", (req, res) => void res.json({ ip: req.ip, ours: req.clientIp }));

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8", ours: "198.51.100.8" });
  });

  it("ignores an assignment to clientIp by a handler", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = create().use(clientIp(appending));
    app.use((req, _res, next) => {
      Object.assign(req, { clientIp: "6.6.6.6" });
      next();
    });
    app.get("/", (req, res) => void res.json({ ip: req.clientIp }));

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
    emitted.mockRestore();
  });

  it("is missing in a router without an application, but clientIpOf answers", async () => {
    const router = create.Router().use(clientIp(appending));
    const listener: RequestListener = (req, res) => {
      // Express's types know a router only inside an application.
      const handle = router as unknown as (...given: unknown[]) => void;
      handle(req, res, (error?: unknown) => {
        res.end(JSON.stringify({ ip: clientIpOf(req), failed: error !== undefined }));
      });
    };

    expect(await ask(listener, "/")).toEqual({ ip: "198.51.100.8", failed: false });
  });
});

it("the types of Express have clientIp and clientIpInfo", () => {
  const app: Express = express();
  app.use(clientIp("direct"), clientIp(createResolver("direct")), clientIp());
  app.get("/", clientIp(), (req) => {
    expectTypeOf(req.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(req.clientIpInfo).toEqualTypeOf<Resolution>();
    // @ts-expect-error read-only
    req.clientIp = "6.6.6.6";
  });
  expectTypeOf<Express.Request["clientIp"]>().toEqualTypeOf<string | undefined>();
});

/** The answer to a request from 127.0.0.1 with two elements in X-Forwarded-For. */
async function ask(listener: RequestListener, path: string): Promise<unknown> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const headers = { "X-Forwarded-For": "198.51.100.7, 198.51.100.8", Connection: "close" };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return await response.json();
  } finally {
    server.close();
  }
}
