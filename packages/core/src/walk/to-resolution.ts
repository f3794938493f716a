import type { Resolution, Status, Warning } from "../resolution.ts";
import type { State } from "./walk-state.ts";

const NOTHING: readonly never[] = Object.freeze([]);
const WARNINGS: Readonly<Record<Warning, readonly Warning[]>> = {
  "made-by-hop": Object.freeze(["made-by-hop"] as const),
  "list-exhausted": Object.freeze(["list-exhausted"] as const),
  "unrecognised-proxy": Object.freeze(["unrecognised-proxy"] as const),
};

/** Writes down what the walk found. */
export function answer(state: State, status: Status, warning: Warning | undefined): Resolution {
  const resolved = status === "resolved";
  const { port } = state.cursor;
  return Object.freeze({
    ip: resolved ? state.address : undefined,
    port: resolved && port >= 0 ? port : undefined,
    status,
    via: state.walked?.via ?? NOTHING,
    source: resolved ? state.source : undefined,
    proof: state.proof,
    identity: state.identity,
    peer: state.peer,
    warnings: warning === undefined ? NOTHING : WARNINGS[warning],
  });
}
