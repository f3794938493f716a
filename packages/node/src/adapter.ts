/**
 * What the author of an adapter for a framework needs, beside `@client-ip/node`. The adapters for
 * Express, Fastify and Koa use it.
 *
 * @module
 */
export { bindResolver, type RequestLike } from "./request/client-ip.ts";
export { resolverOf } from "./request/create-resolver.ts";
export { defineClientIp } from "./request/define-client-ip.ts";
export { evidenceOf, type NodeRequest } from "./request/evidence.ts";
