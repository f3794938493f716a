import type { Interval } from "../address/interval-table.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { ClientIpError } from "../errors.ts";
import { nextOuter } from "./rules.ts";
import { VisibleHops } from "./visible-hops.ts";

/**
 * Checks that the walk can tell entry points apart.
 *
 * @throws ClientIpError `entry-points-overlap`
 */
export function checkEntryPoints(entryPoints: readonly (readonly ParsedHop[])[]): void {
  const hops = entryPoints.map((entryPoint) => nextOuter(entryPoint));
  const kinds = Uint8Array.from(hops, (hop) => kindOf(hop));
  const apart = areApart(hops, kinds);
  if (apart && kinds.every((kind) => kind === BARE)) return;
  // For each kind: the hops of this kind and of those before it.
  const upTo = [OTHER, RANGES, BARE].map(() => new VisibleHops());
  hops.forEach((hop, index) => {
    const kind = kinds[index]!;
    const one = { index, hop };
    // Both have ranges, and at least one has only ranges: the sweep has compared the two.
    const alike = upTo[apart ? BARE - kind : BARE]!.firstAlike(one);
    if (alike !== undefined) fail(alike.hop, hop);
    for (const hopsUpTo of upTo.slice(kind)) hopsUpTo.add(one);
  });
}

function fail(one: ParsedHop | undefined, other: ParsedHop | undefined): never {
  throw new ClientIpError({
    code: "entry-points-overlap",
    given: `the entry points "${one?.name}" and "${other?.name}"`,
    expected: "disjoint addresses, different identities or different secret headers",
    remedy:
      "Add what tells them apart: a request without the proof of one could come in by the other.",
  });
}

/** How much of what distinguishes a hop the sweep sees: nothing, a part, or all of it. */
const [OTHER, RANGES, BARE] = [0, 1, 2] as const;

function kindOf(hop: ParsedHop | undefined): number {
  const { address } = hop ?? {};
  if (address === undefined || address.any || address.unix || address.invoker || address.sidecar)
    return OTHER;
  if (address.live.length > 0) return OTHER;
  return hop?.secret === undefined && hop?.identity === undefined ? BARE : RANGES;
}

/**
 * Whether no range of a hop without a proof overlaps a range of another hop. One pass over all
 * ranges in order compares thousands of entry points.
 */
function areApart(hops: readonly (ParsedHop | undefined)[], kinds: Uint8Array): boolean {
  const ranges: { readonly range: Interval; readonly bare: boolean }[] = [];
  hops.forEach((hop, index) => {
    const kind = kinds[index];
    if (kind === OTHER) return;
    for (const range of hop!.address!.ranges) ranges.push({ range, bare: kind === BARE });
  });
  ranges.sort((one, other) => compare(one.range, other.range));
  let family = 0;
  let [last, lastBare] = [-1n, -1n];
  for (const { range, bare } of ranges) {
    if (range.family !== family) [family, last, lastBare] = [range.family, -1n, -1n];
    // The ranges of one hop do not overlap, so these belong to two hops.
    if (range.first <= (bare ? last : lastBare)) return false;
    if (range.last > last) last = range.last;
    if (bare && range.last > lastBare) lastBare = range.last;
  }
  return true;
}

function compare(one: Interval, other: Interval): number {
  if (one.family !== other.family) return one.family - other.family;
  return one.first < other.first ? -1 : Number(one.first > other.first);
}
