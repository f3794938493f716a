import type { AddedLine, AttackerChanges, Piece } from "./attacker-answer.ts";
import { type Change, CHANGES } from "./change.ts";

const EFFECTS: Readonly<Record<Change, string>> = {
  address: "another text makes the answer another address",
  refusal: "another text leaves this client without an answer",
  scheme: "another text changes the scheme",
  host: "another text changes the host, which is only the client's wish",
  warning: "another text changes the warnings",
};

/** What a part of a request is, and what another text there does. */
export function pieceInWords({
  controlled,
  changes,
}: Pick<Piece, "controlled" | "changes">): string {
  if (!controlled) return "a hop wrote it; the client cannot change it";
  const [gravest] = changes;
  return gravest === undefined
    ? "the client's; another text changes nothing"
    : `the client's; ${EFFECTS[gravest]}`;
}

const ADDED: Readonly<Record<Change | "nothing", string>> = {
  address: "reaches the application, and can make the answer another address",
  refusal: "reaches the application, and can leave this client without an answer",
  scheme: "reaches the application, and can change the scheme",
  host: "reaches the application, and can change the host",
  warning: "reaches the application, and can change the warnings",
  nothing: "reaches the application, and changes nothing",
};

/** What a line that the client adds does. */
export function addedInWords({ controlled, changes }: Omit<AddedLine, "name">): string {
  return controlled ? ADDED[changes[0] ?? "nothing"] : "a hop replaces it";
}

const SUMMARIES: Readonly<Record<Change | "nothing", string>> = {
  address: "An attacker can make the answer another address.",
  refusal: "An attacker cannot make the answer another address. It can only lose its own.",
  scheme: "An attacker cannot change the address, but the scheme.",
  host: "An attacker cannot change the address. The host is always the client's wish.",
  warning: "An attacker cannot change the address, but the warnings.",
  nothing: "Nothing that an attacker can change about this request changes the answer.",
};

/** All of it in one or two sentences. */
export function summaryOf({ lines, added, proxyHeaders, complete }: AttackerChanges): string {
  const tries = [...lines.flatMap((line) => [line, ...line.pieces]), ...added, ...proxyHeaders];
  const found = new Set(tries.flatMap(({ changes }) => changes));
  const summary = SUMMARIES[CHANGES.find((change) => found.has(change)) ?? "nothing"];
  return complete ? summary : `${summary} The request is too long to try every character of it.`;
}
