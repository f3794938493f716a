import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type Express, type RequestHandler } from "express";
import express4 from "express4";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpOf, diagnostics, explainClientIp } from "../src/index.ts";

/** A path for the application, in front of which a firewall must not be bypassed. */
const site = [
  { name: "waf", address: "198.51.100.0/24", tells: "x-forwarded-for", required: true },
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;
/** The weaker path of a router: partners come to the balancer. */
const partners = [{ name: "balancer", address: "loopback", tells: "x-forwarded-for" }] as const;

const BYPASSED = { status: "bypassed" };
const PARTNER = { ip: "203.0.113.66", status: "resolved" };

/** Answers with what the request says of its client here, if its explanation says the same. */
const answer: RequestHandler = (req, res) => {
  const { status } = req.clientIpInfo;
  const explained = explainClientIp(req).resolution;
  const isSame = explained.ip === req.clientIp && explained.status === status;
  res.json(isSame ? { ip: req.clientIp, status } : { explained });
};
const goOn: RequestHandler = (_req, _res, next) => next();

async function ask(
  app: Express,
  path: string,
  more: Record<string, string> = {},
): Promise<unknown> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const headers = { "X-Forwarded-For": "203.0.113.66", Connection: "close", ...more };
    return await (await fetch(url, { headers })).json();
  } finally {
    server.close();
  }
}

