import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resolver } from "@client-ip/core";
import { shareClass } from "@client-ip/core/internal";
import { atResponse } from "./at-response.ts";
import type { Binding, Places } from "./request-record.ts";

/** What Express adds to a request. It restores all but `app` and `route` when a router ends. */
export interface Routed extends IncomingMessage {
  readonly app?: { readonly request?: object };
  /** Continues the current router. Express creates a new function for each run. */
  next?: unknown;
  /** The part of the URL that the mounted routers, and a mounted middleware, have consumed. */
  baseUrl?: string;
  /** A new object for each middleware, and for each route, that a router calls. */
  params?: unknown;
  /** The last route that was entered, also where the request has left it. */
  readonly route?: unknown;
}

/** Where in a run of a router a path is bound. */
interface Spot {
  readonly next: unknown;
  /** What is at or below it surely has the path. */
  readonly baseUrl: string;
  /** Only of a route, or of one handler: those of the request in it. */
  readonly params: unknown;
  /** Whether other `params` show that the request has left it. */
  readonly isExact: boolean;
}

interface Bound extends Spot {
  readonly resolver: Resolver;
}

/** One run of a router. */
interface Run {
  readonly next: unknown;
  readonly baseUrl: string;
  /** The `params` of what called it, or {@link UNSEEN}. */
  readonly params: unknown;
  readonly bound: Bound[];
  /** It may be a router that follows, not one that the run before has mounted. */
  readonly unsure: boolean;
}

/** In place of the `params` of a run that began before it was followed. */
const UNSEEN = Symbol("unseen");

/**
 * Where a middleware of Express stands, as the place of `bindResolver`: in a router, where a router
 * or a middleware is mounted, or in a route.
 *
 * @param next the last argument of the middleware. A route gives another one than its router.
 * @returns the same for all that is bound in one router of the application itself.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { placeOf, type Routed } from "@client-ip/node/adapter";
 *
 * const next = () => {};
 * const req: Routed = Object.assign(new IncomingMessage(new Socket()), { next });
 * placeOf(req, next); // -> next
 * req.baseUrl = "/partners";
 * placeOf(req, next); // -> { next, baseUrl: "/partners" }
 * ```
 */
export function placeOf(req: Routed, next: unknown): unknown {
  // Untyped callers may give nothing.
  const { next: run, baseUrl = "" }: Partial<Routed> = Object(req);
  if (next !== run && req?.route !== undefined) return { next: run, baseUrl, params: req.params };
  return baseUrl === "" ? run : { next: run, baseUrl };
}

/**
 * The place of one handler of Express, as {@link placeOf}: what follows it has its path no more.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { placeOfHandler, type Routed } from "@client-ip/node/adapter";
 *
 * const params = { id: "7" };
 * const req: Routed = Object.assign(new IncomingMessage(new Socket()), { params });
 * placeOfHandler(req); // -> { next: undefined, baseUrl: "", params, isExact: true }
 * ```
 */
export function placeOfHandler({ next, baseUrl = "", params }: Routed): object {
  return { next, baseUrl, params, isExact: true };
}

/** A run alone is the place of what is bound in a whole application. */
function spotOf(place: unknown): Spot {
  const { next = place, baseUrl = "", params, isExact = false }: Partial<Spot> = Object(place);
  return { next, baseUrl, params, isExact };
}

