import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

interface Reply {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks as nginx on this machine does: from loopback, with the list that it hands on. */
async function ask(server: Server, list?: string): Promise<Reply> {
  const { port } = server.address() as AddressInfo;
  const headers = list === undefined ? {} : { "x-forwarded-for": list };
  const asking = request({ port, headers, agent: false }).end();
  const [response] = await once(asking, "response");
  return { status: response.statusCode, body: await text(response) };
}

describe.each(["express", "fastify", "koa", "node"])("examples/%s/server.js", (name) => {
  const file = new URL(`../examples/${name}/server.js`, import.meta.url);
  let server: Server;

  beforeAll(async () => {
    vi.stubEnv("PORT", "0");
    vi.spyOn(console, "log").mockReturnValue();
    ({ server } = (await import(file.href)) as { server: Server });
    if (!server.listening) await once(server, "listening");
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => {
    vi.unstubAllEnvs();
    server.close();
  });

  it("has at most 20 lines", () => {
    expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  });

  it("greets the client that nginx names", async () => {
    expect(await ask(server, "203.0.113.7")).toEqual({ status: 200, body: "Hello 203.0.113.7\n" });
  });

  it("greets the same client when it forges the list", async () => {
    const forged = "6.6.6.6, 203.0.113.7";
    expect(await ask(server, forged)).toEqual({ status: 200, body: "Hello 203.0.113.7\n" });
  });

  it("refuses a request without the list", async () => {
    const { status, body } = await ask(server);
    expect(status).toBe(403);
    expect(body).toContain("no client: missing, peer 127.0.0.1");
  });
});
