import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestIP, H3, type H3Event } from "h3";
import { createApp, eventHandler, getRequestIP as getRequestIP1, toNodeListener } from "h3-1";
import { toNodeHandler } from "h3/node";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  clientIp,
  clientIpOf,
  createResolver,
  explainClientIp,
  nitroPlugin,
  rateLimitKey,
  type Resolution,
} from "../src/index.ts";

type Handler = (event: H3Event) => unknown;
type Middleware = ReturnType<typeof clientIp>;

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;

/** An application of each version, with handlers in this order. */
const VERSIONS: readonly [
  string,
  (handlers: readonly (Handler | Middleware)[]) => RequestListener,
  typeof getRequestIP1,
  unresolved: string | undefined,
][] = [
  [
    "h3 1",
    (handlers) => {
      const app = createApp();
      for (const handler of handlers)
        app.use("__is_handler__" in handler ? handler : eventHandler(handler));
      return toNodeListener(app);
    },
    getRequestIP1,
    "unknown",
  ],
  [
    "h3 2",
    (handlers) => {
      const app = new H3();
      for (const handler of handlers) app.use(handler);
      return toNodeHandler(app);
    },
    getRequestIP,
    undefined,
  ],
];

async function ask(
  listener: RequestListener,
  list = "198.51.100.7, 198.51.100.8",
): Promise<unknown> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const headers = { "X-Forwarded-For": list, Connection: "close" };
    return await (await fetch(`http://127.0.0.1:${port}/`, { headers })).json();
  } finally {
    server.close();
  }
}

describe.each(VERSIONS)("event.context.clientIp of %s", (_version, serve, ipOf, unresolved) => {
  it("is what getRequestIP and the functions answer for the event", async () => {
    const app = serve([
      clientIp(appending),
      (event: H3Event) => [
        event.context.clientIp,
        ipOf(event),
        clientIpOf(event),
        rateLimitKey(event),
        explainClientIp(event).resolution.ip,
      ],
    ]);
    const answers = await ask(app);
    expect(new Set(answers as string[])).toEqual(new Set(["198.51.100.8"]));
  });

  it("is no proxy's address in getRequestIP if there is no client", async () => {
    const app = serve([
      clientIp(appending),
      (event: H3Event) => ({ ip: ipOf(event), own: event.context.clientIp }),
    ]);
    const answer = await ask(app, "nonsense");
    expect(answer).toEqual(unresolved === undefined ? {} : { ip: unresolved });
  });

  it("is among the values of a copied context", async () => {
    const app = serve([clientIp(appending), ({ context }: H3Event) => [{ ...context }.clientIp]]);
    expect(await ask(app)).toEqual(["198.51.100.8"]);
  });

  it("is of one path, however often that is bound", async () => {
    const middleware = clientIp(appending);
    const app = serve([middleware, middleware, (event: H3Event) => [ipOf(event)]]);
    expect(await ask(app)).toEqual(["198.51.100.8"]);
  });

  it("leaves it to h3 to go on if one path alone is bound", async () => {
    const goOn = vi.fn<() => void>();
    const app = serve([
      (event: H3Event) => clientIp(appending)(event, goOn),
      (event: H3Event) => [ipOf(event)],
    ]);
    expect(await ask(app)).toEqual(["198.51.100.8"]);
    expect(goOn).not.toHaveBeenCalled();
  });

  it("ignores another library's assignments", async () => {
    const app = serve([
      clientIp(appending),
      (event: H3Event) => {
        Object.assign(event.context, { clientIp: "6.6.6.6", clientAddress: "6.6.6.6" });
        return [event.context.clientIp, ipOf(event)];
      },
    ]);
    expect(await ask(app)).toEqual(["198.51.100.8", "198.51.100.8"]);
  });

  it("is sealed in the headers, also if a handler has read them before", async () => {
    const app = serve([
      (event: H3Event) => void event.headers.get("x-forwarded-for"),
      clientIp(appending, { seal: { onUnresolved: "reject", keep: [] } }),
      (event: H3Event) => [
        event.headers.get("x-forwarded-for"),
        ipOf(event, { xForwardedFor: true }),
      ],
    ]);
    expect(await ask(app)).toEqual(["198.51.100.8", "198.51.100.8"]);
    expect(await ask(app, "nonsense")).toMatchObject({ status: 403 });
  });
});