describe.each([
  ["Express 4", express4],
  ["Express 5", express],
])("path-of-the-router: in %s a request", (_version, create) => {
  /**
   * An application with a path, and a router with another one that hands back what it does not
   * know.
   */
  function twoPaths(more: (router: ReturnType<typeof create.Router>) => void = () => {}) {
    const app = create().use(clientIp([...site]));
    const router = create.Router().use(clientIp([...partners]));
    router.get("/orders", answer);
    more(router);
    return { app: app.use("/partners", router), router };
  }

  it("has the router's path in the router", async () => {
    expect(await ask(twoPaths().app, "/partners/orders")).toEqual(PARTNER);
  });

  it("that a router hands back has the application's path again", async () => {
    const app = twoPaths().app.use(answer);
    expect(await ask(app, "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(app, "/elsewhere")).toEqual(BYPASSED);
  });

  it("that a router hands back is diagnosed by the application's path", async () => {
    const token = "0123456789abcdef0123456789abcdef";
    const app = twoPaths().app.use(diagnostics({ token, path: "/partners/diagnostics" }));
    const told = await ask(app, "/partners/diagnostics", { "Client-IP-Token": token });
    expect(told).toMatchObject({ answer: BYPASSED });
  });

  it.each<[string, RequestHandler]>([
    ["next('router')", (_req, _res, next) => next("router")],
    ["next(error)", (_req, _res, next) => next(new Error("broken"))],
    [
      "an exception",
      () => {
        throw new Error("broken");
      },
    ],
  ])("that leaves a router by %s has the application's path again", async (_how, leave) => {
    const { app } = twoPaths((router) => router.use(leave));
    app
      .use(answer)
      .use(((_error, req, res, _next) =>
        answer(req, res, goOn as never)) as express.ErrorRequestHandler);
    expect(await ask(app, "/partners/unknown")).toEqual(BYPASSED);
  });

  it("has the router's path in a router that it mounts at a path of its own", async () => {
    const { app } = twoPaths((router) => router.use("/v1", create.Router().get("/", answer)));
    expect(await ask(app, "/partners/v1")).toEqual(PARTNER);
  });

  it("has the application's path in the router that follows at another path", async () => {
    const { app } = twoPaths((router) => router.use("/v1", create.Router().use(goOn)));
    app.use("/partners/v1", create.Router().get("/", answer));
    expect(await ask(app, "/partners/v1")).toEqual(BYPASSED);
  });

  it("has no client in a router mounted without a path in one that has one, if the two differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const beside = twoPaths().app.use("/partners", create.Router().get("/", answer));
    const within = twoPaths((router) => router.use(create.Router().get("/", answer))).app;
    expect(await ask(within, "/partners")).toEqual({ status: "ambiguous" });
    expect(await ask(beside, "/partners")).toEqual(BYPASSED);
    emitted.mockRestore();
  });

  it("has the mounted application's path in it, and the outer one's behind it", async () => {
    const mounted = create().use(clientIp([...partners]));
    mounted.get("/orders", answer);
    const app = create()
      .use(clientIp([...site]))
      .use("/partners", mounted)
      .use(answer);
    expect(await ask(app, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(app, "/partners/unknown")).toEqual(BYPASSED);
  });

  it.each(["finish", "close"])("has in '%s' the path of the part that answered", async (event) => {
    const logged: unknown[] = [];
    const app = create().use(clientIp([...site]));
    app.use((req, res, next) => {
      res.once(event, () => logged.push(clientIpOf(req)));
      next();
    });
    const router = create.Router().use(clientIp([...partners]));
    router.get("/orders", (_req, res, next) => {
      res.write("{}");
      next();
    });
    app.use("/partners", router).use((_req, res) => void res.end());
    await ask(app, "/partners/orders");
    await vi.waitFor(() => expect(logged).toEqual(["203.0.113.66"]));
  });

  it("that leaves a mount path has no client if the paths differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = create().use(clientIp([...site]));
    app.use("/partners", clientIp([...partners]), create.Router().get("/orders", answer));
    app.use("/partners/late", answer).get("/partners/route", answer).use(answer);
    expect(await ask(app, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(app, "/partners/late")).toEqual(PARTNER);
    expect(await ask(app, "/partners/route")).toEqual({ status: "ambiguous" });
    expect(await ask(app, "/partners/unknown")).toEqual({ status: "ambiguous" });
    expect(await ask(app, "/partnersandmore")).toEqual(BYPASSED);
    emitted.mockRestore();
  });

  it("has a route's path in the route, and in a router that the route calls", async () => {
    const app = create().use(clientIp([...site]));
    app.get("/orders", clientIp([...partners]), answer);
    app.all(/^\/nested/, clientIp([...partners]), create.Router().get("/nested/in", answer));
    expect(await ask(app, "/orders")).toEqual(PARTNER);
    expect(await ask(app, "/nested/in")).toEqual(PARTNER);
  });

  it.each<[string, RequestHandler]>([
    ["that leaves a route", goOn],
    [
      "in a route whose validator replaced its parameters",
      (req, _res, next) => {
        req.params = { ...req.params };
        next();
      },
    ],
  ])("%s has no client if the paths differ", async (_where, then) => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = create().use(clientIp([...site]));
    app.get("/orders", clientIp([...partners]), then, then === goOn ? goOn : answer);
    app.get("/orders", answer).use(answer);
    expect(await ask(app, "/orders")).toEqual({ status: "ambiguous" });
    expect(await ask(app, "/elsewhere")).toEqual(BYPASSED);
    emitted.mockRestore();
  });

  it("has no client behind a route in place of a middleware, if the paths differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = create().use(clientIp([...partners]));
    app.all(/^\/orders/, clientIp([...site])).get("/orders", answer);
    expect(await ask(app, "/orders")).toEqual({ status: "ambiguous" });
    emitted.mockRestore();
  });

  it("may have the path of the route whose router was not seen to begin", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const inner = create
      .Router()
      .all("/x", clientIp([...partners]), goOn)
      .use(answer);
    const app = create().all("/x", clientIp([...site]), inner);
    expect(await ask(app, "/x")).toEqual({ status: "ambiguous" });
    emitted.mockRestore();
  });

  it("has a client where it has left both of two only if they agree", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    for (const [outer, answered] of [
      [clientIp([...site]), { status: "ambiguous" }],
      [clientIp([...partners]), PARTNER],
    ] as const) {
      const app = create().use("/partners", outer);
      app.use("/partners/one", clientIp([...partners]), goOn).use(answer);
      expect(await ask(app, "/partners/one")).toEqual(answered);
    }
    emitted.mockRestore();
  });

  it("has the application's path where one is bound behind the mount path", async () => {
    const app = create().use("/partners", clientIp([...partners]), goOn);
    app.use(clientIp([...site]), answer);
    expect(await ask(app, "/partners")).toEqual(BYPASSED);
  });

  it("with one path alone has it everywhere", async () => {
    const nested = create.Router().use(create.Router().get("/in/it", answer));
    const app = create()
      .use(clientIp([...partners]))
      .use("/a", nested)
      .use(answer);
    expect(await ask(app, "/a/in/it")).toEqual(PARTNER);
    expect(await ask(app, "/a/elsewhere")).toEqual(PARTNER);
  });
});
