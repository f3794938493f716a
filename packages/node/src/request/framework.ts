import { ClientIpError } from "@client-ip/core";
import { isObject } from "@client-ip/core/internal";
import { kindOf } from "./request-like.ts";

const IN_FASTIFY =
  "In Fastify install @client-ip/fastify and write: await app.register(clientIp(path)).";

/**
 * How each framework calls middleware or plugins, recognized by the first argument, and what to
 * write instead.
 */
const CALLERS: readonly {
  readonly calls: (first: Readonly<Record<string, unknown>>) => boolean;
  readonly given: string;
  readonly remedy: string;
}[] = [
  {
    calls: ({ decorateRequest }) => typeof decorateRequest === "function",
    given: "an instance of Fastify",
    remedy: IN_FASTIFY,
  },
  {
    // As a hook is called: app.addHook("onRequest", clientIp(path)).
    calls: ({ raw }) => isObject(raw) && "socket" in raw,
    given: "a request of Fastify",
    remedy: IN_FASTIFY,
  },
  {
    calls: ({ raw }) => isObject(raw) && isObject(raw["req"]),
    given: "a request of hapi",
    remedy: "In hapi install @client-ip/hapi and write: await server.register(clientIp(path)).",
  },
  {
    calls: ({ node, runtime, context }) =>
      isObject(context) && (isObject(node) || isObject(runtime)),
    given: "an event of h3",
    remedy: "In h3 install @client-ip/h3 and write: app.use(clientIp(path)).",
  },
  {
    calls: ({ newResponse }) => typeof newResponse === "function",
    given: "a context of Hono",
    remedy: "In Hono install @client-ip/hono and write: app.use(clientIp(path)).",
  },
  {
    calls: ({ req, res, app }) => isObject(req) && isObject(res) && isObject(app),
    given: "a context of Koa",
    remedy: "In Koa install @client-ip/koa and write: app.use(clientIp(path)).",
  },
  {
    calls: ({ rawHeaders, app }) => Array.isArray(rawHeaders) && typeof app === "function",
    given: "a request of Express",
    remedy: "In Express install @client-ip/express and write: app.use(clientIp(path)).",
  },
  {
    // It copies fields of Fastify's request to that of Node. Express has them on a prototype.
    calls: (first) => Array.isArray(first["rawHeaders"]) && Object.hasOwn(first, "ips"),
    given: "a request of @fastify/middie",
    remedy: `${IN_FASTIFY} In NestJS install @client-ip/nestjs and import ClientIpModule.forRoot(path).`,
  },
  {
    calls: ({ rawHeaders }) => Array.isArray(rawHeaders),
    given: "a request of Node",
    remedy:
      "In NestJS install @client-ip/nestjs and import ClientIpModule.forRoot(path). In connect install @client-ip/node and write: app.use(clientIp(path)). In node:http install it and write: clientIpOf(req, createResolver(path)).",
  },
  {
    calls: (first) => typeof Request === "function" && first instanceof Request,
    given: "a web Request",
    remedy:
      "A web Request knows no peer. In a server of fetch install @client-ip/core and write: resolver.resolve(evidenceOfFetch(request, peer)).",
  },
];

/**
 * The error of an adapter that another framework called: all adapters export the same name, so an
 * editor's import easily picks the wrong one.
 *
 * @param first what the framework passed as first argument.
 * @param expected what this adapter is called with, as a phrase.
 *
 * @example
 * ```ts
 * import { wrongFramework } from "@client-ip/node/adapter";
 *
 * const error = wrongFramework({ decorateRequest() {} }, "a request of Express");
 * error.code; // -> "config-type"
 * error.remedy.includes("@client-ip/fastify"); // -> true
 * ```
 */
export function wrongFramework(first: unknown, expected: string): ClientIpError {
  const caller = callerOf(first);
  return new ClientIpError({
    code: "config-type",
    given: caller?.given ?? kindOf(first),
    expected,
    remedy:
      caller?.remedy ??
      "Use the adapter of your framework: @client-ip/express, /fastify, /h3, /hapi, /hono, /koa or /node.",
  });
}

/**
 * Refuses the call of another framework, for an adapter whose functions may return a promise.
 *
 * @param first what the framework passed as first argument.
 * @param expected what this adapter is called with, as a phrase.
 * @returns for Fastify a rejected promise: it awaits one, and an exception would end the process.
 * @throws ClientIpError {@link wrongFramework} for the others, which catch it.
 *
 * @example
 * ```ts
 * import { refuseCaller } from "@client-ip/node/adapter";
 *
 * const refused = refuseCaller({ decorateRequest() {} }, "a context of Koa");
 * await refused.catch(({ code }) => code); // -> "config-type"
 * ```
 */
export function refuseCaller(first: unknown, expected: string): Promise<never> {
  const error = wrongFramework(first, expected);
  if (isObject(first) && "decorateRequest" in first) return Promise.reject(error);
  throw error;
}

/**
 * @throws ClientIpError if what stands in place of a request is another framework's object.
 */
export function checkFramework(first: unknown): void {
  if (callerOf(first) !== undefined) failFramework(first);
}

/** @throws ClientIpError as {@link wrongFramework}, for what stands in place of a request */
export function failFramework(first: unknown): never {
  throw wrongFramework(first, "a request of Node or Express");
}

/**
 * @throws ClientIpError if what a framework passes to its middleware and plugins stands in place of
 *   a configuration: `clientIp` itself was used as one.
 */
export function checkIsCalled(given: unknown): void {
  if (!isObject(given)) return;
  if (!("originalUrl" in given) && callerOf(given) === undefined) return;
  const isOfFastify = callerOf(given)?.remedy === IN_FASTIFY;
  const method = isOfFastify ? "register" : "use";
  throw new ClientIpError({
    code: "config-type",
    given: "a request or an application of a framework",
    expected: "what stands in front of the application",
    remedy: `clientIp itself is no middleware or plugin: call it, as in app.${method}(clientIp('nginx')).`,
  });
}

function callerOf(first: unknown): (typeof CALLERS)[number] | undefined {
  return isObject(first) ? CALLERS.find(({ calls }) => calls(first)) : undefined;
}
