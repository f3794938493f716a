import { bindResolver } from "@client-ip/node/adapter";
import {
  assertBodySize,
  fromNodeHandler,
  H3,
  type H3Config,
  type H3Event,
  onError,
  onResponse,
} from "h3";
import { toNodeHandler } from "h3/node";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpInfoOf, createResolver } from "../src/index.ts";
import { AMBIGUOUS, answer, ask, BYPASSED, fail, PARTNER, partners, site } from "./two-paths.ts";

/** An application for partners, with a path of its own. */
function forPartners(more: (sub: H3) => unknown = () => {}): H3 {
  const sub = new H3().use(clientIp([...partners])).get("/orders", answer);
  more(sub);
  return sub;
}

/** An application of h3 2 with a path, and a mounted one with another. */
function twoPaths(more?: (sub: H3) => unknown, config: H3Config = {}): H3 {
  const app = new H3({ silent: true, ...config }).use(clientIp([...site]));
  return app.mount("/partners", forPartners(more));
}

const fetchOf =
  (app: H3): H3["fetch"] =>
  (request) =>
    app.fetch(request);

/** The same, mounted by its fetch function. */
function byFetch(more?: (sub: H3) => unknown): H3 {
  return new H3().use(clientIp([...site])).mount("/partners", fetchOf(forPartners(more)));
}

const askApp = (app: H3, path: string): Promise<unknown> => ask(toNodeHandler(app), path);

const failLater = async (): Promise<never> => {
  await Promise.resolve();
  return fail();
};
const answering = (app: H3): void => {
  app.use("/early", answer).all("/:id/items/**", answer);
};
const failing = (app: H3): void => void app.get("/broken", fail).get("/later", failLater);
const replyToError = (_error: unknown, event: H3Event): Response => Response.json(answer(event));

