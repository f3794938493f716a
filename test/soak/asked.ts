import type { Random } from "../fuzz/random.ts";
import type { Response } from "../harness/reply.ts";
import { changingEdge, lastingEdge } from "./addresses.ts";
import { FORGED, type Seen } from "./seen.ts";
import type { Target } from "./targets.ts";

/** A request, and what is right to answer. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A POST of so many bytes in chunks, with a forged trailer; 0 for a GET. */
  readonly bytes: number;
  /** The addresses of which one is the client: none if the request has to be refused. */
  readonly clients: readonly string[];
}

/** How the requests of a connection come to the proxy in front of the server. */
export interface Route {
  /** The proxy's own peer. */
  readonly peer: string;
  /** Whether the list has it as an edge of the CDN: then it names clients. */
  readonly isEdge: "always" | "at times" | "never";
}

/** @param fresh gives an address that no other client has. */
export function routeOf(random: Random, fresh: () => string): Route {
  switch (random(4)) {
    case 0:
      return { peer: changingEdge(random), isEdge: "at times" };
    case 1:
      return { peer: fresh(), isEdge: "never" };
    default:
      return { peer: lastingEdge(random), isEdge: "always" };
  }
}

/**
 * A request of a client, who forges whatever names one.
 *
 * @param client whom an edge of the CDN names. One that comes directly is the route's peer.
 */
export function requestOf(
  { front }: Target,
  { peer, isEdge }: Route,
  client: string,
  random: Random,
): Asked {
  const path = `/${random(2 ** 31).toString(36)}`;
  // An edge without a list names no client: such a request has to be refused.
  const isNamed = isEdge !== "always" || random(16) > 0;
  const list = [FORGED, ...(isEdge === "never" ? [] : [client])];
  if (front === "X-Forwarded-For") list.push(peer);
  const headers = {
    "x-real-ip": FORGED,
    forwarded: `for=${FORGED}`,
    ...(isNamed && { "x-forwarded-for": list.join(", ") }),
  };
  const clients = { always: [client], "at times": [client, peer], never: [peer] }[isEdge];
  const bytes = isNamed && random(3) === 0 ? 1 + random(5_000) : 0;
  return { path, headers, bytes, clients: isNamed ? clients : [] };
}

/** Why an answer is wrong; `undefined` for a right one. */
export function mistakeIn(
  { path, bytes, clients }: Asked,
  { status, body }: Response,
): string | undefined {
  if (clients.length === 0) return status === 403 ? undefined : `answered ${status}, and not 403`;
  if (status !== 200) return `answered ${status}: ${body.slice(0, 200)}`;
  const seen = parse(body);
  if (seen === undefined) return `answered ${body.slice(0, 200)}`;
  const { clientIp = "no client", ...rest } = seen;
  const right = { url: path, list: clientIp, forged: [], bytes };
  const wrong = Object.entries(right).filter(
    ([name, value]) => JSON.stringify(rest[name as keyof typeof rest]) !== JSON.stringify(value),
  );
  if (!clients.includes(clientIp)) return `the client ${clientIp}, and not ${clients.join(" or ")}`;
  return wrong.length === 0
    ? undefined
    : `${JSON.stringify(rest)}, and not ${JSON.stringify(right)}`;
}

/** Whom the application took for the client. */
export function clientIn({ body }: Response): string | undefined {
  return parse(body)?.clientIp;
}

function parse(body: string): Seen | undefined {
  try {
    return JSON.parse(body) as Seen;
  } catch {
    return undefined;
  }
}
