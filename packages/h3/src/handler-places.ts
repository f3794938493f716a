import type { Resolver } from "@client-ip/node";
import { atResponse, type Binding, type Places } from "@client-ip/node/adapter";
import { consumedPath, contextOf, isOneRequest } from "./event.ts";
import { type MatchedRoute, nodeOf, urlOf, webRequestOf } from "./event.ts";

/** Where a handler bound its resolver. */
export class Spot {
  readonly event: object;
  /** That of the request there: while a handler of Node runs, `fromNodeHandler` changes it. */
  readonly url: string | undefined;
  /** The part of the path that was consumed there; `undefined` if that cannot be told. */
  readonly scope: string | undefined;
  /** The route, if the handler is a middleware of this route alone. */
  readonly route: MatchedRoute | undefined;
  /** Whether another handler binds a path of its own. */
  isFollowed = false;
  /** Whether what follows the handler has thrown, or has handed the request back. */
  hasEnded = false;

  constructor(event: object, handler: unknown) {
    const { matchedRoute } = contextOf(event);
    this.event = event;
    this.url = urlOf(event);
    this.scope = consumedPath(event, this.url);
    this.route = matchedRoute?.middleware?.includes(handler) === true ? matchedRoute : undefined;
  }
}

interface Bound {
  readonly spot: Spot;
  readonly resolver: Resolver;
}

/**
 * Follows a request through mounted applications and routes, from the second one on that binds a
 * path of its own. The path of an application no longer applies behind it, and not in an error
 * handler outside of it.
 *
 * h3 tells the part of the path that mounts have consumed, and the matched route. What these do not
 * tell is compared.
 */
export class HandlerPlaces implements Places {
  readonly #bound: Bound[] = [];
  /** Of another framework, to which a handler gave the request. */
  #foreign: Resolver | undefined;
  /** The answer when the response began. */
  #final: readonly Resolver[] | undefined;

  constructor(outer: Binding, event: object) {
    if (outer.place instanceof Spot) this.bind(outer);
    atResponse(nodeOf(event).res, () => {
      this.#final = this.current();
    });
  }

  bind({ resolver, place }: Binding): void {
    if (place instanceof Spot) {
      place.isFollowed = true;
      this.#bound.push({ spot: place, resolver });
    } else this.#foreign = resolver;
  }

  current(): readonly Resolver[] {
    if (this.#final !== undefined) return this.#final;
    const resolvers = candidates(this.#bound).map(({ resolver }) => resolver);
    return this.#foreign === undefined ? resolvers : [this.#foreign, ...resolvers];
  }
}

/** The binding that counts where the request is; several if each of them may, innermost first. */
function candidates(bound: readonly Bound[]): readonly Bound[] {
  const last = bound.at(-1)!.spot;
  // A mounted fetch handler has a request of its own.
  const own = bound.filter(({ spot }) => isOneRequest(spot.event, last.event));
  const outermost = own[0]!;
  const held = own.filter(({ spot }) => !spot.hasEnded);
  const at = locationOf(last);
  const around = held.filter(({ spot }) => mayHold(spot, at)).toReversed();
  const [inner = outermost, outer] = around;
  if (outer === undefined) return [inner];
  if (at.mayHaveFailed) return [inner, outermost];
  const sure = around.findIndex(({ spot }, i) => isSurelyIn(spot, around[i + 1]?.spot, at));
  return around.slice(0, sure + 1);
}

/** Where a request is. */
interface Location {
  readonly consumed: string | undefined;
  readonly matched: MatchedRoute | undefined;
  /** h3 1 sets the status before it calls an error handler, and tells nothing else. */
  readonly mayHaveFailed: boolean;
}

function locationOf({ event, url }: Spot): Location {
  return {
    consumed: consumedPath(event, url),
    matched: contextOf(event).matchedRoute,
    mayHaveFailed: webRequestOf(event) === undefined && nodeOf(event).res.statusCode >= 400,
  };
}

function mayHold({ scope }: Spot, { consumed, matched }: Location): boolean {
  if (scope === undefined || consumed === undefined || startsWithPath(consumed, scope)) return true;
  return startsWithPath([consumed, matched?.path, matched?.route].join(""), scope);
}

/** Whether the inner one counts: it was bound in a deeper mount, in which the request is. */
function isSurelyIn(inner: Spot, outer: Spot | undefined, { consumed }: Location): boolean {
  if (inner.route !== undefined || outer === undefined) return true;
  if (consumed === undefined || !inner.scope?.startsWith(`${outer.scope}/`)) return false;
  // A route may be of either: h3 2 copies those of a mounted application, and in h3 1 a router may
  // have handed the request back.
  return startsWithPath(consumed, inner.scope);
}

function startsWithPath(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}/`);
}
