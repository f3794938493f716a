import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { vi } from "vitest";

/** Nest 11 is installed apart: its packages need one another. */
const require11 = createRequire(new URL("nest-11/package.json", import.meta.url));
const OLDER = [
  "@nestjs/apollo",
  "@nestjs/common",
  "@nestjs/core",
  "@nestjs/graphql",
  "@nestjs/mercurius",
  "@nestjs/platform-express",
  "@nestjs/platform-fastify",
  "@nestjs/platform-socket.io",
  "@nestjs/platform-ws",
  "@nestjs/testing",
  "@nestjs/websockets",
];

/** The supported majors of Nest. */
export const VERSIONS = [11, 12] as const;

/** Its platforms. */
export const PLATFORM_NAMES = ["Express", "Fastify"] as const;

/**
 * Evaluates a module, and all that it imports, with the packages of a version of Nest.
 *
 * @param load imports the module.
 */
export async function withNest<Exports>(
  version: (typeof VERSIONS)[number],
  load: () => Promise<Exports>,
): Promise<Exports> {
  vi.resetModules();
  const names = version === 11 ? OLDER : [];
  for (const name of names) {
    vi.doMock(name, () => import(pathToFileURL(require11.resolve(name)).href));
  }
  try {
    return await load();
  } finally {
    for (const name of names) vi.doUnmock(name);
  }
}
