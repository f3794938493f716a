import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { INestApplication, ModuleMetadata, Type } from "@nestjs/common";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { afterEach } from "vitest";

/** The adapter of each of Nest's platforms. */
export const PLATFORMS = { Express: ExpressAdapter, Fastify: FastifyAdapter } as const;
export type Platform = keyof typeof PLATFORMS;

/** An appending proxy on this machine. */
export const APPENDING = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
/** What it sends for 198.51.100.8, whose own text comes first. */
export const FORWARDED = { "X-Forwarded-For": "198.51.100.7, 198.51.100.8" };

const running = new Set<INestApplication>();

afterEach(async () => {
  await Promise.all([...running].map((app) => app.close()));
  running.clear();
});

/** A module of this content. */
export function moduleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class Application {}
  return Application;
}

/** Creates an application, which a test closes at its end. */
export async function create(
  metadata: ModuleMetadata,
  platform: Platform = "Express",
): Promise<INestApplication> {
  const adapter = new PLATFORMS[platform]();
  const options = { logger: false, abortOnError: false, forceCloseConnections: true } as const;
  return keep(await NestFactory.create(moduleOf(metadata), adapter, options));
}

/** Closes an application at the end of the test. */
export function keep(app: INestApplication): INestApplication {
  running.add(app);
  return app;
}

/**
 * Lets an application listen.
 *
 * @returns its port.
 */
export async function listen(app: INestApplication): Promise<number> {
  await app.listen(0, "127.0.0.1");
  return (app.getHttpServer().address() as AddressInfo).port;
}

/**
 * Sends a request as the proxy does.
 *
 * @returns the body, parsed.
 */
export async function ask(port: number, path = "/", body?: object): Promise<unknown> {
  const method = body === undefined ? "GET" : "POST";
  const headers = { ...FORWARDED, Connection: "close", "Content-Type": "application/json" };
  const sent = request({ host: "127.0.0.1", port, path, method, headers });
  const answered = new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject);
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  return JSON.parse(await text(await answered)) as unknown;
}
