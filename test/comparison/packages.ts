import { createRequire } from "node:module";
import { type IncomingMessage, ServerResponse } from "node:http";
import arcjet, { parseProxies } from "@arcjet/ip";
import { clientIpOf, createResolver } from "@client-ip/node";
import type { Path } from "@client-ip/node";
import { getClientIp } from "@supercharge/request-ip";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import requestIp from "request-ip";
import type { Setting } from "./setting.ts";

/** What one package answers to requests that came in by one path. */
export type Ask = (request: IncomingMessage) => Promise<string | undefined> | string | undefined;

/** What `new Koa()` takes. */
export type KoaOptions = NonNullable<ConstructorParameters<typeof Koa>[0]>;

/** One package as it is set up for the comparison. */
export interface Contestant {
  readonly name: string;
  /** The package whose version is printed; `undefined` for this repository's own. */
  readonly from: string | undefined;
  /** How it is set up for a path, for people. */
  readonly setUp: string;
  readonly askedBy: (path: Path, setting: Setting) => Ask;
}

const ADDRESSES = "the addresses of the path's hops; a count where a hop has none";

/** Express and Fastify take the same: addresses, or a function that counts. */
export type Trust = string[] | ((address: string, distance: number) => boolean);

/** All that `trust proxy` and `trustProxy` take. */
export type TrustValue = Trust | string | number | boolean;

const byCount =
  ({ count }: Setting): Trust =>
  (_address, distance) =>
    distance < count;

const byAddress = (setting: Setting): Trust =>
  setting.addresses === undefined ? byCount(setting) : [...setting.addresses];

/** Express's `req.ip`. */
export function askExpress(trust: TrustValue): Ask {
  const app = express();
  app.set("trust proxy", trust);
  return (request) => (Object.setPrototypeOf(request, app.request) as { ip?: string }).ip;
}

/** Fastify's `request.ip`. */
export function askFastify(trust: TrustValue): Ask {
  // Its types no longer name a number, which it still takes.
  const app = fastify({ trustProxy: trust as Trust });
  const answers = new WeakMap<IncomingMessage, string>();
  app.addHook("onRequest", async (request, reply) => {
    answers.set(request.raw, request.ip);
    reply.hijack();
  });
  return async (request) => {
    await app.ready();
    app.routing(request, new ServerResponse(request));
    return answers.get(request);
  };
}

/** Koa's options for a path. */
const koaOptions = ({ count, header }: Setting): KoaOptions =>
  header === undefined
    ? {}
    : { proxy: true, proxyIpHeader: header, maxIpsCount: Math.max(count, 1) };

/** Koa's `ctx.ip`. */
export function askKoa(options: KoaOptions): Ask {
  const app = new Koa(options);
  return (request) => app.createContext(request, new ServerResponse(request)).ip;
}

function askArcjet({ addresses }: Setting): Ask {
  const proxies = parseProxies([...(addresses ?? [])]);
  return (request) => arcjet(request, { proxies });
}

// Its types compile with other settings than these (packages/h3/test).
const h3: string = "h3";
const { getRequestIP } = (await import(h3)) as {
  readonly getRequestIP: (event: object, options: object) => string | undefined;
};

/** h3's `getRequestIP`. */
export const askH3: Ask = ({ headers, socket }) => {
  const request = {
    headers: new Headers(headers as Record<string, string>),
    ip: socket.remoteAddress,
  };
  return getRequestIP({ req: request }, { xForwardedFor: true });
};

export const contestants: readonly Contestant[] = [
  {
    name: "client-ip",
    from: undefined,
    setUp: "the path itself",
    askedBy: (path) => {
      const resolver = createResolver(path);
      return (request) => clientIpOf(request, resolver);
    },
  },
  {
    name: "Express, addresses",
    from: "express",
    setUp: `\`trust proxy\`: ${ADDRESSES}`,
    askedBy: (_path, setting) => askExpress(byAddress(setting)),
  },
  {
    name: "Express, a count",
    from: "express",
    setUp: "`trust proxy`: how many elements the path's hops append",
    askedBy: (_path, setting) => askExpress(byCount(setting)),
  },
  {
    name: "Fastify, addresses",
    from: "fastify",
    setUp: `\`trustProxy\`: ${ADDRESSES}`,
    askedBy: (_path, setting) => askFastify(byAddress(setting)),
  },
  {
    name: "Koa",
    from: "koa",
    setUp: "`proxy: true`, `maxIpsCount`: the count, `proxyIpHeader`: the header of the path",
    askedBy: (_path, setting) => askKoa(koaOptions(setting)),
  },
  {
    name: "@arcjet/ip",
    from: "@arcjet/ip",
    setUp: "`proxies`: the addresses of the path's hops",
    askedBy: (_path, setting) => askArcjet(setting),
  },
  {
    name: "request-ip",
    from: "request-ip",
    setUp: "has no setting for proxies",
    askedBy: () => (request) => requestIp.getClientIp(request) ?? undefined,
  },
  {
    name: "@supercharge/request-ip",
    from: "@supercharge/request-ip",
    setUp: "has no setting for proxies",
    askedBy: () => (request) => getClientIp(request),
  },
  {
    name: "h3",
    from: "h3",
    setUp: "`xForwardedFor: true`; it has no setting for proxies",
    askedBy: () => askH3,
  },
];

/** The contestant with this name. */
export function contestantNamed(name: string | undefined): Contestant {
  const found = contestants.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`${name} is none of: ${contestants.map((one) => one.name).join("; ")}`);
  return found;
}

const require = createRequire(import.meta.url);

/** The installed version of a package. */
export function versionOf({ from }: Contestant): string {
  if (from === undefined) return "this repository";
  const { version } = require(`${from}/package.json`) as { version: string };
  return `${from} ${version}`;
}
