import {
  ClientIpError,
  LiveAddresses,
  type LiveAddressesOptions,
  type ListSource,
  type Resolver,
} from "@client-ip/core";
import { isObject, kindOf, partsOf, sharedObject, sourceText } from "@client-ip/core/internal";
import { type LiveListStats, Refresher } from "./refresher.ts";
import { planOf } from "./source.ts";

/** What keeps a live list fresh. */
export interface Freshness extends Disposable {
  /** What happened so far. A new object after each change. */
  readonly stats: LiveListStats;
  /**
   * Reads the source now, or waits for the refresh that runs already.
   *
   * @returns whether it succeeded; it never rejects
   */
  refresh(): Promise<boolean>;
  /** Stops. The list stays as it is. */
  close(): void;
}

/** The options of {@link liveAddresses}: those of the list, and where it is published. */
export interface LiveAddressesFrom
  extends Omit<LiveAddressesOptions, "name" | "source">, ListSource {
  /** The list's name in explanations and errors; its source, if left out. */
  readonly name?: string;
}

/** For lists on the web, which the program's owner does not write. */
const WEB = { publicOnly: true, maxChange: 4, staleAfter: 30 * 86_400_000 };

/** Once for each list, in all copies of this package. */
const kept = sharedObject("live lists, shape 1", () => new WeakMap<LiveAddresses, Freshness>());

/**
 * A live list that is read from its source now, and again and again while the application runs: a
 * document on the web, a file, or a name's addresses. Requests never wait for it. What cannot be
 * read, or cannot be right, is refused as a whole, and the last good list stays in use. Without
 * `prefixes` no address is recognized before the first good list, and requests that may come from
 * the hop are unresolved: `await keepFresh(list).refresh()` waits for it.
 *
 * For a `url`, private addresses are refused (`publicOnly`), and so is a list with four times as
 * many or as few entries or addresses as the one in use (`maxChange`); after 30 days without a good
 * answer it is stale (`staleAfter`).
 *
 * @throws ClientIpError `live-source` for the source; otherwise as {@link LiveAddresses}
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createResolver, keepFresh, liveAddresses } from "@client-ip/node";
 *
 * const publisher = createServer((_req, res) => {
 *   res.setHeader("content-type", "text/plain").end("192.0.2.0/24 # edges\n2001:db8::/32\n");
 * });
 * await new Promise((resolve) => void publisher.listen(0, "127.0.0.1", () => resolve(undefined)));
 * const { port } = publisher.address() as { port: number };
 *
 * const edges = liveAddresses({ url: `http://127.0.0.1:${port}/edges.txt` });
 * const resolver = createResolver({ address: edges, tells: "x-forwarded-for" });
 * const evidence = { peer: "192.0.2.1", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
 * resolver.resolve(evidence).status; // -> "unproven"
 * await keepFresh(edges).refresh(); // -> true
 * resolver.resolve(evidence).ip; // -> "203.0.113.7"
 * keepFresh(edges).stats.updates; // -> 1
 * keepFresh(edges).close();
 * publisher.closeAllConnections();
 * publisher.close();
 * ```
 */
export function liveAddresses(options: LiveAddressesFrom): LiveAddresses {
  if (!isObject(options)) {
    throw new ClientIpError({
      code: "live-source",
      given: `liveAddresses(${kindOf(options)})`,
      expected: "an object with url, file or dns",
      remedy: 'Write liveAddresses({ url: "https://cdn.example/ips" }).',
    });
  }
  const { name, ...others }: LiveAddressesFrom = options;
  const [source, limits] = divide(others);
  // The source is checked before it is shown as a name.
  planOf(source);
  const bounds = source.url === undefined ? {} : WEB;
  const list = new LiveAddresses({
    ...bounds,
    ...limits,
    name: name ?? sourceText(source),
    source,
  });
  keepFresh(list);
  return list;
}

/**
 * Keeps a live list with a `source` fresh, if that does not happen yet. `liveAddresses` does that
 * by itself, and `createResolver` for the lists of its path. The process does not wait for it at
 * its end, and it stops when no part of the program holds the list.
 *
 * @returns the same object for the same list
 * @throws ClientIpError `live-source`
 *
 * @example
 * ```ts
 * import { keepFresh, LiveAddresses } from "@client-ip/node";
 *
 * const source = { file: "/nowhere/edges.txt" };
 * const list = new LiveAddresses({ name: "edges", prefixes: ["192.0.2.0/24"], source });
 * await keepFresh(list).refresh(); // -> false
 * keepFresh(list).stats.failures; // -> 1
 * list.current.size; // -> 1
 * keepFresh(list).close();
 * ```
 */
export function keepFresh(list: LiveAddresses): Freshness {
  const { source } = list;
  if (source === undefined) {
    throw new ClientIpError({
      code: "live-source",
      given: `the list "${list.name}" without a source`,
      expected: "a list with a source",
      remedy: 'Write liveAddresses({ url: "https://cdn.example/ips" }), or update it yourself.',
    });
  }
  const known = kept.get(list);
  if (known !== undefined) return known;
  const freshness = freshnessOf(new Refresher(list, planOf(source)));
  kept.set(list, freshness);
  return freshness;
}

/** Keeps the lists of a resolver's path fresh that have a source. */
export function keepListsFresh(resolver: Resolver): void {
  const hops = partsOf(resolver)?.path.sequences.flat() ?? [];
  const lists = hops.flatMap(({ address }) => address?.live.map(({ source }) => source) ?? []);
  for (const list of lists) {
    if (list instanceof LiveAddresses && list.source !== undefined) keepFresh(list);
  }
}

function freshnessOf(refresher: Refresher): Freshness {
  return {
    get stats() {
      return refresher.stats;
    },
    refresh: () => refresher.refresh(),
    close: () => refresher.close(),
    [Symbol.dispose]: () => refresher.close(),
  };
}

/** The options of the list itself. All others are those of its source. */
const LIMITS: ReadonlySet<string> = new Set([
  "prefixes",
  "date",
  "staleAfter",
  "minimum",
  "maximum",
  "widest",
  "publicOnly",
  "maxChange",
] satisfies readonly (keyof LiveAddressesOptions)[]);

/** The options of the source and those of the list, each as they were given. */
function divide(
  options: Omit<LiveAddressesFrom, "name">,
): [ListSource, Partial<LiveAddressesOptions>] {
  const entries = Object.entries(options);
  return [
    Object.fromEntries(entries.filter(([option]) => !LIMITS.has(option))),
    Object.fromEntries(entries.filter(([option]) => LIMITS.has(option))),
  ];
}
