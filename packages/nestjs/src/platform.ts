import { ClientIpError } from "@client-ip/node";
import type { Gate } from "@client-ip/node/adapter";
import type { AbstractHttpAdapter } from "@nestjs/core";
import { type Application, bindToExpress } from "./express.ts";
import { bindToFastify, type Instance } from "./fastify.ts";

/** On an application of Express or Fastify. Shared by all installed copies of this package. */
const BOUND: unique symbol = Symbol.for("@client-ip/nestjs bound");

/**
 * Makes the application of Express or Fastify below Nest bind its requests.
 *
 * @throws ClientIpError `config-type`
 */
export function bindToPlatform(adapter: AbstractHttpAdapter, gate: Gate): void {
  const application = adapter.getInstance<Application & Instance & { [BOUND]?: Gate }>();
  const { [BOUND]: bound } = application;
  if (bound === gate) return;
  if (bound !== undefined) throw new ClientIpError(TWO_PATHS);
  application[BOUND] = gate;
  const platform: string = adapter.getType();
  if (platform === "express") bindToExpress(application, gate);
  else if (platform === "fastify") bindToFastify(application, gate);
  else throw otherPlatform(platform);
}

const TWO_PATHS = {
  code: "config-type",
  given: "ClientIpModule.forRoot twice for one server",
  expected: "one path",
  remedy:
    "Import it once, in the root module: it is global. For a part of the application write @UseClientIp(path) at its controllers.",
} as const;

function otherPlatform(name: string): ClientIpError {
  return new ClientIpError({
    code: "config-type",
    given: `the platform "${name}"`,
    expected: "@nestjs/platform-express or @nestjs/platform-fastify",
    remedy: "On another platform install @client-ip/node and write: app.use(clientIp(path)).",
  });
}
