import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { clientIp as onExpress } from "@client-ip/express";
import { clientIp as onFastify } from "@client-ip/fastify";
import { clientIp as onKoa } from "@client-ip/koa";
import { clientIp as onNode, clientIpOf, createResolver } from "@client-ip/node";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import { describe, expect, it } from "vitest";

/*
 * `compare` with the answer that each framework gave before: it reports what it changes, and
 * changes nothing.
 */

const path = createResolver("loopback");
const told: (readonly [string | undefined, string | undefined])[] = [];
const onDifference = ({
  before,
  after,
}: {
  before?: string | undefined;
  after?: string | undefined;
}) => {
  told.push([before, after]);
};

async function ask(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reply = await fetch(url, { headers: { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" } });
  const answer = await reply.text();
  server.close();
  server.closeAllConnections();
  return answer;
}

const serverOf = (listener: RequestListener): Server => createServer(listener);

const SERVERS: readonly (readonly [string, () => Promise<Server>])[] = [
  [
    "Express",
    () => {
      const app = express();
      app.set("trust proxy", true);
      app.use(onExpress(path, { compare: (req) => req.ip, onDifference }));
      app.get("/", (req, res) => res.send(`${req.ip} ${req.clientIp}`));
      return Promise.resolve(serverOf(app));
    },
  ],
  [
    "Fastify",
    async () => {
      const app = fastify({ trustProxy: true });
      await app.register(onFastify(path, { compare: (request) => request.ip, onDifference }));
      app.get("/", (request) => `${request.ip} ${request.clientIp}`);
      await app.ready();
      return app.server;
    },
  ],
  [
    "Koa",
    () => {
      const app = new Koa({ proxy: true });
      app.use(onKoa(path, { compare: (ctx) => ctx.ip, onDifference }));
      app.use((ctx) => (ctx.body = `${ctx.ip} ${ctx.clientIp}`));
      return Promise.resolve(serverOf(app.callback() as RequestListener));
    },
  ],
  [
    "Node",
    () => {
      const before = "6.6.6.6";
      const bind = onNode(path, { compare: () => before, onDifference });
      return Promise.resolve(
        serverOf((req, res) => bind(req, res, () => res.end(`${before} ${clientIpOf(req)}`))),
      );
    },
  ],
];

describe.each(SERVERS)("compared-answers: in %s", (_name, start) => {
  it("compared-answers: reports the answer before, and changes none", async () => {
    told.length = 0;
    await expect(ask(await start())).resolves.toBe("6.6.6.6 203.0.113.7");
    expect(told).toEqual([["6.6.6.6", "203.0.113.7"]]);
  });
});