describe("clientIp", () => {
  it("fails in an application that no server of Node serves, and says what to do", async () => {
    const failures: unknown[] = [];
    const app = new H3({ silent: true, onError: (error) => void failures.push(error.cause) });
    app.use(clientIp(appending)).get("/", () => "");
    await app.request("/");
    expect(failures).toMatchObject([
      { code: "config-type", remedy: expect.stringContaining("serve() of h3 2") as string },
    ]);
  });

  it.each([
    undefined,
    null,
    {},
    { node: null },
    { node: {} },
    { node: { req: {} } },
    { node: { req: {} }, path: "/" },
    { req: new Request("http://site.example/") },
  ])("refuses what is no event: %o", (given) => {
    const refused = expect.objectContaining({ code: "config-type" }) as Error;
    expect(() => clientIp(appending)(given as never)).toThrow(refused);
  });
});

/** Calls the plugin's hook as Nitro does. */
function hooked(plugin: ReturnType<typeof nitroPlugin>): (event: H3Event) => void {
  const hooks: Record<string, (event: H3Event) => void> = {};
  plugin({ hooks: { hook: (name, listener) => (hooks[name] = listener) } });
  return (event) => hooks["request"]!(event);
}

describe("nitroPlugin", () => {
  it.each(VERSIONS)("binds the requests of Nitro's %s", async (_version, serve, ipOf) => {
    const hook = hooked(nitroPlugin(appending));
    const early: Handler = (event) => hook(event);
    expect(await ask(serve([early, (event: H3Event) => [ipOf(event)]]))).toEqual(["198.51.100.8"]);
  });

  it("binds and seals what Nitro 3.0.0 gives to its hooks: an object with the request", async () => {
    const seal = { onUnresolved: "peer", keep: [] } as const;
    const hook = hooked(nitroPlugin(appending, { seal }));
    const app = new H3().get("/", (event) => [
      event.context.clientIp,
      getRequestIP(event),
      event.req.headers.get("x-forwarded-for"),
    ]);
    const fetch: H3["fetch"] = (request) => {
      request.context = {};
      request.headers.get("x-forwarded-for");
      hook({ req: request } as H3Event);
      return app.request(request, undefined, request.context);
    };
    const listener = toNodeHandler({ fetch } as H3) as RequestListener;
    expect(await ask(listener)).toEqual(Array.from({ length: 3 }).fill("198.51.100.8"));
  });

  it.each([
    { onUnresolved: "reject" } as const,
    { seal: { onUnresolved: "reject", keep: [] } } as const,
  ])("refuses to reject requests, which it cannot: %o", (options) => {
    expect(() => nitroPlugin(appending, options)).toThrow(
      expect.objectContaining({
        code: "seal-options",
        remedy: expect.stringContaining("server/middleware") as string,
      }),
    );
  });

  it("may seal requests", () => {
    const options = { seal: { onUnresolved: "peer", keep: [] } } as const;
    expect(() => nitroPlugin(appending, options)).not.toThrow();
  });
});

it("the types of h3 have clientIp and clientIpInfo", () => {
  const app = new H3();
  app
    .use(clientIp("direct"))
    .use(clientIp(createResolver("direct")))
    .use(clientIp());
  app.get("/", (event) => {
    expectTypeOf(event.context.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(event.context.clientIpInfo).toEqualTypeOf<Resolution | undefined>();
    expectTypeOf(clientIpOf).toBeCallableWith(event);
    return "";
  });
  expect(app).toBeInstanceOf(H3);
});
