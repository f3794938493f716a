/**
 * Requests as they would come through the proxies of a path, for tests of an application.
 *
 * @module
 */
export type { ThroughOptions, ThroughRequest } from "./request-through.ts";
export { requestThrough } from "./request-through.ts";
export type { ConnectionSource } from "./accept-as.ts";
export { acceptAs } from "./accept-as.ts";
