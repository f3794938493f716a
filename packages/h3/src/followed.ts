import type { Spot } from "./handler-places.ts";

/** With it, or with `undefined`, h3 2 goes on outside of the application. */
const NOT_FOUND = Symbol.for("h3.notFound");

/**
 * What follows a middleware of h3 2. If it throws or hands the request back, the path of the
 * middleware's application no longer applies: an error handler or application outside of it
 * answers.
 *
 * @returns `undefined` if the middleware is the only one: h3 goes on by itself.
 */
export function followed(spot: Spot, next: (() => unknown) | undefined): unknown {
  if (!spot.isFollowed || next === undefined) return undefined;
  const fail = (error: unknown): never => {
    spot.hasEnded = true;
    throw error;
  };
  const end = (result: unknown): unknown => {
    if (result === undefined || result === NOT_FOUND) spot.hasEnded = true;
    return result;
  };
  try {
    const result = next();
    return result instanceof Promise ? result.then(end, fail) : end(result);
  } catch (error) {
    return fail(error);
  }
}
