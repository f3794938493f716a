import { Socket } from "node:net";
import type { Evidence, Resolution, Resolver } from "@client-ip/core";
import { type Connection, connectionOf, GONE } from "./connection.ts";
import type { NodeRequest } from "./request-like.ts";
import { headerLimitFor } from "./header-limit.ts";

/** What one resolver answered. A linked list: there is nearly always a single one. */
interface CachedResolution {
  readonly resolver: Resolver;
  readonly resolution: Resolution;
  readonly next: CachedResolution | undefined;
}

/** A resolver that was bound to a request, and where. */
export interface Binding {
  readonly resolver: Resolver;
  /** What a framework tells its parts apart by, such as a router's run; `undefined` for none. */
  readonly place: unknown;
}

/** Follows a request through the parts of a framework that have paths of their own. */
export interface Places {
  bind(binding: Binding): void;
  /** The resolver of the part where the request is now, and a second one if that cannot be told. */
  current(): readonly Resolver[];
}

/**
 * All that is kept of a request, in one property. In Express every request has a hidden class of
 * its own, because its prototype is set, and there each added property takes microseconds.
 *
 * The request is noted as it came: what a handler writes into `req.headers`, or a client that
 * leaves, changes no answer.
 */
export interface RequestRecord {
  /** `Object.create(req)` inherits the record of `req`; this tells them apart. */
  readonly owner: object;
  readonly connection: Connection;
  rawHeaders: readonly string[];
  /** The joined headers of a request without raw ones, as tests and Lambda adapters make it. */
  readonly headers: Evidence["headers"];
  /** The entries of `rawHeaders` at which Node drops header lines; 0 for no limit. */
  readonly headerLimit: number;
  /** The resolver that answers if a call names none. */
  resolver: Resolver | undefined;
  /** Where it was bound. */
  place: unknown;
  /** Only of a request that two parts of a framework have bound. */
  places: Places | undefined;
  resolutions: CachedResolution | undefined;
  /** Only of a request that is sealed. */
  sealed: SealMark | undefined;
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
 * Shared by all installed copies of this package. A record of another shape would be misread: a
 * change of the shape changes the number.
 */
const RECORD: unique symbol = Symbol.for("@client-ip/node request, shape 2");

export interface Recorded {
  [RECORD]?: RequestRecord;
}

/** The record of a request or socket, made on the first call. */
export function recordOf(req: (NodeRequest | Socket) & Recorded): RequestRecord {
  const found = req[RECORD];
  return found?.owner === req ? found : (req[RECORD] = noteRequest(req, found));
}

/** Gives an object that has no record that of another one, which stands for the same request. */
export function adoptRecord(to: object, from: object): void {
  const [adopting, { [RECORD]: record }]: readonly [Recorded, Recorded] = [to, from];
  if (record !== undefined) adopting[RECORD] ??= { ...record, owner: to };
}

/** The record if there is one, of this request or of the one that it was made from. */
export function foundRecord(req: (NodeRequest | Socket) & Recorded): RequestRecord | undefined {
  return req[RECORD];
}

/** As much of a request as is noted. A socket has none of it; a test's request may lack some. */
interface Noted {
  readonly socket?: Socket | null;
  readonly rawHeaders?: readonly string[];
  readonly headers?: NodeRequest["headers"];
}

/** @param inherited the record of the request that this one was made from. */
function noteRequest(req: NodeRequest | Socket, inherited?: RequestRecord): RequestRecord {
  // Each property is read once: in Express, where every request has a hidden class of its own, a
  // read is expensive.
  const given: object = req;
  const { socket: own, rawHeaders: lines }: Noted = given;
  const rawHeaders = inherited?.sealed === undefined ? (lines ?? []) : inherited.rawHeaders;
  const found = lines === undefined && req instanceof Socket ? req : own;
  // A test may put any value in its place.
  const socket = typeof found === "object" ? found : undefined;
  const connection = socket ? connectionOf(socket) : GONE;
  return {
    owner: req,
    connection: connection.peer === undefined && inherited ? inherited.connection : connection,
    rawHeaders,
    headers:
      inherited?.sealed === undefined ? headersIn(req, rawHeaders.length) : inherited.headers,
    headerLimit: socket ? headerLimitFor(socket) : 0,
    resolver: inherited?.resolver,
    place: inherited?.place,
    places: inherited?.places,
    resolutions: undefined,
    sealed: inherited?.sealed,
  };
}

function headersIn(req: NodeRequest | Socket, lines: number): Evidence["headers"] {
  return lines === 0 && "headers" in req ? { ...req.headers } : undefined;
}
