import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resolver } from "@client-ip/core";
import { shareClass } from "@client-ip/core/internal";
import { atResponse } from "./at-response.ts";
import type { Binding, Places } from "./request-record.ts";

/** What Express adds to a request. It restores all but `app` when a router ends. */
export interface Routed extends IncomingMessage {
  readonly app?: { readonly request?: object };
  /** Continues the current router. Express creates a new function for each run. */
  next?: unknown;
  /** The part of the URL that the mounted routers have consumed. */
  baseUrl?: string;
}

/** One run of a router. */
interface Run {
  readonly next: unknown;
  readonly baseUrl: string;
  /** `undefined`: the path of the run that it is in. */
  resolver: Resolver | undefined;
  /** It may be a router that follows, not one that this run has mounted. */
  readonly unsure: boolean;
}

/**
 * Follows a request through the routers of Express, from the second router on that binds a path of
 * its own. The path of a router no longer applies once it has called `next()`.
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

  constructor(req: Routed, res: ServerResponse, outer: Binding) {
    this.#req = req;
    this.#runs = [{ next: outer.place, baseUrl: "", resolver: outer.resolver, unsure: false }];
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
    const run = this.#runs.findLast(({ next }) => next === place);
    if (run === undefined) this.#runs.push(this.#begin(place, resolver));
    else run.resolver = resolver;
  }

  current(): readonly Resolver[] {
    if (this.#final !== undefined) return this.#final;
    const inner = this.#runs.findLastIndex(({ resolver }) => resolver !== undefined);
    const unsure = this.#runs.slice(inner + 1).some((run) => run.unsure);
    const outer = this.#runs.slice(0, inner).findLast(({ resolver }) => resolver !== undefined);
    return [this.#runs[inner]?.resolver, unsure ? outer?.resolver : undefined].filter(
      (resolver) => resolver !== undefined,
    );
  }

  /** A router's run begins, or continues after an inner one has ended. */
  #move(next: unknown): void {
    const known = this.#runs.findLastIndex((run) => run.next === next);
    if (known >= 0) this.#runs.length = known + 1;
    else {
      while (this.#runs.length > 1 && !this.#isInside(this.#runs.at(-1)!)) this.#runs.pop();
      this.#runs.push(this.#begin(next, undefined));
    }
  }

  #begin(next: unknown, resolver: Resolver | undefined): Run {
    const { baseUrl = "" } = this.#req;
    // Mounted here without a path, or mounted beside this run at the same one.
    const unsure = baseUrl === this.#runs.at(-1)?.baseUrl;
    return { next, baseUrl, resolver, unsure };
  }

  #isInside(run: Run): boolean {
    const { baseUrl = "" } = this.#req;
    return baseUrl === run.baseUrl || baseUrl.startsWith(`${run.baseUrl}/`);
  }
}