/**
 * Follows a request through the routers of Express, from the second place on that binds a path of
 * its own. The path of a router no longer applies once it has called `next()`. Behind a route or a
 * mount path that has bound one, it is not known whether it was bound for what follows: there the
 * paths are compared.
 *
 * Express assigns `req.next` when a router's run begins, and restores the old value when it ends.
 *
 * @example
 * ```ts
 * import { IncomingMessage, ServerResponse } from "node:http";
 * import { Socket } from "node:net";
 * import { clientIpOf } from "@client-ip/node";
 * import { bindResolver, resolverOf, type Routed, RouterPlaces } from "@client-ip/node/adapter";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const req: Routed = new IncomingMessage(socket);
 * const bind = (path: string) =>
 *   bindResolver(req, resolverOf(path), req.next, (outer) => {
 *     return new RouterPlaces(req, new ServerResponse(req), outer);
 *   });
 * req.next = "the run of the application's router";
 * bind("direct");
 * Object.assign(req, { baseUrl: "/partners", next: "the run of a router that it mounts" });
 * bind("10.0.0.0/8");
 * Object.assign(req, { baseUrl: "", next: "the run of the application's router" });
 * clientIpOf(req); // -> "198.51.100.9"
 * ```
 */
export class RouterPlaces implements Places {
  static {
    shareClass(this, "RouterPlaces");
  }

  readonly #req: Routed;
  readonly #runs: Run[];
  /** The answer when the response began, for handlers of `finish` and `close`. */
  #final: readonly Resolver[] | undefined;

  constructor(req: Routed, res: ServerResponse, { place, resolver }: Binding) {
    this.#req = req;
    const spot = spotOf(place);
    const bound = [{ ...spot, resolver }];
    this.#runs = [{ next: spot.next, baseUrl: "", params: undefined, bound, unsure: false }];
    let next = req.next;
    Object.defineProperty(req, "next", {
      configurable: true,
      enumerable: true,
      get: () => next,
      set: (value: unknown) => {
        next = value;
        this.#move(value);
      },
    });
    atResponse(res, () => {
      this.#final ??= this.current();
    });
  }

  bind({ place, resolver }: Binding): void {
    const spot = spotOf(place);
    let run = this.#runs.find(({ next }) => next === spot.next);
    if (run === undefined) this.#runs.push((run = this.#begin(spot.next, UNSEEN)));
    run.bound.push({ ...spot, resolver });
  }

  current(): readonly Resolver[] {
    if (this.#final !== undefined) return this.#final;
    const found: Resolver[] = [];
    let unsure = false;
    let { params } = this.#req;
    for (const run of this.#runs.toReversed()) {
      for (const bound of run.bound.toReversed()) {
        const held = this.#holds(bound, params);
        if (held === "no") continue;
        found.push(bound.resolver);
        if (held === "maybe") continue;
        if (!unsure || found.length > 1) return found;
        break;
      }
      // If it is not sure that this run is in the next one, either of their paths may hold.
      unsure ||= run.unsure;
      params = run.params;
    }
    if (found.length > 0) return found;
    return this.#runs.flatMap(({ bound }) => bound).map(({ resolver }) => resolver);
  }

  /** @param params those of what the run of this path has called. */
  #holds(bound: Bound, params: unknown): "yes" | "maybe" | "no" {
    const isSame = bound.params === undefined || bound.params === params;
    if (isSame && this.#isBelow(bound.baseUrl)) return "yes";
    // It may have been bound for routes that follow, and a route's validator may replace `params`.
    return bound.isExact && params !== UNSEEN ? "no" : "maybe";
  }

  /** A router's run begins, or continues after an inner one has ended. */
  #move(next: unknown): void {
    const known = this.#runs.findLastIndex((run) => run.next === next);
    if (known >= 0) this.#runs.length = known + 1;
    else {
      // Each place is below the base of the first run.
      while (!this.#isBelow(this.#runs.at(-1)!.baseUrl)) this.#runs.pop();
      this.#runs.push(this.#begin(next, this.#req.params));
    }
  }

  #begin(next: unknown, params: unknown): Run {
    const { baseUrl = "" } = this.#req;
    // Mounted here without a path, or mounted beside this run at the same one.
    const unsure = baseUrl === this.#runs.at(-1)?.baseUrl;
    return { next, baseUrl, params, bound: [], unsure };
  }

  #isBelow(base: string): boolean {
    const { baseUrl = "" } = this.#req;
    return base === "" || baseUrl === base || baseUrl.startsWith(`${base}/`);
  }
}
