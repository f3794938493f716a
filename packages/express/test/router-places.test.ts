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

  it("has no client where two paths may be meant and differ, with one warning", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const beside = twoPaths().app.use("/partners", create.Router().get("/", answer));
    const within = twoPaths((router) => router.use(create.Router().get("/", answer))).app;
    expect(await ask(within, "/partners")).toEqual({ status: "ambiguous" });
    expect(await ask(beside, "/partners")).not.toMatchObject({ ip: "203.0.113.66" });
    const codes = emitted.mock.calls
      .map(([, options]) => options)
      .map((options) => Object(options).code);
    expect(codes.filter((code) => code === "CLIENT_IP_UNDECIDED_PATH").length).toBeLessThanOrEqual(
      1,
    );
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

  it("that leaves a mount path has the application's path again", async () => {
    const app = create().use(clientIp([...site]));
    app.use("/partners", clientIp([...partners]), create.Router().get("/orders", answer));
    app.use("/partners/late", answer).use(answer);
    expect(await ask(app, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(app, "/partners/late")).toEqual(PARTNER);
    expect(await ask(app, "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(app, "/partnersandmore")).toEqual(BYPASSED);
  });

  it("that leaves a mount path by an error has the application's path again", async () => {
    const app = create().use(clientIp([...site]));
    app.use("/partners", clientIp([...partners]), (_req, _res, next) => next(new Error("broken")));
    app.use(((_error, req, res, _next) =>
      answer(req, res, goOn as never)) as express.ErrorRequestHandler);
    expect(await ask(app, "/partners")).toEqual(BYPASSED);
  });

  it("that leaves a route has the application's path again, also in a route alike", async () => {
    const app = create().use(clientIp([...site]));
    const nested = create.Router().get("/orders/nested", answer);
    app.get("/orders", clientIp([...partners]), (req, res, next) => {
      if (req.query["own"] === undefined) next();
      else answer(req, res, goOn as never);
    });
    app.all(/^\/orders/, clientIp([...partners]), nested);
    app.get("/orders", answer).use(answer);
    expect(await ask(app, "/orders?own")).toEqual(PARTNER);
    expect(await ask(app, "/orders")).toEqual(BYPASSED);
    expect(await ask(app, "/orders/nested")).toEqual(PARTNER);
    expect(await ask(app, "/orders/unknown")).toEqual(BYPASSED);
  });

  it("has the path bound first where it has left all that was bound later", async () => {
    const app = create().use("/partners", clientIp([...site]));
    app
      .use("/partners/one", clientIp([...partners]), goOn)
      .use("/partners", answer)
      .use(answer);
    expect(await ask(app, "/partners/one")).toEqual(BYPASSED);
  });

  it("has no path where it has left both of two", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = create().use("/partners", clientIp([...site]));
    app.use("/partners/one", clientIp([...partners]), goOn).use(answer);
    expect(await ask(app, "/partners/one")).toEqual({ status: "unconfigured" });
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
