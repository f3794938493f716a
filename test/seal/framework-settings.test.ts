import { createServer, type RequestListener } from "node:http";
import { createResolver, sealRequests } from "@client-ip/node";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import { describe, expect, it } from "vitest";
import { bytesOf, exchange, listening } from "../../packages/node/test/seal/serving.ts";

/** Right behind the seal, and harmless without it: only the nearest proxy is trusted. */
const nearest = (_address: string, index: number): boolean => index === 0;

const frameworks: readonly (readonly [string, () => Promise<RequestListener>])[] = [
  [
    'Express, app.set("trust proxy", (_address, index) => index === 0)',
    async () => {
      const app = express().set("trust proxy", nearest);
      return app.use(({ ip, ips, protocol, secure, hostname }, res) => {
        res.json({ ip, ips, protocol, secure, hostname });
      });
    },
  ],
  [
    "Fastify, trustProxy: (_address, index) => index === 0",
    async () => {
      const app = fastify({ trustProxy: nearest });
      app.get("/", ({ ip, ips = [], protocol, hostname }) => {
        // Fastify has no `secure`, and its list begins with the socket's address.
        return { ip, ips: ips.slice(1), protocol, secure: protocol === "https", hostname };
      });
      await app.ready();
      return (req, res) => {
        app.routing(req, res);
      };
    },
  ],
  [
    "Koa, new Koa({ proxy: true, maxIpsCount: 1 })",
    async () => {
      const app = new Koa({ proxy: true, maxIpsCount: 1 });
      app.use((ctx) => {
        const { ip, ips, protocol, secure, hostname } = ctx;
        ctx.body = { ip, ips, protocol, secure, hostname };
      });
      return app.callback();
    },
  ],
];

/** nginx on this machine has appended the address, and has set the scheme. */
const LINES = [
  "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: evil.test",
];
const client = { ip: "203.0.113.7", ips: ["203.0.113.7"] };

async function answer(
  make: () => Promise<RequestListener>,
  keep: readonly string[] | undefined,
): Promise<unknown> {
  const server = createServer(await make());
  if (keep !== undefined) {
    sealRequests(server, createResolver("nginx"), { onUnresolved: "reject", keep });
  }
  const received = await listening(server, (port) => exchange(port, bytesOf(LINES)));
  return JSON.parse(/\{.*\}/.exec(received)?.[0] ?? "");
}

describe.each(frameworks)("%s", (_name, make) => {
  it("gives our client behind the seal", async () => {
    expect(await answer(make, [])).toEqual({
      ...client,
      protocol: "http",
      secure: false,
      hostname: "app.test",
    });
  });

  it("gives the proxy's scheme if the seal keeps it", async () => {
    expect(await answer(make, ["x-forwarded-proto"])).toEqual({
      ...client,
      protocol: "https",
      secure: true,
      hostname: "app.test",
    });
  });

  it("gives the rightmost address without the seal, and believes a client's host", async () => {
    expect(await answer(make, undefined)).toEqual({
      ...client,
      protocol: "https",
      secure: true,
      hostname: "evil.test",
    });
  });
});
