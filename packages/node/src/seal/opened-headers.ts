import type { HeaderNames } from "./header-names.ts";
import type { IncomingMessage } from "node:http";
import { headersOf, isHttp2, type NodeRequest } from "../request/request-like.ts";
import { sealStreamTrailers, sealTrailers } from "./trailers.ts";
import { distinctOf, type Fields, fieldsWithout, linesWithout } from "./without.ts";

/** The headers of a request. */
export interface OriginalHeaders {
  /** By lower-case name, as Node joins them. */
  readonly headers: NodeRequest["headers"];
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

/** A request whose headers can be written. */
export interface OpenedHeaders {
  readonly fields: Fields;
  readonly lines: string[];
  /** Only where Node has it: not in HTTP/2, nor in a request that a test injects. */
  readonly distinct: NodeJS.Dict<string[]> | undefined;
  /** As they came. */
  readonly original: OriginalHeaders;
  /** Whether header lines have lower-case names (RFC 9113 8.2). */
  readonly isLowerCase: boolean;
}

/**
 * Removes headers of some names from a request, and its trailers.
 *
 * HTTP/1 gets new objects. HTTP/2 keeps its own, without the headers: the session hands the same
 * objects to its own listeners, and Node's request has no setters for them.
 *
 * @param headerLimit the entries of `rawHeaders` at which Node drops header lines; 0 for no limit.
 */
export function openHeaders(
  req: NodeRequest,
  names: HeaderNames,
  headerLimit: number,
): OpenedHeaders {
  return isHttp2(req) ? emptied(req, names) : replaced(req, names, headerLimit);
}

function replaced(req: IncomingMessage, names: HeaderNames, headerLimit: number): OpenedHeaders {
  const headers: Fields = headersOf(req);
  // A double of a test may have none.
  const rawHeaders = "rawHeaders" in req ? req.rawHeaders : [];
  const fields = fieldsWithout(headers, names);
  const lines = linesWithout(rawHeaders, names);
  const distinct = "headersDistinct" in req ? distinctOf(lines) : undefined;
  req.headers = fields;
  if ("rawHeaders" in req) {
    req.rawHeaders = lines;
    noteCount(req, lines.length);
  }
  if (distinct !== undefined) req.headersDistinct = distinct;
  // Only a chunked body has trailers (RFC 9112 7.1.2). Node may have dropped the line that says so.
  const mayHaveTrailers =
    headers["transfer-encoding"] !== undefined ||
    (headerLimit > 0 && rawHeaders.length >= headerLimit);
  if (mayHaveTrailers && "rawTrailers" in req) sealTrailers(req, names);
  return { fields, lines, distinct, original: { headers, rawHeaders }, isLowerCase: false };
}

/** Node's own name for how many entries `rawHeaders` has, if this version of Node has one. */
let countSymbol: symbol | undefined;

/**
 * Node 26 looks for `Expect` in so many entries after its channel has told of the request, when
 * the seal may have shortened them, and ends the process if one is missing.
 */
function noteCount(req: IncomingMessage, count: number): void {
  countSymbol ??= Object.getOwnPropertySymbols(req).find(
    ({ description }) => description === "kHeadersCount",
  );
  if (countSymbol !== undefined && countSymbol in req) Reflect.set(req, countSymbol, count);
}

function emptied(
  { headers, rawHeaders, stream }: Exclude<NodeRequest, IncomingMessage>,
  names: HeaderNames,
): OpenedHeaders {
  const fields: Fields = headers;
  const original = { headers: { ...headers }, rawHeaders: [...rawHeaders] };
  const kept = fieldsWithout(fields, names);
  for (const name of Object.keys(fields)) if (!Object.hasOwn(kept, name)) delete fields[name];
  rawHeaders.splice(0, rawHeaders.length, ...linesWithout(rawHeaders, names));
  if (!stream.endAfterHeaders) sealStreamTrailers(stream, names);
  return { fields, lines: rawHeaders, distinct: undefined, original, isLowerCase: true };
}

/** Adds a header that is not there. */
export function addHeader(opened: OpenedHeaders, name: string, value: string): void {
  const { fields, lines, distinct, isLowerCase } = opened;
  const lower = name.toLowerCase();
  fields[lower] = value;
  lines.push(isLowerCase ? lower : name, value);
  if (distinct !== undefined) distinct[lower] = [value];
}
