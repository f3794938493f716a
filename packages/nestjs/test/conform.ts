import type { IncomingMessage } from "node:http";
import { conformance, type Reply, type RequestLike } from "@client-ip/conformance";
import { Controller, Get, type INestApplication, type Type } from "@nestjs/common";
import { Module, Req } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import * as adapter from "../src/index.ts";

type PlatformRequest = RequestLike & (IncomingMessage | { readonly raw: IncomingMessage });

function controllerWith(reply: Reply): Type {
  @Controller()
  class Replying {
    @Get()
    get(@Req() request: PlatformRequest): Promise<object> {
      return reply(request, "raw" in request ? request.raw : request);
    }
  }
  return Replying;
}

/** Runs the table against Nest on one of its platforms. */
export function conform(name: string, platform: "express" | "fastify"): void {
  conformance({
    name,
    adapter,
    serve: async (config, reply, treatment) => {
      @Module({
        imports: [adapter.ClientIpModule.forRoot(config, treatment)],
        controllers: [controllerWith(reply)],
      })
      class Application {}
      const quiet = { logger: false, abortOnError: false } as const;
      const app: INestApplication = await (platform === "express"
        ? NestFactory.create(Application, new ExpressAdapter(), quiet)
        : NestFactory.create(Application, new FastifyAdapter(), quiet));
      await app.init();
      if (platform === "fastify") await app.getHttpAdapter().getInstance().ready();
      return app.getHttpServer();
    },
  });
}
