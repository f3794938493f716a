import type { IncomingMessage, ServerResponse } from "node:http";
import { clientIp as forExpress } from "@client-ip/express";
import { clientIp as forFastify } from "@client-ip/fastify";
import { clientIp as forHono } from "@client-ip/hono";
import { clientIp as forKoa } from "@client-ip/koa";
import { type ArgumentsHost, Catch, type ExceptionFilter } from "@nestjs/common";
import { expect, it } from "vitest";
import { clientIp as forNest, ClientIpError, clientIpOf } from "../src/index.ts";
import { ask, create, listen, type Platform } from "./running.ts";

const WORKING = {
  Express: { express: forExpress, nestjs: forNest },
  Fastify: { nestjs: forNest },
};
const OTHERS = {
  Express: { fastify: forFastify, hono: forHono, koa: forKoa },
  Fastify: { express: forExpress, fastify: forFastify, hono: forHono, koa: forKoa },
};

/** What an application answers that uses a middleware, or the error that its filter caught. */
async function use(middleware: unknown, platform: Platform): Promise<unknown> {
  let outcome: unknown;
  @Catch()
  class Filter implements ExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): void {
      outcome = error;
      const response: ServerResponse & { readonly raw?: ServerResponse } = host
        .switchToHttp()
        .getResponse();
      (response.raw ?? response).end("{}");
    }
  }

  const app = await create({}, platform);
  app.use(middleware);
  app.use((req: IncomingMessage, res: ServerResponse) => {
    outcome = clientIpOf(req);
    res.end("{}");
  });
  app.useGlobalFilters(new Filter());
  await ask(await listen(app));
  return outcome;
}

/** The tests of each adapter's `clientIp` in `app.use`. */
export function wrongAdapters(platform: Platform): void {
  it.each(Object.entries(WORKING[platform]))("that of %s works", async (_name, adapter) => {
    expect(await use(adapter("direct"), platform)).toBe("127.0.0.1");
  });

  const named = { Express: "@client-ip/express", Fastify: "@client-ip/nestjs" }[platform];
  it.each(Object.entries(OTHERS[platform]))(
    "that of %s fails with the right one",
    async (_name, adapter) => {
      const error = await use(adapter("direct"), platform);
      expect(error).toBeInstanceOf(ClientIpError);
      expect(error).toMatchObject({
        code: "config-type",
        remedy: expect.stringContaining(named) as string,
      });
    },
  );
}
