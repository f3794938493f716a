import type { Resolution, Status, Warning } from "../resolution.ts";
import { believed, hostOf, protoOf } from "./scheme.ts";
import type { Trace } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

const NOTHING: readonly never[] = Object.freeze([]);
const WARNINGS: Readonly<Record<Warning, readonly Warning[]>> = {
  "proxy-local": Object.freeze(["proxy-local"] as const),
  "list-exhausted": Object.freeze(["list-exhausted"] as const),
  "unrecognized-proxy": Object.freeze(["unrecognized-proxy"] as const),
  "probable-proxy": Object.freeze(["probable-proxy"] as const),
};

interface Answer extends Resolution {
  outermost?: string | undefined;
  proto?: "http" | "https";
  host?: string;
}

/**
 * The result of a walk. It is frozen where it is handed out: what V8 compiles for the shape of
 * frozen answers is thrown away whenever no answer lives.
 */
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
    const beliefs = believed(state);
    if (beliefs !== undefined) {
      const proto = protoOf(state, beliefs, trace);
      if (proto !== undefined) resolution.proto = proto;
      const host = hostOf(state, beliefs, trace);
      if (host !== undefined) resolution.host = host;
    }
  } else resolution.outermost = state.outermost;
  return resolution;
}

/**
 * An answer whose client is probably a proxy, as other answers show.
 *
 * @param refused whether it has no client then
 */
export function asProbableProxy(resolution: Resolution, refused: boolean): Resolution {
  const warnings = Object.freeze([...resolution.warnings, "probable-proxy"] as const);
  if (!refused) return { ...resolution, warnings };
  // As of every answer without a client, the scheme and the host are left out.
  const { ip, via, proof, identity, peer } = resolution;
  return {
    ip: undefined,
    port: undefined,
    status: "unproven",
    via,
    source: undefined,
    proof,
    identity,
    peer,
    warnings,
    // Of hops that are known by their number alone, the peer is all that is proven for sure.
    outermost: proof === "count" ? peer : ip,
  };
}
