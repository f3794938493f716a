import { Hono } from "hono";
import type { GetConnInfo } from "hono/conninfo";
import { describe, expect, it, vi } from "vitest";
import { clientIp, clientIpOf, getIP, rateLimitKey } from "../src/index.ts";

const inDeno = (hostname: string): object => ({
  remoteAddr: { transport: "tcp", hostname, port: 4711 },
});
/** Bun's server, which knows a request by the object. */
const inBun = (address: string): { requestIP(request: Request): object | null } => ({
  requestIP: (request) =>
    request instanceof Request ? { address, port: 4711, family: "IPv4" } : null,
});
const RUNTIMES: readonly [string, (address: string) => object][] = [
  ["Deno", inDeno],
  ["Bun", inBun],
  ["Bun with the server in env", (address) => ({ server: inBun(address) })],
];

type Options = Parameters<typeof clientIp>[1];

/** What an application answers to a request that its runtime hands over. */
async function ask(
  path: Parameters<typeof clientIp>[0],
  env: object,
  headers: Record<string, string> = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" },
  options?: Options,
): Promise<unknown> {
  const app = new Hono().use(clientIp(path, options));
  app.onError((error, c) =>
    c.json({ code: (error as { code?: string }).code, text: error.message }),
  );
  app.get("*", (c) => {
    const { status, peer, port } = c.get("clientIpInfo");
    expect(clientIpOf(c)).toBe(c.get("clientIp"));
    expect(getIP(c).remote.address).toBe(c.get("clientIp"));
    return c.json({ ip: c.get("clientIp"), status, peer, port, key: rateLimitKey(c) });
  });
  return (await app.request("/a?b", { headers }, env)).json();
}

describe.each(RUNTIMES)("fetch-runtime: c.get('clientIp') in %s", (_name, envOf) => {
  it("is what a hop reports", async () => {
    expect(await ask("nginx", envOf("127.0.0.1"))).toMatchObject({
      ip: "203.0.113.7",
      peer: "127.0.0.1",
      key: "203.0.113.7",
    });
  });

  it("is the peer that is no hop, with its port", async () => {
    expect(await ask("nginx", envOf("198.51.100.9"))).toMatchObject({
      ip: "198.51.100.9",
      port: 4711,
    });
  });

  it("is none where a header has to be read line by line", async () => {
    const hop = { address: "loopback", tells: "forwarded" } as const;
    const headers = { Forwarded: 'for="1.2.3.4, for=6.6.6.6' };
    expect(await ask(hop, envOf("127.0.0.1"), headers)).toMatchObject({ status: "missing" });
  });

  it("is one in a part of the application that has another path", async () => {
    const part = new Hono().use(clientIp("nginx"));
    part.get("/", (c) => c.text(c.get("clientIp") ?? "no client"));
    const app = new Hono().use(clientIp("direct")).route("/part", part);
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    const reply = await app.request("/part", { headers }, envOf("127.0.0.1"));
    expect(await reply.text()).toBe("203.0.113.7");
  });

  it("refuses a request without a client, but no health check", async () => {
    const options: Options = { onUnresolved: "reject", health: ["/a?b"] };
    const app = new Hono().use(clientIp("nginx", options)).get("*", (c) => c.text(""));
    const statusOf = async (url: string): Promise<number> =>
      (await app.request(url, {}, envOf("127.0.0.1"))).status;
    expect([await statusOf("/a?b"), await statusOf("/a")]).toEqual([200, 403]);
  });

  it("cannot be sealed", async () => {
    const options: Options = { seal: { onUnresolved: "reject", keep: [] } };
    expect(await ask("nginx", envOf("127.0.0.1"), {}, options)).toMatchObject({
      code: "config-type",
      text: expect.stringContaining("another runtime than Node") as string,
    });
  });
});

describe("fetch-runtime: the peer", () => {
  it.each([
    ["bun", inBun("198.51.100.9")],
    ["deno", inDeno("198.51.100.9")],
  ])("is the one that getConnInfo of hono/%s answers", async (runtime, env) => {
    vi.stubGlobal("Bun", {});
    vi.stubGlobal("Deno", { errors: {} });
    // Its types need those of the runtime.
    const name = `hono/${runtime}`;
    const { getConnInfo }: { readonly getConnInfo: GetConnInfo } = await import(name);
    vi.unstubAllGlobals();
    const app = new Hono().use(clientIp("direct"));
    app.get("/", (c) => c.json([getConnInfo(c).remote.address, c.get("clientIp")]));
    const reply = await app.request("/", {}, env);
    expect(await reply.json()).toEqual(["198.51.100.9", "198.51.100.9"]);
  });

  it.each([
    ["Bun, whose client is gone", { requestIP: () => null }],
    ["Deno, without an address", { remoteAddr: { transport: "tcp" } }],
  ])("is gone in %s", async (_name, env) => {
    expect(await ask("lambda-url", env)).toMatchObject({ status: "no-peer" });
  });

  it("is a unix socket in Deno", async () => {
    const env = { remoteAddr: { transport: "unix", path: "/run/app.sock" } };
    expect(await ask("nginx", env)).toMatchObject({ ip: "203.0.113.7", peer: "unix" });
  });

  it.each([
    ["lambda-url", { http: { sourceIp: "203.0.113.7" } }],
    ["api-gateway integration=lambda", { identity: { sourceIp: "203.0.113.7" } }],
    ["aws-alb invoker", { elb: {} }],
  ])("is what the event of AWS Lambda tells: %s", async (path, requestContext) => {
    const env = { event: {}, requestContext, lambdaContext: {} };
    expect(await ask(path, env)).toMatchObject({ ip: "203.0.113.7" });
  });

  it.each([{}, { server: {} }, { requestIP: "203.0.113.7" }, undefined])(
    "is not known to another runtime, whose own way is named: %j",
    async (env) => {
      expect(await ask("nginx", env as object)).toMatchObject({
        code: "config-type",
        text: expect.stringContaining("evidenceOfFetch(c.req.raw, peer)") as string,
      });
    },
  );
});
