import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bindResolver } from "@client-ip/node/adapter";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { Hono as Hono412 } from "hono-4.12";
import { createAdaptorServer as createAdaptorServer1 } from "hono-node-server-1";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpInfoOf, clientIpOf, createResolver } from "../src/index.ts";

type Env = { Bindings: HttpBindings };
type App = Hono<Env>;

/** A path for the application, in front of which a firewall must not be bypassed. */
const site = [
  { name: "waf", address: "198.51.100.0/24", tells: "x-forwarded-for", required: true },
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;
/** The weaker path of a sub-application: partners come to the balancer. */
const partners = [{ name: "balancer", address: "loopback", tells: "x-forwarded-for" }] as const;

const BYPASSED = { status: "bypassed" };
const PARTNER = { ip: "203.0.113.66", status: "resolved" };
const AMBIGUOUS = { status: "ambiguous" };

/** Answers with what the request says of its client here. */
const answer = (c: Context<Env>): Response => {
  const { ip, status } = c.get("clientIpInfo");
  expect(clientIpInfoOf(c.env.incoming).status).toBe(status);
  return c.json({ ip, status });
};
const goOn: MiddlewareHandler = (_c, next) => next();
const fail = (): never => {
  throw new Error("broken");
};

describe.each([
  ["Hono 4.12", Hono412, createAdaptorServer1],
  ["Hono 4", Hono, createAdaptorServer],
])("path-of-the-router: in %s a request", (_version, Application, serve) => {
  async function ask(app: App, path: string, serving = serve): Promise<unknown> {
    const server = serving({ fetch: app.fetch }).listen(0, "127.0.0.1") as Server;
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
      const headers = { "X-Forwarded-For": "203.0.113.66", Connection: "close" };
      return await (await fetch(url, { headers })).json();
    } finally {
      server.close();
    }
  }

  /** An application with a path, and one in it with another. */
  function twoPaths(more: (sub: App) => void = () => {}): App {
    const app: App = new Application<Env>();
    app.use(clientIp([...site]));
    const sub: App = new Application<Env>();
    sub.use(clientIp([...partners]));
    sub.get("/orders", answer);
    more(sub);
    return app.route("/partners", sub);
  }

  it("has the sub-application's path in it", async () => {
    const app = twoPaths((sub) => {
      sub.use("/early", async (c, _next) => answer(c)).all("*", fail);
    });
    expect(await ask(app, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(app, "/partners/early")).toEqual(PARTNER);
  });

  it("that the sub-application does not know has the application's path again", async () => {
    const app = twoPaths((sub) => sub.use(goOn)).all("*", answer);
    expect(await ask(app, "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(app, "/elsewhere")).toEqual(BYPASSED);

    const partnersFirst: App = new Application<Env>();
    const sub: App = new Application<Env>();
    partnersFirst.route("/partners", sub.use(clientIp([...partners])) as App);
    partnersFirst
      .use("/*", clientIp([...site]))
      .get("/:any/orders", answer)
      .all("*", answer);
    expect(await ask(partnersFirst, "/partners/orders")).toEqual(BYPASSED);

    // No path is of the application itself.
    const none: App = new Application<Env>();
    none.route("/partners", sub.use(clientIp([...site])) as App).all("*", answer);
    expect(await ask(none, "/partners/orders")).toEqual(PARTNER);
  });

  it("that is not found has the application's path", async () => {
    expect(await ask(twoPaths().notFound(answer), "/partners/unknown")).toEqual(BYPASSED);
  });

  it("that fails has the application's path in the application's error handler", async () => {
    const app = twoPaths((sub) => sub.get("/broken", fail));
    app.onError((_error, c) => answer(c));
    expect(await ask(app, "/partners/broken")).toEqual(BYPASSED);
  });

  it("that fails is compared in a sub-application's error handler: Hono does not say whose", async () => {
    const own = twoPaths((sub) => {
      sub.onError((_error, c) => answer(c as never));
      sub.get("/broken", fail);
    });
    expect(await ask(own, "/partners/broken")).toEqual(AMBIGUOUS);
    expect(await ask(own, "/partners/orders")).toEqual(PARTNER);

    const ofOneAround: App = new Application<Env>();
    const api: App = new Application<Env>();
    const inner: App = new Application<Env>();
    inner.use(clientIp([...partners])).get("/broken", fail);
    api.onError((_error, c) => answer(c)).route("/partners", inner);
    ofOneAround.use(clientIp([...site])).route("/api", api);
    expect(await ask(ofOneAround, "/api/partners/broken")).toEqual(AMBIGUOUS);

    const passingOn = twoPaths((sub) => sub.onError(fail).get("/broken", fail));
    passingOn.onError((_error, c) => answer(c));
    expect(await ask(passingOn, "/partners/broken")).toEqual(AMBIGUOUS);
  });

  it("has the sub-application's path in one that it adds, and its own behind that", async () => {
    const app = twoPaths((sub) => {
      const version: App = new Application<Env>();
      version.use(clientIp([...site])).get("/", answer);
      sub.route("/v1", new Application<Env>().get("/", answer) as App);
      sub.route("/v2", version).get("/v2/behind", answer);
    });
    expect(await ask(app, "/partners/v1")).toEqual(PARTNER);
    expect(await ask(app, "/partners/v2")).toEqual(BYPASSED);
  });

  it("has the application's path in one that is added beside, at another base path", async () => {
    const app = twoPaths((sub) => sub.use("/v1/*", goOn));
    app.route("/partners2", new Application<Env>().get("/", answer) as App);
    app.route("/:any/v1", new Application<Env>().get("/", answer) as App);
    expect(await ask(app, "/partners2")).toEqual(BYPASSED);
    expect(await ask(app, "/partners/v1")).toEqual(BYPASSED);
  });

  it("has the application's path in its own handlers at a sub-application's base path", async () => {
    const app: App = new Application<Env>();
    const api: App = new Application<Env>();
    const sub: App = new Application<Env>();
    api.route("/partners", sub.use(clientIp([...partners])) as App);
    app.use(clientIp([...site])).route("/api", api.get("/partners/own", answer) as App);
    expect(await ask(app, "/api/partners/own")).toEqual(BYPASSED);
  });

  it("has a pattern's path in the handlers whose own pattern is in it", async () => {
    const app: App = new Application<Env>();
    app.use(clientIp([...site])).use("/partners/*", clientIp([...partners]));
    app.get("/partners/orders", answer).get("/partners", answer);
    app.get("/one", clientIp([...partners]), answer);
    app.use("/*/v1/*", clientIp([...partners])).get("/*/v1/orders", answer);
    app.use("/exact", clientIp([...partners])).get("/exact", answer);
    expect(await ask(app, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(app, "/partners")).toEqual(PARTNER);
    expect(await ask(app, "/one")).toEqual(PARTNER);
    expect(await ask(app, "/any/v1/orders")).toEqual(PARTNER);
    expect(await ask(app, "/exact")).toEqual(PARTNER);
  });

  it("has no client where two paths may be meant and differ, with one warning", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const pattern: App = new Application<Env>();
    pattern.use(clientIp([...site])).use("/partners/*", clientIp([...partners]));
    pattern.get("*", answer);
    expect(await ask(pattern, "/partners/orders")).toEqual(AMBIGUOUS);
    expect(await ask(pattern, "/elsewhere")).toEqual(BYPASSED);
    // No middleware's pattern holds the handler's.
    const two: App = new Application<Env>().use("/partners/*", clientIp([...site]));
    two.use("/partners/orders", clientIp([...partners])).get("/:part/orders", answer);
    expect(await ask(two, "/partners/orders")).toEqual(AMBIGUOUS);

    const sameBase: App = new Application<Env>();
    const sub: App = new Application<Env>();
    sub.use(clientIp([...partners])).get("/orders", answer);
    sameBase.use(clientIp([...site])).route("/", sub);
    expect(await ask(sameBase, "/orders")).toEqual(AMBIGUOUS);
    const threeOfOneBase: App = new Application<Env>();
    threeOfOneBase
      .use(clientIp([...site]))
      .route("/", sub)
      .route("/", sub);
    threeOfOneBase.get("/own", answer).get("/last", answer);
    expect(await ask(threeOfOneBase, "/own")).toEqual(AMBIGUOUS);

    // The handler's pattern also matches requests that the middleware's does not.
    const exact: App = new Application<Env>();
    exact.use(clientIp([...site])).use("/partners", clientIp([...partners]));
    exact.get("/partners/*", answer).get("/last", answer);
    expect(await ask(exact, "/partners")).toEqual(AMBIGUOUS);
    expect(await ask(exact, "/partners/orders")).toEqual(BYPASSED);

    // Its last handler may answer, or pass on to nothing.
    const last = twoPaths((one) => one.get("/last", async (c, _next) => answer(c)));
    expect(await ask(last, "/partners/last")).toEqual(AMBIGUOUS);

    const codes = emitted.mock.calls.map(([, options]) => Object(options).code as unknown);
    expect(codes.filter((code) => code === "CLIENT_IP_UNDECIDED_PATH").length).toBeLessThanOrEqual(
      1,
    );
    emitted.mockRestore();
  });

  it("has the mounted application's path in it, and the outer one's behind it", async () => {
    const mounted: App = new Application<Env>();
    mounted.use(clientIp([...partners])).get("/orders", answer);
    const app: App = new Application<Env>();
    app.use(clientIp([...site]));
    app.mount("/mounted", mounted.fetch);
    app.mount("/passing", async (request, env) => {
      const response = await mounted.fetch(request, env);
      return response.status === 404 ? (undefined as never) : response;
    });
    /** An application with two paths, of which the second rejects the request. */
    const rejecting = (first: Parameters<typeof clientIp>[0]) => {
      const strict: App = new Application<Env>();
      strict.use(clientIp(first), clientIp({ hops: 2 }, { onUnresolved: "reject" }));
      return async (...given: Parameters<App["fetch"]>): Promise<never> => {
        await strict.fetch(...given);
        return undefined as never;
      };
    };
    app.mount("/rejecting", rejecting([...partners]));
    const nesting: App = new Application<Env>();
    nesting.use(clientIp([...partners])).mount("/rejecting", rejecting([...site]));
    app.mount("/nesting", nesting.all("*", answer).fetch);
    app.mount("/failing", async (request, env) => {
      await mounted.fetch(request, env);
      throw new Error("broken");
    });
    app.all("*", answer).onError((_error, c) => answer(c));
    // On Node 26, node-server 1 itself fails to mount: undici refuses its request.
    const asked = (path: string): Promise<unknown> => ask(app, path, createAdaptorServer);
    expect(await asked("/mounted/orders")).toEqual(PARTNER);
    expect(await asked("/passing/orders")).toEqual(PARTNER);
    expect(await asked("/passing/unknown")).toEqual(BYPASSED);
    expect(await asked("/rejecting/orders")).toEqual(BYPASSED);
    expect(await asked("/nesting/rejecting/orders")).toEqual(PARTNER);
    expect(await asked("/failing/orders")).toEqual(BYPASSED);
  });

  it("has behind next() and in 'close' the path of the application that answered", async () => {
    const logged: unknown[] = [];
    const app: App = new Application<Env>();
    app.use(async (c, next) => {
      c.env.outgoing.once("close", () => logged.push(clientIpOf(c)));
      await next();
      logged.push(c.get("clientIp"));
    });
    app.use(clientIp([...site]));
    const sub: App = new Application<Env>();
    sub.use(clientIp([...partners])).get("/orders", answer);
    app.route("/partners", sub).all("*", answer);
    await ask(app, "/partners/orders");
    await vi.waitFor(() => expect(logged).toEqual(["203.0.113.66", "203.0.113.66"]));
    await ask(app, "/partners/unknown");
    await vi.waitFor(() => expect(logged.slice(2)).toEqual([undefined, undefined]));
  });

  it.each(["elsewhere", { part: "elsewhere" }])(
    "is compared where a handler gave it to another framework with a path",
    async (place) => {
      const app = twoPaths((sub) => {
        sub.get("/given", (c) => {
          bindResolver(c.env.incoming, createResolver({ hops: 2 }), place);
          return answer(c);
        });
      });
      expect(await ask(app, "/partners/given")).toEqual(AMBIGUOUS);
    },
  );

  it("has Hono's path if another framework with a path gave it to Hono", async () => {
    const app = twoPaths();
    const server = serve({ fetch: app.fetch }) as Server;
    server.prependListener("request", (req) => {
      bindResolver(req, createResolver({ hops: 2 }), "elsewhere");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/partners/orders`;
    const headers = { "X-Forwarded-For": "203.0.113.66", Connection: "close" };
    expect(await (await fetch(url, { headers })).json()).toEqual(PARTNER);
    server.close();
  });

  it("with one path alone has it everywhere", async () => {
    const app: App = new Application<Env>();
    app.use(clientIp([...partners])).route("/a", new Application<Env>().get("/b", answer) as App);
    app.notFound(answer);
    expect(await ask(app, "/a/b")).toEqual(PARTNER);
    expect(await ask(app, "/a/elsewhere")).toEqual(PARTNER);
  });
});
