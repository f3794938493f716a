import type { Resolver } from "@client-ip/node";
import type { Binding, Places } from "@client-ip/node/adapter";
import type { Context } from "hono";

/** A route, as Hono registered it. `app.route` puts its own path in front of both. */
interface Route {
  readonly basePath: string;
  readonly path: string;
  readonly handler: object;
}

/** Where a middleware bound its resolver: the request's context, and the route in it. */
interface Spot {
  readonly context: Context;
  readonly routeIndex: number;
}

interface Bound extends Spot {
  readonly resolver: Resolver;
  readonly route: Route;
  /** In a mounted application: the route of the outer one that mounts it. */
  readonly outer: Spot | undefined;
}

/** Hono's own mark of a handler whose application has an error handler of its own. */
const COMPOSED = "__COMPOSED_HANDLER";

/**
 * Follows a request through applications that `app.route` and `app.mount` put together, from the
 * second one on that binds a path of its own. The path of an application no longer applies behind
 * it, in the error handler of the outer application and where nothing was found.
 *
 * Of an application in `app.route` Hono keeps the base path, and nothing else. What that does not
 * tell is compared. An application in `app.mount` has a context of its own.
 */
export class RoutePlaces implements Places {
  readonly #bound: Bound[] = [];
  /** Of another framework, to which a handler gave the request. */
  #foreign: Resolver | undefined;

  constructor(outer: Binding) {
    if (isSpot(outer.place)) this.bind(outer);
  }

  bind({ resolver, place }: Binding): void {
    if (!isSpot(place)) {
      this.#foreign = resolver;
      return;
    }
    const { context, routeIndex } = place;
    const last = this.#bound.at(-1);
    const outer =
      last === undefined || last.context === context
        ? last?.outer
        : { context: last.context, routeIndex: last.context.req.routeIndex };
    const route = routesOf(context)[routeIndex]!;
    this.#bound.push({ context, routeIndex, resolver, route, outer });
  }

  current(): readonly Resolver[] {
    const { context } = this.#bound.findLast(({ outer }) => outer === undefined || isAt(outer))!;
    const own = this.#bound.filter((bound) => bound.context === context);
    const resolvers = candidates(own, context).map(({ resolver }) => resolver);
    return this.#foreign === undefined ? resolvers : [this.#foreign, ...resolvers];
  }
}

function isSpot(place: unknown): place is Spot {
  return "routeIndex" in Object(place);
}

/** Whether the application goes on with this route, and handles no error. */
function isAt({ context, routeIndex }: Spot): boolean {
  return context.req.routeIndex === routeIndex && context.error === undefined;
}

/** The binding that counts where the request is; several if each of them may, innermost first. */
function candidates(own: readonly Bound[], context: Context): readonly Bound[] {
  const outermost = own[0]!;
  const routes = routesOf(context);
  const { routeIndex } = context.req;
  const route = routes[routeIndex]!;
  const hasFailed = context.error !== undefined;
  if (hasFailed && !(COMPOSED in route.handler)) return [outermost];

  const around = own.filter((bound) => isWithin(route, bound.route)).toReversed();
  // One of the applications around the route has an error handler, which may pass the error on.
  if (hasFailed) return [...around, outermost];
  const [inner = outermost, outer] = around;
  if (outer === undefined) return [inner];
  if (routeIndex === routes.length - 1 && mayCallNext(route.handler)) {
    // The request is in the last handler, or nothing was found behind it.
    return routeIndex === inner.routeIndex ? [outermost] : [inner, outermost];
  }
  const sure = around.findIndex(({ route: { path } }, i) => {
    return isMatchedBy(route.path, path) && path !== around[i + 1]?.route.path;
  });
  return sure < 0 ? around : around.slice(0, sure + 1);
}

/** From the request: `hono/route` finds nothing in another copy of Hono. */
function routesOf({ req }: Context): readonly Route[] {
  const { matchedRoutes }: { readonly matchedRoutes: readonly Route[] } = req;
  return matchedRoutes;
}

/** Whether a route's application is that of a middleware, or one in it. */
function isWithin({ basePath }: Route, middleware: Route): boolean {
  return startsWithPath(basePath, middleware.basePath.replace(/\/$/, ""));
}

/** Whether all requests of a route match the pattern of a middleware. */
function isMatchedBy(path: string, pattern: string): boolean {
  return pattern.endsWith("/*") ? startsWithPath(path, pattern.slice(0, -2)) : path === pattern;
}

function startsWithPath(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}/`);
}

/** As Hono itself tells a middleware from a handler. */
function mayCallNext(handler: object): boolean {
  const { [COMPOSED]: inner, length }: { readonly [COMPOSED]?: object; readonly length?: number } =
    handler;
  return inner === undefined ? Number(length) > 1 : mayCallNext(inner);
}
