import type { IncomingMessage, Server } from "node:http";
import type { Config, Resolution, Resolver } from "@client-ip/core";
import type { Diagnostics } from "@client-ip/node";
import type { Place } from "./listening.ts";

/** What an adapter gives to a request: Express's `req`, Fastify's `request`, Koa's `ctx`. */
export interface RequestLike {
  readonly clientIp: string | undefined;
  readonly clientIpInfo: Resolution;
}

/** What a handler answers, as an object for JSON; it alone reads the requestLike. */
export type Reply = (requestLike: RequestLike, request: IncomingMessage) => Promise<object>;

/** What every adapter's package exports beside its own `clientIp`. */
export interface Adapter {
  readonly createResolver: (config?: Config) => Resolver;
  readonly clientIpOf: (request: IncomingMessage, resolver?: Resolver) => string | undefined;
  readonly clientIpInfoOf: (request: IncomingMessage, resolver?: Resolver) => Resolution;
}

/** What an adapter's `clientIp` is told beside the path. */
export interface Treatment {
  readonly seal?: {
    readonly onUnresolved: "reject" | "peer";
    readonly keep: readonly string[];
  };
  readonly onUnresolved?: "reject";
  readonly diagnostics?: Diagnostics;
}

/** An adapter under test. */
export interface Subject {
  /** The framework with its major version. */
  readonly name: string;
  /** The adapter's package: `import * as adapter from "../src/index.ts"`. */
  readonly adapter: Adapter;
  /**
   * A server, not yet listening, that uses the adapter with this configuration and answers every
   * GET with `await reply(requestLike, request)` as JSON.
   */
  readonly serve: (
    config: Config | Resolver,
    reply: Reply,
    treatment?: Treatment,
  ) => Server | Promise<Server>;
  /**
   * Names of behaviors that the adapter does not have, each with the reason; shown in the output.
   */
  readonly gaps?: Readonly<Record<string, string>>;
}

/** One row of the table. */
export interface Behavior {
  /** The slug of its rule in docs/rules.md, with which its title begins. */
  readonly rule: string;
  /** A plain sentence, which is also the name of a gap. */
  readonly name: string;
  /** Why the row exists: what went wrong elsewhere, or which rule it stands for. */
  readonly why: string;
  /** Where its server listens, if not at 127.0.0.1. */
  readonly place?: Place;
  readonly test: (subject: Subject) => Promise<void>;
}
