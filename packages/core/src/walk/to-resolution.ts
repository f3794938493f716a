import type { Resolution, Status, Warning } from "../resolution.ts";
import { hostOf, protoOf } from "./scheme.ts";
import type { Trace } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

const NOTHING: readonly never[] = Object.freeze([]);
const WARNINGS: Readonly<Record<Warning, readonly Warning[]>> = {
  "proxy-local": Object.freeze(["proxy-local"] as const),
  "list-exhausted": Object.freeze(["list-exhausted"] as const),
  "unrecognized-proxy": Object.freeze(["unrecognized-proxy"] as const),
};

interface Answer extends Resolution {
  outermost?: string | undefined;
  proto?: "http" | "https";
  host?: string;
}

/** The result of a walk as a frozen object. */
export function toResolution(
  state: WalkState,
  status: Status,
  warning: Warning | undefined,
  trace?: Trace,
): Resolution {
  const resolved = status === "resolved";
  const { port } = state.cursor;
  const resolution: Answer = {
    ip: resolved ? state.address : undefined,
    port: resolved && port >= 0 ? port : undefined,
    status,
    via: state.walked?.via ?? NOTHING,
    source: resolved ? state.source : undefined,
    proof: state.proof,
    identity: state.identity,
    peer: state.peer,
    warnings: warning === undefined ? NOTHING : WARNINGS[warning],
  };
  if (resolved) {
    const proto = protoOf(state, trace);
    if (proto !== undefined) resolution.proto = proto;
    const host = hostOf(state, trace);
    if (host !== undefined) resolution.host = host;
  } else resolution.outermost = state.outermost;
  return Object.freeze(resolution);
}