describe("path-of-the-router: in h3 2 an event", () => {
  it("has the mounted application's path in it", async () => {
    const app = byFetch(answering);
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/early")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/7/items/8")).toEqual(PARTNER);

    // The route that matches is the outer application's.
    expect(await askApp(twoPaths(answering).all("**", answer), "/partners/early")).toEqual(PARTNER);
  });

  it("has the outer path in the outer application below the base of a mounted one", async () => {
    const seen: unknown[] = [];
    const app = byFetch().use((event) => void seen.push(answer(event)));
    app.get("/partners/admin", answer);
    expect(await askApp(app, "/partners/admin")).toEqual(BYPASSED);
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
    expect(seen).toEqual([BYPASSED, BYPASSED]);
  });

  it("has no client in a route that may be of either application", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const seen: unknown[] = [];
    const app = twoPaths().use((event) => void seen.push(answer(event)));
    app.get("/partners/admin", answer);
    expect(await askApp(app, "/partners/admin")).toEqual(AMBIGUOUS);
    expect(await askApp(app, "/partners/orders")).toEqual(AMBIGUOUS);
    expect(seen).toEqual([AMBIGUOUS, AMBIGUOUS]);
    emitted.mockRestore();
  });

  it("has the client that both paths name in a route of either application", async () => {
    const app = new H3().use(clientIp([...partners])).mount("/partners", forPartners());
    app.get("/partners/admin", answer);
    expect(await askApp(app, "/partners/admin")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
  });

  it("has the path of the innermost mounted application in it", async () => {
    const app = byFetch((sub) => {
      const inner = new H3().use(clientIp([...site])).get("/orders", answer);
      sub.mount("/inner", fetchOf(inner));
    });
    expect(await askApp(app, "/partners/inner/orders")).toEqual(BYPASSED);
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
  });

  it("has the mounted application's path however the request is written", async () => {
    const app = byFetch((sub) => {
      sub.get("/", answer).all("/**", answer);
    });
    const answers = await Promise.all(
      [
        "/partners",
        "/partners/",
        "/partners?",
        "/partners/orders/",
        "/partners/orders?next=/partners",
        "/partners/https://site.example/partners",
        "http://site.example/partners/orders",
      ].map((target) => askApp(app, target)),
    );
    expect(answers).toEqual(answers.map(() => PARTNER));
  });

  it("that the mounted application does not know has the outer path again", async () => {
    const app = twoPaths().all("/**", answer);
    expect(await askApp(app, "/partners/unknown")).toEqual(BYPASSED);
    expect(await askApp(app, "/partners")).toEqual(BYPASSED);
    expect(await askApp(app, "/elsewhere")).toEqual(BYPASSED);

    // The outer path is that of the outermost application which has one.
    const inner = new H3().use(clientIp([...site]));
    const without = new H3().mount(
      "/partners",
      forPartners((sub) => sub.mount("/v1", inner)),
    );
    expect(await askApp(without.all("/**", answer), "/partners/v1/unknown")).toEqual(PARTNER);
  });

  it.each([() => undefined, () => Promise.resolve(), (event: H3Event) => new H3().handler(event)])(
    "that a route hands back has the outer path again",
    async (handBack) => {
      const first = new H3().get("/**", handBack, { middleware: [clientIp([...partners])] });
      const next = new H3().get("/called", answer);
      const app = new H3()
        .use(clientIp([...site]))
        .use((event) => first.handler(event))
        .use((event) => next.handler(event));
      expect(await askApp(app.all("/**", answer), "/called")).toEqual(BYPASSED);
      expect(await askApp(app, "/elsewhere")).toEqual(BYPASSED);
    },
  );

  it("keeps the path of the application that answered in what follows the answer", async () => {
    const seen: unknown[] = [];
    const app = byFetch().use(onResponse((_response, event) => void seen.push(answer(event))));
    await askApp(app, "/partners/orders");

    const own = new H3().use(clientIp([...site]));
    own.use(onResponse((_response, event) => void seen.push(answer(event))));
    own.get("/orders", answer, { middleware: [clientIp([...partners])] });
    await askApp(own, "/orders");
    expect(seen).toEqual([PARTNER, PARTNER]);
  });

  it("has the path of the application in which a handler of Node refuses it", async () => {
    const seen: unknown[] = [];
    const refuse = fromNodeHandler((req, res) => {
      const see = (): unknown => seen.push(clientIpInfoOf(req).status);
      res.on("finish", see).statusCode = 401;
      see();
      res.end("{}");
    });
    const refusing = (sub: H3): unknown => sub.use("/refused", refuse);
    await askApp(byFetch(refusing), "/partners/refused");
    await askApp(twoPaths(refusing), "/partners/refused");
    await vi.waitFor(() => expect(seen).toEqual(Array.from({ length: 4 }).fill("resolved")));
  });

  it("that fails has the application's path in the application's error handlers", async () => {
    const app = twoPaths(failing, { onError: replyToError });
    expect(await askApp(app, "/partners/broken")).toEqual(BYPASSED);
    expect(await askApp(app, "/partners/later")).toEqual(BYPASSED);

    const caught = new H3().use(clientIp([...site])).use(onError(replyToError));
    const sub = new H3().use(clientIp([...partners]));
    failing(sub);
    caught.mount("/partners", sub);
    expect(await askApp(caught, "/partners/later")).toEqual(BYPASSED);
  });

  it("has the path of a route's own middleware in that route", async () => {
    const app = new H3().use(clientIp([...site]));
    app.get("/orders", answer, { middleware: [clientIp([...partners])] });
    app.get("/other", answer);
    expect(await askApp(app, "/orders")).toEqual(PARTNER);
    expect(await askApp(app, "/other")).toEqual(BYPASSED);
  });

  it("has the path of a route's own middleware in an application that it calls", async () => {
    const sub = new H3().get("/partners/orders", answer);
    const app = new H3().use(clientIp([...site]));
    app.get("/partners/**", (event) => sub.handler(event), {
      middleware: [clientIp([...partners])],
    });
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
  });

  it("has the path of an application mounted by its fetch function", async () => {
    const inner = new H3().use(clientIp([...site])).get("/orders", answer);
    const sub = new H3({ silent: true, onError: replyToError }).use(clientIp([...partners]));
    failing(sub);
    sub.get("/orders", answer).mount("/inner", fetchOf(inner));
    const app = new H3().use(clientIp([...site])).mount("/partners", fetchOf(sub));
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/broken")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/inner/orders")).toEqual(BYPASSED);
  });

  it("that a hook of Nitro 3.0.0 has bound has that path outside of mounted ones", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const hook = clientIp([...site]);
    const sub = forPartners((more) => more.use("/early", answer));
    const app = new H3().mount("/partners", sub).all("/**", answer);
    app.mount("/apart", fetchOf(sub)).use("/pattern/**", clientIp([...partners]));
    const fetch: H3["fetch"] = (request) => {
      request.context = {};
      hook({ req: request } as H3Event);
      return app.fetch(request);
    };
    const listener = toNodeHandler({ fetch } as H3);
    expect(await ask(listener, "/apart/orders")).toEqual(PARTNER);
    expect(await ask(listener, "/partners/early")).toEqual(PARTNER);
    expect(await ask(listener, "/partners/orders")).toEqual(AMBIGUOUS);
    expect(await ask(listener, "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(listener, "/elsewhere")).toEqual(BYPASSED);
    expect(await ask(listener, "/pattern/orders")).toEqual(AMBIGUOUS);
    expect(await ask(listener, "http://site.example/pattern/orders")).toEqual(AMBIGUOUS);
    expect(await ask(listener, "/x/../pattern/orders")).toEqual(AMBIGUOUS);
    expect(await ask(listener, "http://site.example/apart/orders")).toEqual(PARTNER);

    const limited = new H3().use((event) => assertBodySize(event, 1000));
    limited.mount("/partners", sub).all("/**", answer);
    const hooked: H3["fetch"] = (request) => {
      request.context = {};
      hook({ req: request } as H3Event);
      return limited.fetch(request);
    };
    const limiting = toNodeHandler({ fetch: hooked } as H3);
    expect(await ask(limiting, "/partners/unknown", "a body")).toEqual(BYPASSED);
    emitted.mockRestore();
  });

  it("has no client where one of three paths may be meant", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = twoPaths((sub) => {
      sub.mount("/v1", new H3().use(clientIp([...partners])).get("/orders", answer));
    }).all("/**", answer);
    expect(await askApp(app, "/partners/v1/orders")).toEqual(AMBIGUOUS);
    expect(await askApp(app, "/partners/v1/unknown")).toEqual(BYPASSED);
    // A client must not leave the outer path out of the comparison by its spelling.
    expect(await askApp(app, "/p%61rtners/v1/unknown")).toEqual(AMBIGUOUS);
    expect(await askApp(app, "/partners/v1/%75nknown")).toEqual(AMBIGUOUS);
    expect(await askApp(app, "/partners/v1/../v1/unknown")).toEqual(AMBIGUOUS);
    emitted.mockRestore();
  });

  it("has no client where two paths may be meant and differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const pattern = new H3().use(clientIp([...site]));
    pattern.use("/partners/**", clientIp([...partners])).all("/**", answer);
    expect(await askApp(pattern, "/partners/orders")).toEqual(AMBIGUOUS);
    expect(await askApp(pattern, "/elsewhere")).toEqual(BYPASSED);

    // The applications see the path in another spelling.
    expect(await askApp(twoPaths(), "/partners/%6frders")).toEqual(AMBIGUOUS);
    expect(await askApp(twoPaths(), "/p%61rtners/orders")).toEqual(AMBIGUOUS);
    pattern.mount("/partners", new H3().use(answer));
    expect(await askApp(pattern, "/p%61rtners/orders")).toEqual(AMBIGUOUS);

    const rewriting = twoPaths((sub) => {
      sub.get("/rewritten", (event) => {
        event.url.pathname = "/elsewhere";
        return answer(event);
      });
    });
    expect(await askApp(rewriting, "/partners/rewritten")).toEqual(AMBIGUOUS);

    // The route's own middleware comes first, and an application in it knows no base path.
    const sub = new H3().use(clientIp([...partners])).get("/partners/orders", answer);
    const within = new H3().get("/partners/**", (event) => sub.handler(event), {
      middleware: [clientIp([...site])],
    });
    expect(await askApp(within, "/partners/orders")).toEqual(AMBIGUOUS);
    emitted.mockRestore();
  });

  it("is compared where a handler gave it to another framework with a path", async () => {
    const app = twoPaths((sub) => {
      sub.use("/given", (event) => {
        bindResolver(event.runtime!.node!.req, createResolver({ hops: 2 }), "elsewhere");
        return answer(event);
      });
    });
    expect(await askApp(app, "/partners/given")).toEqual(AMBIGUOUS);
  });
});
