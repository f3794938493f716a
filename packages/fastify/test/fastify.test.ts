import fastify, { type FastifyInstance } from "fastify";
import { describe, expect, expectTypeOf, it } from "vitest";
import { clientIp, clientIpOf, createResolver, type Resolution } from "../src/index.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
const headers = { "X-Forwarded-For": "198.51.100.7, 198.51.100.8" };

/** A context whose requests, at any path below, answer their clientIp. */
async function answering(app: FastifyInstance): Promise<void> {
  app.get("/", (request, reply) =>
    reply.send({ ip: request.clientIp, raw: clientIpOf(request.raw) }),
  );
}

async function ask(app: FastifyInstance, url: string): Promise<unknown> {
  const response = await app.inject({ url, headers });
  return response.json();
}

describe("the plugin of @client-ip/fastify", () => {
  it("answers injected requests, which have no server", async () => {
    const app = fastify().register(clientIp(appending)).register(answering);
    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8", raw: "198.51.100.8" });
  });

  it("covers its context and those below, not its siblings", async () => {
    const app = fastify();
    app.register(async (child) => {
      child.register(clientIp(appending));
      child.register(answering, { prefix: "/inside/below" });
    });
    app.get("/outside", (request, reply) => reply.send({ has: "clientIp" in request }));

    expect(await ask(app, "/inside/below")).toMatchObject({ ip: "198.51.100.8" });
    expect(await ask(app, "/outside")).toEqual({ has: false });
  });

  it("can have another configuration in a child context", async () => {
    const app = fastify().register(clientIp(appending)).register(answering);
    app.register(
      async (child) => {
        child.register(clientIp({ hops: 2 })).register(answering);
      },
      { prefix: "/child" },
    );

    expect(await ask(app, "/child")).toEqual({ ip: "198.51.100.7", raw: "198.51.100.7" });
    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8", raw: "198.51.100.8" });
  });

  it("answers in hooks that were added before it", async () => {
    const seen: unknown[] = [];
    const app = fastify();
    app.addHook("onRequest", async ({ clientIp: ip, clientIpInfo }) => {
      seen.push(ip, clientIpInfo.status);
    });
    app.register(clientIp(appending)).register(answering);

    await ask(app, "/");
    expect(seen).toEqual(["198.51.100.8", "resolved"]);
  });

  it("answers in error handlers and in the not-found handler", async () => {
    const app = fastify().register(clientIp(appending));
    app.get("/broken", async () => {
      throw new Error("broken");
    });
    app.setErrorHandler(async (_error, request) => ({ ip: request.clientIp }));
    app.setNotFoundHandler(async (request) => ({ ip: request.clientIp }));

    expect(await ask(app, "/broken")).toEqual({ ip: "198.51.100.8" });
    expect(await ask(app, "/nowhere")).toEqual({ ip: "198.51.100.8" });
  });

  it("fails at startup if it is registered twice in one context", async () => {
    const app = fastify().register(clientIp(appending)).register(clientIp("direct"));
    await expect(app.ready()).rejects.toMatchObject({ code: "FST_ERR_DEC_ALREADY_PRESENT" });
  });

  it("tells Fastify its name and for which releases it is", async () => {
    const app = fastify().register(clientIp("direct"));
    await app.ready();
    expect(app.hasPlugin("@client-ip/fastify")).toBe(true);
    expect(Reflect.get(clientIp("direct"), Symbol.for("plugin-meta"))).toMatchObject({
      fastify: "5.x",
    });
  });

  it("leaves request.ip as it is", async () => {
    const app = fastify({ trustProxy: true }).register(clientIp("direct"));
    app.get("/", (request, reply) => reply.send({ ip: request.ip, ours: request.clientIp }));
    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.7", ours: "127.0.0.1" });
  });
});

it("the types of Fastify have clientIp and clientIpInfo", () => {
  const app = fastify();
  app.register(clientIp("direct"));
  app.register(clientIp(createResolver("direct")));
  app.get("/", (request) => {
    expectTypeOf(request.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(request.clientIpInfo).toEqualTypeOf<Resolution>();
    // @ts-expect-error read-only
    request.clientIp = "6.6.6.6";
  });
  const http2 = fastify({ http2: true });
  http2.register(clientIp("direct"));
  expectTypeOf(clientIp).returns.toBeFunction();
});
