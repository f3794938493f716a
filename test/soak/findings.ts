import type { Response } from "../harness/reply.ts";
import { type Asked, clientIn, mistakeIn } from "./asked.ts";
import { nameOf, type Target } from "./targets.ts";

/** What clients have found so far. */
export interface Findings {
  /** Right answers to honest requests, by the server's name. */
  readonly answered: Record<string, number>;
  /** Of those: refused, as the client is unknown. */
  refused: number;
  /** Of those: through an edge that was in the list at that time, and through one that was not. */
  throughEdge: number;
  fromEdge: number;
  /** Connections that ended at a random byte. */
  cut: number;
  /** Streams of HTTP/2 that were reset. */
  abandoned: number;
  wrong: number;
  /** Honest requests without an answer. */
  lost: number;
  /** The first of both, in words. */
  readonly complaints: string[];
}

export function noFindings(): Findings {
  const none = { refused: 0, throughEdge: 0, fromEdge: 0, cut: 0, abandoned: 0, wrong: 0, lost: 0 };
  return { answered: {}, ...none, complaints: [] };
}

/** Enough to see what went wrong. */
const COMPLAINTS = 10;

/**
 * Adds the answer to a request.
 *
 * @param isDue whether there has to be one. If there is, it always has to be right.
 */
export function add(
  findings: Findings,
  target: Target,
  asked: Asked,
  response: Response | undefined,
  isDue: boolean,
): void {
  const mistake = response === undefined ? "no answer" : mistakeIn(asked, response);
  if (response === undefined && !isDue) return;
  if (response !== undefined && mistake === undefined) {
    if (isDue) addRight(findings, nameOf(target), asked, response);
    return;
  }
  findings[response === undefined ? "lost" : "wrong"]++;
  if (findings.complaints.length < COMPLAINTS) {
    findings.complaints.push(`${nameOf(target)}, ${JSON.stringify(asked)}: ${mistake}`);
  }
}

function addRight(findings: Findings, name: string, asked: Asked, response: Response): void {
  findings.answered[name] = (findings.answered[name] ?? 0) + 1;
  const [client, edge] = asked.clients;
  if (client === undefined) findings.refused++;
  else if (edge !== undefined) {
    findings[clientIn(response) === client ? "throughEdge" : "fromEdge"]++;
  }
}
