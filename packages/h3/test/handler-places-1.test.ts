import type { RequestListener, ServerResponse } from "node:http";
import { bindResolver } from "@client-ip/node/adapter";
import type { H3Event } from "h3";
import { createApp, createRouter, eventHandler, send, toNodeListener, useBase } from "h3-1";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpOf, createResolver } from "../src/index.ts";
import { AMBIGUOUS, answer, ask, BYPASSED, fail, PARTNER, partners, site } from "./two-paths.ts";

/** An application of h3 1 with a path, and one in it with another. */
function twoPathsOf1(options: Parameters<typeof createApp>[0] = {}): ReturnType<typeof createApp> {
  const app = createApp(options).use(clientIp([...site]));
  const router = createRouter().get("/routed", eventHandler(answer));
  const sub = createApp().use(clientIp([...partners]));
  sub.use("/orders", eventHandler(answer)).use(useBase("/based", router.handler));
  return app.use("/partners", sub.handler);
}

const refuse = (): never => {
  throw Object.assign(new Error("bad"), { statusCode: 400 });
};

describe("path-of-the-router: in h3 1 an event", () => {
  it("has the mounted application's path in it", async () => {
    const app = twoPathsOf1();
    const sub = createApp().use(clientIp([...partners]));
    sub.use(createRouter().get("**", eventHandler(answer)).handler);
    const listener = toNodeListener(app.use("/others", sub.handler));
    expect(await ask(listener, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(listener, "/partners/based/routed")).toEqual(PARTNER);
    expect(await ask(listener, "/others/orders")).toEqual(PARTNER);
  });

  it("that a handler hands back has the application's path again", async () => {
    const app = createApp().use(clientIp([...site]));
    app.use("/partners", clientIp([...partners])).use("/partners/orders", eventHandler(answer));
    app.use(eventHandler(answer));
    expect(await ask(toNodeListener(app), "/partners/orders")).toEqual(PARTNER);
    expect(await ask(toNodeListener(app), "/partners/unknown")).toEqual(BYPASSED);
    expect(await ask(toNodeListener(app), "/elsewhere")).toEqual(BYPASSED);

    const partnersFirst = createApp().use("/partners", clientIp([...partners]));
    partnersFirst.use(clientIp([...site])).use(eventHandler(answer));
    expect(await ask(toNodeListener(partnersFirst), "/partners/orders")).toEqual(BYPASSED);
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
    const refusing = createApp().use(clientIp([...partners]));
    broken.use("/refusing", refusing.use(eventHandler(refuse)).handler);
    expect(await ask(toNodeListener(broken), "/partners/unknown")).toEqual(AMBIGUOUS);
    expect(await ask(toNodeListener(broken), "/refusing")).toEqual(AMBIGUOUS);
    emitted.mockRestore();
  });

  it("has the mounted application's path if a status tells no failure", async () => {
    const app = twoPathsOf1();
    const sub = createApp().use(clientIp([...partners]));
    sub.use(
      eventHandler((event) => {
        (event as H3Event & { node: { res: ServerResponse } }).node.res.statusCode = 399;
        return answer(event);
      }),
    );
    app.use("/moved", sub.handler);
    expect(await ask(toNodeListener(app), "/moved")).toEqual(PARTNER);
  });

  it("that fails after its response has begun has the path of what answered", async () => {
    let logged: unknown;
    const app = twoPathsOf1({ onError: (_error, event) => void (logged = clientIpOf(event)) });
    const sub = createApp().use(clientIp([...partners]));
    sub.use(
      eventHandler((event) => {
        (event as H3Event & { node: { res: ServerResponse } }).node.res.end("{}");
        return fail();
      }),
    );
    await ask(toNodeListener(app.use("/broken", sub.handler)), "/broken");
    expect(logged).toBe("203.0.113.66");
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
