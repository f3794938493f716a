import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { bindResolver } from "@client-ip/node/adapter";
import { H3, type H3Event, onError, type H3Config } from "h3";
import { createApp, createRouter, eventHandler, send, toNodeListener, useBase } from "h3-1";
import { toNodeHandler } from "h3/node";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpInfoOf, clientIpOf, createResolver } from "../src/index.ts";

/** A path for the application, in front of which a firewall must not be bypassed. */
const site = [
  { name: "waf", address: "198.51.100.0/24", tells: "x-forwarded-for", required: true },
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;
/** The weaker path of a mounted application: partners come to the balancer. */
const partners = [{ name: "balancer", address: "loopback", tells: "x-forwarded-for" }] as const;

const BYPASSED = { status: "bypassed" };
const PARTNER = { ip: "203.0.113.66", status: "resolved" };
const AMBIGUOUS = { status: "ambiguous" };

/** Answers with what the request says of its client here. */
const answer = (event: H3Event): object => {
  const { ip, status } = event.context.clientIpInfo!;
  expect(clientIpInfoOf(event).status).toBe(status);
  return { ip, status };
};
const fail = (): never => {
  throw new Error("broken");
};

async function ask(listener: RequestListener, path: string): Promise<unknown> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const headers = { "X-Forwarded-For": "203.0.113.66", Connection: "close" };
    return await (await fetch(url, { headers })).json();
  } finally {
    server.close();
  }
}

/** An application of h3 2 with a path, and a mounted one with another. */
function twoPaths(more: (sub: H3) => void = () => {}, config: H3Config = {}): H3 {
  const app = new H3({ silent: true, ...config }).use(clientIp([...site]));
  const sub = new H3().use(clientIp([...partners])).get("/orders", answer);
  more(sub);
  return app.mount("/partners", sub);
}

const askApp = (app: H3, path: string): Promise<unknown> => ask(toNodeHandler(app), path);

const failLater = async (): Promise<never> => {
  await Promise.resolve();
  return fail();
};
const failing = (app: H3): void => void app.get("/broken", fail).get("/later", failLater);
const replyToError = (_error: unknown, event: H3Event): Response => Response.json(answer(event));

describe("path-of-the-router: in h3 2 an event", () => {
  it("has the mounted application's path in it", async () => {
    const app = twoPaths((sub) => {
      sub.use("/early", answer).all("/:id/items/**", answer);
    });
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/early")).toEqual(PARTNER);
    expect(await askApp(app, "/partners/7/items/8")).toEqual(PARTNER);
  });

  it("that the mounted application does not know has the outer path again", async () => {
    const app = twoPaths().all("/**", answer);
    expect(await askApp(app, "/partners/unknown")).toEqual(BYPASSED);
    expect(await askApp(app, "/partners")).toEqual(BYPASSED);
    expect(await askApp(app, "/elsewhere")).toEqual(BYPASSED);
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

  it("has the path of an application mounted by its fetch function", async () => {
    const sub = new H3().use(clientIp([...partners])).get("/orders", answer);
    const app = new H3()
      .use(clientIp([...site]))
      .mount("/partners", (request) => sub.fetch(request));
    expect(await askApp(app, "/partners/orders")).toEqual(PARTNER);
  });

  it("has no client where two paths may be meant and differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const pattern = new H3().use(clientIp([...site]));
    pattern.use("/partners/**", clientIp([...partners])).all("/**", answer);
    expect(await askApp(pattern, "/partners/orders")).toEqual(AMBIGUOUS);
    expect(await askApp(pattern, "/elsewhere")).toEqual(BYPASSED);

    // The mounted application sees the path in another spelling.
    expect(await askApp(twoPaths(), "/partners/%6frders")).toEqual(AMBIGUOUS);
    emitted.mockRestore();
  });

  it("is compared where a handler gave it to another framework with a path", async () => {
    const app = twoPaths((sub) => {
      sub.get("/given", (event) => {
        bindResolver(event.runtime!.node!.req, createResolver({ hops: 2 }), "elsewhere");
        return answer(event);
      });
    });
    expect(await askApp(app, "/partners/given")).toEqual(AMBIGUOUS);
  });
});

/** An application of h3 1 with a path, and one in it with another. */
function twoPathsOf1(options: Parameters<typeof createApp>[0] = {}): ReturnType<typeof createApp> {
  const app = createApp(options).use(clientIp([...site]));
  const router = createRouter().get("/routed", eventHandler(answer));
  const sub = createApp().use(clientIp([...partners]));
  sub.use("/orders", eventHandler(answer)).use(useBase("/based", router.handler));
  return app.use("/partners", sub.handler);
}

describe("path-of-the-router: in h3 1 an event", () => {
  it("has the mounted application's path in it", async () => {
    const listener = toNodeListener(twoPathsOf1());
    expect(await ask(listener, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(listener, "/partners/based/routed")).toEqual(PARTNER);
  });

  it("that a handler hands back has the application's path again", async () => {
    const app = createApp().use(clientIp([...site]));
    app.use("/partners", clientIp([...partners])).use("/partners/orders", eventHandler(answer));
    app.use(eventHandler(answer));
    expect(await ask(toNodeListener(app), "/partners/orders")).toEqual(PARTNER);
    expect(await ask(toNodeListener(app), "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(toNodeListener(app), "/elsewhere")).toEqual(BYPASSED);
  });

  it("has no client where two paths may be meant and differ", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = createApp()
      .use(clientIp([...site]))
      .use("/partners", clientIp([...partners]));
    // The request is in the router, or the router has handed it back.
    app.use(createRouter().get("/partners/orders", eventHandler(answer)).handler);
    expect(await ask(toNodeListener(app), "/partners/orders")).toEqual(AMBIGUOUS);

    const broken = twoPathsOf1({
      onError: (_error, event) => send(event, JSON.stringify(answer(event))),
    });
    expect(await ask(toNodeListener(broken), "/partners/unknown")).toEqual(AMBIGUOUS);
    emitted.mockRestore();
  });

  it("has behind the response the path of the application that answered", async () => {
    const logged: unknown[] = [];
    const app = twoPathsOf1({ onAfterResponse: (event) => void logged.push(clientIpOf(event)) });
    await ask(toNodeListener(app), "/partners/based/routed");
    await vi.waitFor(() => expect(logged).toEqual(["203.0.113.66"]));
  });

  it("has h3's path if another framework with a path gave it to h3", async () => {
    const listener = toNodeListener(twoPathsOf1());
    const outer: RequestListener = (req, res) => {
      bindResolver(req, createResolver({ hops: 2 }), "elsewhere");
      return listener(req, res);
    };
    expect(await ask(outer, "/partners/orders")).toEqual(PARTNER);
  });
});
