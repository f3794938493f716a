import type { ParsedHop } from "../config/parse-hop.ts";

/** Where the scheme or the host of a request is, if a certain hop is the outermost walked one. */
export type Belief =
  | { readonly from: "header"; readonly header: string; readonly element: number }
  | { readonly from: "hop"; readonly value: "http" | "https" }
  | { readonly from: "socket" }
  | { readonly from: "nothing" };

const SOCKET: Belief = Object.freeze({ from: "socket" });
const NOT_STATED: Belief = Object.freeze({ from: "nothing" });
/** A hop states it, and an inner one may have written the header about its own link. */
export const INNER_LINK: Belief = Object.freeze({ from: "nothing" });

/** Where the scheme and the host are. */
export interface Beliefs {
  readonly proto: Belief;
  readonly host: Belief;
}

/** If no hop was walked: the socket is the client's. */
export const DIRECT_BELIEFS: Beliefs = Object.freeze({ proto: SOCKET, host: SOCKET });

/** @param inside the hops between this one and the application, outermost first */
export function beliefsOf(hop: ParsedHop, inside: readonly ParsedHop[]): Beliefs {
  return { proto: beliefOf("proto", hop, inside), host: beliefOf("host", hop, inside) };
}

/**
 * All hops inside a walked hop were walked too. What the walk believes is therefore known at
 * startup. No hop inside may have changed what this one wrote.
 */
function beliefOf(field: "proto" | "host", hop: ParsedHop, inside: readonly ParsedHop[]): Belief {
  const statement = hop[field];
  if (statement?.action === "states") return { from: "hop", value: statement.value };
  if (
    statement === undefined &&
    isTransparent(hop) &&
    inside.every((inner) => isTransparent(inner))
  )
    return SOCKET;
  if (statement?.action !== "sets" && statement?.action !== "appends") {
    return inside.some((inner) => inner[field] !== undefined) ? INNER_LINK : NOT_STATED;
  }
  const { header } = statement;
  let element = statement.action === "sets" ? 0 : 1;
  // Of several hops in a row, the outermost is not the last to write.
  if (hop.repeat) return INNER_LINK;
  for (const inner of inside) {
    const said = inner[field];
    const about = said !== undefined && "header" in said && said.header === header;
    if (about ? said.action === "passes" : isTransparent(inner)) continue;
    if (!about || said.action !== "appends" || inner.repeat) return INNER_LINK;
    // What was set is the first of two elements, if one is appended to it.
    element = Math.max(element, 1) + 1;
  }
  return { from: "header", header, element };
}

/** Whether a hop passes on the bytes of the connection, and so every header. */
export function isTransparent({ tells: { kind } }: ParsedHop): boolean {
  return kind === "source-address" || kind === "proxy-protocol";
}
