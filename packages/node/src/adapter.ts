/**
 * What the author of an adapter for a framework needs, beside `@client-ip/node`. The adapters for
 * frameworks use it.
 *
 * @module
 */
export { shareClass } from "@client-ip/core/internal";
export { atResponse } from "./request/at-response.ts";
export { bindResolver, isBound } from "./request/client-ip.ts";
export { type Comparison, comparisonOf } from "./request/comparison.ts";
export { resolverOf } from "./request/create-resolver.ts";
export { defineClientIp } from "./request/define-client-ip.ts";
export { evidenceOf } from "./request/evidence.ts";
export { type NodeRequest, requestFor, type RequestLike } from "./request/request-like.ts";
export type { Binding, Places } from "./request/request-record.ts";
export { placeOf, placeOfHandler, type Routed, RouterPlaces } from "./request/router-places.ts";
export { type Gate, gateOf } from "./seal/gate.ts";
export type { Rejection } from "./seal/own-answer.ts";
export { rejectionOf, rejectRequest } from "./seal/rejection.ts";
export { sealWebHeaders } from "./seal/web-headers.ts";
export { refuseCaller, wrongFramework } from "./request/framework.ts";
