import { isNonUnicast, isOrdinary } from "../address/special.ts";
import { readElement } from "../headers/list-element.ts";
import { MAX_HOPS } from "../limits.ts";
import type { Next, PathHop } from "../path/compile-path.ts";
import type { WalkState } from "./walk-state.ts";

/**
 * Longer than an address with a port and some white space. The loop of the walk reads once more
 * what this one leaves to it, so it must not be long.
 */
const LONGEST = 64;

/**
 * Moves the cursor along the addresses of a list as the loop of the walk does, without its other
 * cases, which nearly no request needs. That saves time (docs/performance.md). An element that is
 * no address of a host, or out of a limit, is left unread to that loop.
 *
 * @param hop that was recognized
 * @returns where the walk goes on: at the same hop, or the next one towards the client
 */
export function passPlainList(hop: PathHop, state: WalkState): Next {
  const { plainList } = hop;
  if (plainList === undefined) return hop;
  const { isBare, repeated } = plainList;
  const list = state.list(hop.source, hop.listIndex);
  const { text } = list;
  if (text === undefined) return hop;
  let { end } = list;
  let { reports, cursor, reported } = state;
  // Where the budget ends.
  const floor = end - state.budget;
  let isPassed = false;
  while (end >= 0 && reports < MAX_HOPS) {
    const start = Math.max(floor, end - LONGEST);
    const comma = readElement(text, Math.max(start, 0), end, reported, isBare);
    if (comma < start || reported.family === 0) break;
    if (!isOrdinary(reported) && isNonUnicast(reported)) break;
    const teller = cursor;
    cursor = reported;
    reported = teller;
    reports++;
    end = comma;
    isPassed = repeated === undefined || !repeated.matches(cursor);
    if (isPassed) break;
  }
  if (reports > state.reports) {
    list.end = end;
    state.budget = end - floor;
    state.advance(hop, reports, cursor, reported);
  }
  return isPassed ? hop.outer : hop;
}
