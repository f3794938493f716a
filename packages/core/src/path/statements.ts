import type { ParsedHop } from "../config/parse-hop.ts";
import type { ParsedStatement } from "../config/parse-statement.ts";

/** Where the scheme or the host of a request is, if a certain hop is the outermost walked one. */
export type Belief = { readonly onlyHttps?: true } & (
  | { readonly from: "header"; readonly header: string; readonly element: number }
  | { readonly from: "hop"; readonly value: "http" | "https" }
  /** The element of Forwarded from which the hop's peer was read. */
  | { readonly from: "element" }
  | { readonly from: "socket" }
  | { readonly from: "nothing" }
);

const SOCKET: Belief = Object.freeze({ from: "socket" });
const ELEMENT: Belief = Object.freeze({ from: "element" });
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

/** No hop says anything of either: nothing is looked at. */
export const NO_BELIEFS: Beliefs = Object.freeze({ proto: NOT_STATED, host: NOT_STATED });

/** @param inside the hops between this one and the application, outermost first */
export function beliefsOf(hop: ParsedHop, inside: readonly ParsedHop[]): Beliefs {
  const proto = beliefOf("proto", hop, inside);
  const host = beliefOf("host", hop, inside);
  return proto === NOT_STATED && host === NOT_STATED ? NO_BELIEFS : { proto, host };
}

/**
 * All hops inside a walked hop were walked too. What the walk believes is therefore known at
 * startup. No hop inside may have changed what this one wrote.
 */
function beliefOf(field: "proto" | "host", hop: ParsedHop, inside: readonly ParsedHop[]): Belief {
  const statement = hop[field];
  if (statement?.action === "states") return { from: "hop", value: statement.value };
  if (isTransparent(hop)) return behind(field, inside);
  if (statement?.action !== "sets" && statement?.action !== "appends") {
    if (hop.tells.kind === "forwarded") return ELEMENT;
    return inside.some((inner) => writes(inner[field])) ? INNER_LINK : NOT_STATED;
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

/**
 * What is believed of a hop that passes on the bytes of the client's connection: what the next one
 * says of that connection, or the socket. TLS may have ended at the outer hop, so that `http` says
 * nothing.
 */
function behind(field: "proto" | "host", [next, ...others]: readonly ParsedHop[]): Belief {
  if (next === undefined) return SOCKET;
  const belief = beliefOf(field, next, others);
  const isCertain = field === "host" || belief.from === "socket" || belief.from === "nothing";
  return isCertain ? belief : { ...belief, onlyHttps: true };
}

/** Whether a hop passes on the bytes of the connection, and so every header. */
export function isTransparent({ tells: { kind } }: ParsedHop): boolean {
  return kind === "source-address" || kind === "proxy-protocol";
}

/** Whether a hop may write what it states, and not only pass it on. */
function writes(statement: ParsedStatement | undefined): boolean {
  return statement !== undefined && statement.action !== "passes";
}
