import type { AddressSet } from "../address/address-set.ts";
import { ClientIpError } from "../errors.ts";
import type { CompiledPath } from "../path/compile-path.ts";
import type { Proof, Status } from "../resolution.ts";
import type { Trace } from "./trace.ts";
import { isWeaker, type WalkState } from "./walk-state.ts";

/** What the proof of an answer must be, and where it is none. */
export interface Grading {
  readonly atLeast: Proof | undefined;
  /** The ranges of `repeat` hops. */
  readonly repeats: readonly AddressSet[];
}

/**
 * Compares the proof of a walk with `atLeast`. A request that came through no hop has no proof to
 * compare.
 *
 * @returns the status, which is `unproven` if the proof is weaker than the path's `atLeast`
 */
export function grade(
  state: WalkState,
  status: Status,
  { atLeast, repeats }: Grading,
  trace?: Trace,
): Status {
  const graded = state.proof !== "none";
  // A client in a `repeat` range cannot be told from one more proxy.
  for (const range of repeats) if (range.matches(state.cursor)) state.proof = "none";
  if (atLeast === undefined || status !== "resolved" || !graded) return status;
  if (!isWeaker(state.proof, atLeast)) return status;
  trace?.refused(state, atLeast);
  return "unproven";
}

/**
 * Checks that a path has a hop whose proof can be graded.
 *
 * @throws ClientIpError `at-least-without-hops`
 */
export function checkAtLeast(atLeast: Proof | undefined, { sequences }: CompiledPath): void {
  const graded = sequences.some((hops) =>
    hops.some(({ tells }) => tells.kind !== "nothing" && tells.kind !== "source-address"),
  );
  if (atLeast === undefined || graded) return;
  throw new ClientIpError({
    code: "at-least-without-hops",
    given: `atLeast: "${atLeast}" with a path that has no hop to recognize`,
    expected: "a path with a hop that reports its peer",
    remedy: "Leave atLeast out: the client is the socket's peer, which needs no proof.",
  });
}
