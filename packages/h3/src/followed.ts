import type { Spot } from "./handler-places.ts";

/**
 * What follows a middleware of h3 2. If it throws, the path of the middleware's application no
 * longer applies: an error handler outside of it answers.
 *
 * @returns `undefined` if the middleware is the only one: h3 goes on by itself.
 */
export function followed(spot: Spot, next: (() => unknown) | undefined): unknown {
  if (!spot.isFollowed || next === undefined) return undefined;
  const fail = (error: unknown): never => {
    spot.hasFailed = true;
    throw error;
  };
  try {
    const result = next();
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}
