import type { AddressSet } from "../address/address-set.ts";
import { ClientIpError } from "../errors.ts";
import type { CompiledPath } from "../path/compile-path.ts";
import type { ResolverParts } from "../path/parts.ts";
import { isWeaker } from "../path/proof.ts";
import type { Proof, Status, Warning } from "../resolution.ts";
import { ProbableProxies } from "./probable-proxy.ts";
import type { Trace } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

/** What a path asks of an answer, beyond how the walk ended. */
export interface Grading {
  /** The weakest proof that is allowed. */
  readonly atLeast: Proof | undefined;
  readonly probableProxies: ProbableProxies;
  /** Whether a client that is probably a proxy is refused. */
  readonly refusesProbableProxy: boolean;
  /** The ranges of `repeat` hops. */
  readonly repeats: readonly AddressSet[];
  /** Whether any client can be refused. */
  readonly refuses: boolean;
}

/** @throws ClientIpError `at-least-without-hops` */
export function gradingOf({
  path,
  atLeast,
  refusesProbableProxy,
  networks,
}: ResolverParts): Grading {
  checkAtLeast(atLeast, path);
  return {
    atLeast,
    repeats: path.repeats,
    probableProxies: new ProbableProxies(path, networks),
    refusesProbableProxy,
    refuses: atLeast !== undefined || refusesProbableProxy,
  };
}

/**
 * Compares the proof of a walk with `atLeast`. A request that came through no hop has no proof to
 * compare.
 *
 * @param warning of the answer
 * @returns the status, which is `unproven` for a client that the path's options refuse
 */
export function grade(
  state: WalkState,
  status: Status,
  { atLeast, repeats, refusesProbableProxy }: Grading,
  warning: Warning | undefined,
  trace?: Trace,
): Status {
  const graded = state.proof !== "none";
  // The walk left the range of the outermost hop because the client is not in it.
  const left = status === "resolved" && state.stopReason === "stopped" ? state.walked : undefined;
  // A client in a `repeat` range cannot be told from one more proxy.
  for (const range of repeats) {
    if (range !== left?.address && range.matches(state.cursor)) state.unproven = true;
  }
  if (status !== "resolved") return status;
  if (refusesProbableProxy && warning === "probable-proxy") {
    trace?.refused(state, "it is probably a proxy, which onProbableProxy refuses");
    return "unproven";
  }
  if (atLeast === undefined || !graded || !isWeaker(state.proof, atLeast)) return status;
  trace?.refused(state, `the proof is ${state.proof}, and atLeast asks for ${atLeast}`);
  return "unproven";
}

/**
 * Checks that a path has a hop whose proof can be graded.
 *
 * @throws ClientIpError `at-least-without-hops`
 */
function checkAtLeast(atLeast: Proof | undefined, { hops }: CompiledPath): void {
  const graded = hops.some(
    ({ tells }) => tells.kind !== "nothing" && tells.kind !== "source-address",
  );
  if (atLeast === undefined || graded) return;
  throw new ClientIpError({
    code: "at-least-without-hops",
    given: `atLeast: "${atLeast}" with a path that has no hop to recognize`,
    expected: "a path with a hop that reports its peer",
    remedy: "Leave atLeast out: the client is the socket's peer, which needs no proof.",
  });
}
