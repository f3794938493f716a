import type { IncomingMessage } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { type Fields, distinctOf, linesWithout } from "./without.ts";
import type { HeaderNames } from "./header-names.ts";

/**
 * Removes headers of some names from the trailers of a request, which arrive behind its body.
 *
 * @param req of HTTP/1. Node assigns `rawTrailers` when they arrive, and makes the others of it.
 */
export function sealTrailers(req: IncomingMessage, names: HeaderNames): void {
  let raw = linesWithout(req.rawTrailers, names);
  Object.defineProperties(req, {
    rawTrailers: {
      configurable: true,
      enumerable: true,
      get: () => raw,
      set: (lines: readonly string[]) => {
        raw = linesWithout(lines, names);
      },
    },
    trailers: { configurable: true, get: () => joinedOf(raw) },
    trailersDistinct: { configurable: true, get: () => distinctOf(raw) },
  });
}

/** The same for HTTP/2, before any other listener sees them. */
export function sealStreamTrailers(stream: ServerHttp2Stream, names: HeaderNames): void {
  stream.prependListener("trailers", (trailers: Fields, _flags: number, raw?: unknown) => {
    for (const name of Object.keys(trailers)) if (names.has(name)) delete trailers[name];
    if (Array.isArray(raw)) raw.splice(0, raw.length, ...linesWithout(raw, names));
  });
}

/** Trailers by lower-case name. Several lines of one are joined, as Node joins them. */
function joinedOf(raw: readonly string[]): NodeJS.Dict<string> {
  const joined: NodeJS.Dict<string> = Object.create(null);
  for (const [name, values] of Object.entries(distinctOf(raw))) joined[name] = values?.join(", ");
  return joined;
}
