import { Socket } from "node:net";
import type { Evidence, Resolution, Resolver } from "@client-ip/core";
import { isObject } from "@client-ip/core/internal";
import { type Connection, connectionOf, GONE } from "./connection.ts";
import { headerLimitOn } from "./header-limit.ts";
import { checkExtensible, type NodeRequest } from "./request-like.ts";

/** The resolutions of a request as a linked list, which nearly always has one element. */
interface CachedResolution {
  readonly resolver: Resolver;
  readonly resolution: Resolution;
  readonly next: CachedResolution | undefined;
}

/** A resolver that was bound to a request, and where. */
export interface Binding {
  readonly resolver: Resolver;
  /**
   * The part of a framework that bound it, such as one run of a router; `undefined` if there are no
   * parts.
   */
  readonly place: unknown;
}

/** Follows a request through the parts of a framework that have paths of their own. */
export interface Places {
  bind(binding: Binding): void;
  /**
   * The resolver of the part where the request is now; those of all parts that are possible, if
   * that cannot be told.
   */
  current(): readonly Resolver[];
}

/**
 * All that is stored about a request, in one property of its {@link Keeper}.
 *
 * The request is recorded as it came. So the answer stays the same if a handler changes
 * `req.headers`, or if the client disconnects.
 */
export interface RequestRecord {
  /** The request itself: `Object.create(req)` inherits the record of `req`. */
  readonly owner: object;
  readonly connection: Connection;
  rawHeaders: readonly string[];
  /** The entries of `rawHeaders` at which Node drops header lines; 0 for no limit. */
  readonly headerLimit: number;
  /** The resolver that answers if a call names none. */
  resolver: Resolver | undefined;
  /** Where it was bound. */
  place: unknown;
  resolutions: CachedResolution | undefined;
  // Few requests have the others. A record is made for each, and is no larger than it has to be.
  /** The joined headers of a request without raw ones, as of tests and Lambda adapters. */
  headers?: Evidence["headers"];
  /** Only of a request that two parts of a framework have bound. */
  places?: Places | undefined;
  /** Only of a request that is sealed. */
  sealed?: SealMark | undefined;
}

/** What is kept of a request that was sealed. */
interface SealMark {
  readonly resolver: Resolver;
  /** The headers as they came. */
  readonly original: {
    readonly headers: NodeRequest["headers"];
    readonly rawHeaders: readonly string[];
  };
  readonly verdict: "pass" | "reject";
}

/**
 * Shared by all installed copies of this package. The number changes with the shape of the record,
 * so that no copy misreads it.
 */
const RECORD: unique symbol = Symbol.for("@client-ip/node request, shape 5");

/** What keeps the record of a request. */
interface Keeper {
  [RECORD]?: RequestRecord;
}

/** A stream of Node; anything else has no such field. */
interface Kept {
  readonly _readableState?: unknown;
}

/**
 * What keeps the record of this very object. Express sets the prototype of each request, which
 * gives it a hidden class of its own: to add a property takes microseconds. So it is added to the
 * state that Node keeps of each stream, since all of these are of one class. A test double and what
 * `Object.create(req)` made have no state of their own, and a copy of all properties has that of
 * another object.
 */
function keeperOf(req: object): Keeper {
  const state = stateOf(req);
  const owner = state?.[RECORD]?.owner;
  // A state that keeps the record of this object is its own, and needs no other look.
  if (state === undefined || owner === req) return state ?? req;
  return owner === undefined && Object.hasOwn(req, "_readableState") ? state : req;
}

function stateOf(req: object): Keeper | undefined {
  const { _readableState: state }: Kept = req;
  return typeof state === "object" && state !== null ? state : undefined;
}

function recordIn(keeper: Keeper, req: object): RequestRecord | undefined {
  return keeper[RECORD] ?? (keeper === req ? stateOf(req)?.[RECORD] : undefined);
}

/** The record of a request or socket, made on the first call. */
export function recordOf(req: NodeRequest | Socket): RequestRecord {
  const keeper = keeperOf(req);
  const found = recordIn(keeper, req);
  if (found?.owner === req) return found;
  checkExtensible(req, "request");
  return (keeper[RECORD] = noteRequest(req, found));
}

/**
 * The record of exactly this object, which needs no other check: it was a request when it was
 * recorded.
 */
export function ownRecord(given: object): RequestRecord | undefined {
  // Untyped callers may give nothing.
  const found = isObject(given) ? keeperOf(given)[RECORD] : undefined;
  return found?.owner === given ? found : undefined;
}

/** Gives an object without a record the record of another object for the same request. */
export function adoptRecord(to: object, from: object): void {
  const record = keeperOf(from)[RECORD];
  if (record !== undefined) keeperOf(to)[RECORD] ??= { ...record, owner: to };
}

/**
 * The record of this request, or of the one from which it was created; `undefined` if there is
 * none.
 */
export function foundRecord(req: NodeRequest | Socket): RequestRecord | undefined {
  return recordIn(keeperOf(req), req);
}

/**
 * The fields of a request that are recorded. A socket has none of them, and a test double may lack
 * some.
 */
interface Noted {
  readonly socket?: Socket | null;
  readonly rawHeaders?: readonly string[];
  readonly headers?: NodeRequest["headers"];
}

/** @param inherited the record of the request from which this one was created. */
function noteRequest(req: NodeRequest | Socket, inherited?: RequestRecord): RequestRecord {
  // Each property is read once: in Express, where every request has a hidden class of its own, a
  // read is expensive.
  const given: object = req;
  const { socket: own, rawHeaders: lines }: Noted = given;
  const found = lines === undefined && req instanceof Socket ? req : own;
  // A test double may have any value here.
  const socket = typeof found === "object" ? found : undefined;
  const connection = socket ? connectionOf(socket) : GONE;
  const record: RequestRecord = {
    owner: req,
    connection,
    rawHeaders: lines ?? [],
    headerLimit: socket ? headerLimitOn(connection, socket) : 0,
    resolver: undefined,
    place: undefined,
    resolutions: undefined,
  };
  if (record.rawHeaders.length === 0 && "headers" in req) record.headers = { ...req.headers };
  return inherited === undefined ? record : inherit(record, inherited);
}

function inherit(record: RequestRecord, inherited: RequestRecord): RequestRecord {
  const { rawHeaders, headers, resolver, place, places, sealed } = inherited;
  const { connection, headerLimit } = record.connection.peer === undefined ? inherited : record;
  const heir = { ...record, connection, headerLimit, resolver, place, places, sealed };
  // A sealed request has other headers than it came with.
  return sealed === undefined ? heir : { ...heir, rawHeaders, headers };
}
