import type { AddressSource, Hop } from "@client-ip/core";

/** A described path in the words of the other packages, as far as they have words for it. */
export interface Setting {
  /** The addresses to trust; `undefined` where a trusted hop has none that a list can hold. */
  readonly addresses: readonly string[] | undefined;
  /**
   * How many elements the trusted hops append to X-Forwarded-For; a hop with `repeat` counts once.
   */
  readonly count: number;
  /** The one header to read, for a package that can be told its name. */
  readonly header: string | undefined;
}

const LIST = "x-forwarded-for";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** `any` is no address, and a unix socket has none. */
const UNLISTED: ReadonlySet<string> = new Set(["any", "unix"]);

/**
 * What a careful administrator sets for a path. Trust goes from the application outwards, and ends
 * at the first hop that does not report its peer in X-Forwarded-For; a sidecar, which hides its
 * peer, is trusted for the hop before it.
 */
export function settingOf(path: readonly Hop[]): Setting {
  const outwards = path.filter(({ tells }) => tells !== "source-address").toReversed();
  const end = outwards.findIndex(
    (hop, index) => appended(hop.tells === "nothing" ? outwards[index + 1] : hop) === 0,
  );
  const trusted = end < 0 ? outwards : outwards.slice(0, end);
  const count = trusted.reduce((sum, hop) => sum + appended(hop), 0);
  const lists = trusted.map((hop) => listed(hop));
  const all = lists.filter((list) => list !== undefined);
  const telling = outwards.find(({ tells }) => tells !== "nothing");
  return {
    addresses: all.length === lists.length ? all.flat() : undefined,
    count,
    header: count > 0 ? LIST : valueHeader(telling),
  };
}

/** How many elements a hop appends to X-Forwarded-For. */
function appended(hop: Hop | undefined): number {
  if (hop === undefined) return 0;
  const { tells } = hop;
  if (tells === LIST) return 1;
  if (typeof tells !== "object" || !("list" in tells)) return 0;
  const { appends = 1 } = { appends: undefined, ...tells };
  return tells.list.toLowerCase() === LIST ? appends : 0;
}

function valueHeader(hop: Hop | undefined): string | undefined {
  const tells = hop?.tells;
  return typeof tells === "object" && "value" in tells ? tells.value : undefined;
}

/**
 * The addresses of a hop, for a list. A gateway behind a sidecar has an identity, and its address
 * is never seen.
 */
function listed(hop: Hop): readonly string[] | undefined {
  // The second element that such a hop appends is an address of its own, which the path does not
  // name.
  if (appended(hop) > 1) return undefined;
  if (hop.address === undefined) return hop.identity === undefined ? undefined : [];
  const sources: readonly AddressSource[] = [hop.address].flat();
  const texts = sources.filter((source) => typeof source === "string");
  if (texts.length < sources.length || texts.some((text) => UNLISTED.has(text))) {
    return undefined;
  }
  return texts.flatMap((text) => NAMES[text] ?? [text]);
}
