import type { Evidence, Resolver } from "@client-ip/core";
import type { AddedLine, AttackerChanges, LineChanges } from "./attacker-answer.ts";
import { Attempt } from "./attempt.ts";
import { writtenByHops } from "../hops/written-by-hops.ts";

/**
 * What the client of a request could still change: which characters it controls, by what the hops
 * of the walk wrote, and whether another text there changes the answer, by trying.
 *
 * A part at a time is changed, and then all lines together that the client wrote alone. That an
 * attacker knows a secret of the path is not tried.
 *
 * @param resolver one of its own: the tries count in its `stats`
 */
export function attackerChanges(resolver: Resolver, evidence: Evidence): AttackerChanges {
  const tries = tryChanges(resolver, evidence);
  let step = tries.next();
  while (step.done !== true) step = tries.next();
  return step.value;
}

/** The same in steps of a few tries each, for a page that must stay quick. */
export function* tryChanges(
  resolver: Resolver,
  evidence: Evidence,
): Generator<undefined, AttackerChanges> {
  const { steps } = resolver.explain(evidence);
  const written = writtenByHops(resolver, evidence, steps);
  const attempt = new Attempt(
    resolver,
    evidence,
    steps.map(({ cursor }) => cursor),
  );
  const lines: LineChanges[] = [];
  for (let line = 0; line * 2 + 1 < evidence.rawHeaders.length; line++) {
    lines.push(yield* attempt.line(line, written));
  }
  const added: AddedLine[] = [];
  for (const name of attempt.names) {
    yield;
    const controlled = !written.replaced.has(name);
    added.push({ name, controlled, changes: controlled ? attempt.adding(name) : [] });
  }
  const proxyHeaders = attempt.proxyHeaders(written.proxyHeaders.length);
  const { resolution, left } = attempt;
  return { resolution, lines: attempt.together(lines), added, proxyHeaders, complete: left >= 0 };
}
