import { MOST_HOPS } from "../limits.ts";
import { ending } from "./outcome.ts";
import { isNobody } from "../address/special.ts";
import { readExternalAddress } from "../headers/envoy-external-address.ts";
import { readForwarded } from "../headers/forwarded.ts";
import { readList } from "../headers/list.ts";
import type { Doors, Next, PathHop } from "../path/compile-path.ts";
import { readProxyHeader } from "../headers/proxy-protocol.ts";
import type { Status } from "../resolution.ts";
import { readValue } from "../headers/single-value.ts";
import type { Failure, Told } from "../headers/read-result.ts";
import type { State } from "./walk-state.ts";
import type { Trace } from "./trace.ts";
import { hasAddress, recognise } from "./recognize.ts";

/**
 * Walks a path from the socket outwards. The cursor starts at the socket's peer; while it is recognised as the next
 * hop, it moves to what that hop tells about its own peer. Where nobody further out is recognised, the cursor is the
 * client, if `ending.ts` agrees. What a hop fails to tell is never looked for elsewhere.
 *
 * @param state the cursor, at the socket's peer
 */
export function walk(innermost: Next, state: State, trace?: Trace): Status {
  let next = innermost;
  let hops = 0;
  while (next !== undefined) {
    const hop = next.doors === undefined ? next : chooseDoor(next, state, trace);
    if (typeof hop === "string") return hop;
    if (hop === undefined) break;
    if (hop.tells.kind === "source-address") {
      state.walked = hop;
      trace?.passed(hop, state);
      next = hop.outer;
      continue;
    }

    const recognised = recognise(hop, state);
    trace?.recognised(hop, recognised, state);
    if (recognised === "no") break;
    if (recognised !== "yes") return recognised;
    state.accept(hop);

    let told: Told | undefined;
    do {
      const again = told !== undefined;
      if (++hops > MOST_HOPS) return "too-long";
      if (again) trace?.again(hop, state);
      told = tell(hop, state);
      trace?.told(hop, told, state);
      if (told === "exhausted" && again) return endOf(state, hop.outer, "list-exhausted");
      if (told === "exhausted") return "missing";
      if (told === "own") return endOf(state, hop.outer, "made-by-hop");
      if (told !== "address" && told !== "hidden") return told;
      // What is no host's address is no hop's either, not even of one that any address may be.
      if (told === "address" && isNobody(state.told)) return "malformed";
      state.advance(hop.source, told === "hidden");
    } while (hop.repeat && hasAddress(hop, state));
    next = hop.outer;
  }
  return endOf(state, next, "stopped");
}

function endOf(state: State, beyond: Next, end: State["end"]): Status {
  state.end = end;
  return ending(state, beyond, end);
}

/** WHAT: each grammar reads what the hop says about its peer. */
function tell({ tells, place }: PathHop, state: State): Told {
  switch (tells.kind) {
    case "list":
      return readList(state, tells.header, tells.appends, place);
    case "value":
      return readValue(state, tells.header, tells.format);
    case "external-address":
      return readExternalAddress(state, tells.header, tells.trustedHops);
    case "forwarded":
      return readForwarded(state);
    case "proxy-protocol":
      return readProxyHeader(state);
    default:
      return "hidden";
  }
}

/** The one door that recognises the cursor; two that do cannot both be right. */
function chooseDoor(
  { doors }: Doors,
  state: State,
  trace: Trace | undefined,
): PathHop | Failure | undefined {
  let chosen: PathHop | undefined;
  for (const { door, seen } of doors) {
    const recognised = recognise(seen, state);
    trace?.door(seen, recognised, state);
    if (recognised === "no") continue;
    if (recognised !== "yes") return recognised;
    if (chosen !== undefined) return "ambiguous";
    chosen = door;
  }
  return chosen;
}
