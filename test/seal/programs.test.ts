import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createResolver, sealRequests } from "@client-ip/node";
import express from "express";
import Koa from "koa";
import { describe, expect, it } from "vitest";
import { bytesOf, exchange, listening } from "../../packages/node/test/seal/serving.ts";

const page = readFileSync(new URL("../../docs/programs.md", import.meta.url), "utf8");

/** The number that the page gives to a setting. */
const numberOf = (setting: string): number =>
  Number(new RegExp(`${setting}(\\d+)`).exec(page)?.[1]);

/** As in `dist/app.js` of Directus and in `dist/abstract-server.js` of n8n. */
const inExpress = (trust: number | boolean): RequestListener =>
  express()
    .set("trust proxy", trust)
    .use(({ ip }, res) => {
      res.end(ip);
    });

/** As in `dist/services/server/koa.js` of Strapi. */
function inKoa(maxIpsCount: number): RequestListener {
  const app = new Koa({ proxy: true });
  Object.assign(app, { proxyIpHeader: "X-Forwarded-For", maxIpsCount });
  app.use((ctx) => {
    ctx.body = ctx.ip;
  });
  return app.callback();
}

/** The body of the response to a request that came through two proxies, the inner one nginx. */
async function clientOf(listener: RequestListener, sealed: boolean): Promise<string | undefined> {
  const server = createServer(listener);
  const path = createResolver("hops=2");
  if (sealed) sealRequests(server, path, { onUnresolved: "reject", keep: [] });
  const lines = ["X-Forwarded-For: 9.9.9.9, 203.0.113.7, 10.0.0.5"];
  const received = await listening(server, (port) => exchange(port, bytesOf(lines)));
  return /\r\n\r\n(\S+)/.exec(received)?.[1];
}

describe("docs/programs.md", () => {
  it.each([
    ["Strapi", () => inKoa(numberOf("maxIpsCount: "))],
    ["Directus", () => inExpress(numberOf("IP_TRUST_PROXY="))],
    ["n8n", () => inExpress(numberOf("N8N_PROXY_HOPS="))],
  ])("gives the client to what %s sets, behind any path", async (_program, listener) => {
    expect(await clientOf(listener(), true)).toBe("203.0.113.7");
    expect(await clientOf(listener(), false)).toBe("10.0.0.5");
  });

  it("says what is believed with true, or without a number", async () => {
    expect(await clientOf(inExpress(true), false)).toBe("9.9.9.9");
    expect(await clientOf(inKoa(0), false)).toBe("9.9.9.9");
  });
});
