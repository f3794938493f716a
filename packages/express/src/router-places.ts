import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resolver } from "@client-ip/node";
import type { Binding, Places } from "@client-ip/node/adapter";

/** What Express adds to a request; all but `app` it restores when a router is left. */
export interface Routed extends IncomingMessage {
  readonly app?: { readonly request?: object };
  /** The function that goes on in the router that runs: a new one for each run. */
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
 * its own. A router that hands the request back with `next()` takes its path with it.
 *
 * Express assigns `req.next` when a router's run begins, and the value before when it ends.
 */
export class RouterPlaces implements Places {
  readonly #req: Routed;
  readonly #runs: Run[];
  /** The answer at the time when the response began; handlers of `finish` and `close` ask later. */
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
    this.#freezeAtResponse(res);
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

  /** A router's run begins, or goes on behind one that has ended. */
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
    const unsure = resolver === undefined && baseUrl === this.#runs.at(-1)?.baseUrl;
    return { next, baseUrl, resolver, unsure };
  }

  #isInside(run: Run): boolean {
    const { baseUrl = "" } = this.#req;
    return baseUrl === run.baseUrl || baseUrl.startsWith(`${run.baseUrl}/`);
  }

  #freezeAtResponse(res: ServerResponse): void {
    const writeHead: (...given: never[]) => unknown = res.writeHead.bind(res);
    Object.assign(res, {
      writeHead: (...given: never[]): unknown => {
        this.#final ??= this.current();
        return writeHead(...given);
      },
    });
  }
}
