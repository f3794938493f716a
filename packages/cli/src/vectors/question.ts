import type { Vector } from "@client-ip/vectors";

/** What another implementation is asked: one line of JSON. */
export interface Question {
  readonly id: string;
  /** The hops in front of the application, client side first, as `@client-ip/core` takes them. */
  readonly path: Vector["path"];
  /** The socket's peer: an address, or `unix`. */
  readonly peer: string;
  /** Names and values in wire order. */
  readonly headers: Vector["headers"];
  /** PROXY headers in front of the request, in hexadecimal. */
  readonly preamble?: string;
}

/** What it answers: the client, or `null`. */
export type Answer = string | null;

/** Asks an implementation. */
export interface Implementation {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly close: () => void;
}

/** The question of a vector. The right answer is not in it. */
export function questionOf({ id, path, peer, headers, preamble }: Vector): Question {
  return { id, path, peer, headers, ...(preamble === undefined ? {} : { preamble }) };
}
