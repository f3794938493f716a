import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";

import { afterEach } from "vitest";

import { logged } from "./logged.ts";

/** What tests need of Nest's applications. */
export interface Application {
  readonly listen: (port: number, host: string) => Promise<unknown>;
  readonly getHttpServer: () => Server;
  readonly close: () => Promise<unknown>;
}

const require11 = createRequire(new URL("../nestjs-11/package.json", import.meta.url));
const PACKAGES = ["common", "core", "platform-express", "platform-fastify", "throttler"];

/** Nest 11, which is installed apart: its packages need one another. */
export const NEST_11: Readonly<Record<string, string>> = Object.fromEntries(
  PACKAGES.map((name) => [
    `@nestjs/${name}`,
    pathToFileURL(require11.resolve(`@nestjs/${name}`)).href,
  ]),
);

const running = new Set<Application>();

afterEach(async () => {
  await Promise.all([...running].map((application) => application.close()));
  running.clear();
});

/**
 * Lets an application listen until the test ends.
 *
 * @returns its port.
 */
export async function listenNest(create: () => Promise<Application>): Promise<number> {
  let port = 0;
  await logged(async () => {
    const application = await create();
    await application.listen(0, "127.0.0.1");
    running.add(application);
    ({ port } = application.getHttpServer().address() as AddressInfo);
  });
  return port;
}
