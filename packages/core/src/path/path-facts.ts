import type { CompiledPath } from "./compile-path.ts";
import { isTransparent } from "./statements.ts";

/**
 * What a path reads and where its requests come from, for programs that act on requests. Frozen.
 */
export interface PathFacts {
  /**
   * The names of the hops, in the order that traffic flows: one sequence for each entry point, none
   * for a path without hops.
   */
  readonly sequences: readonly (readonly string[])[];
  /** The lower-case names of the headers that report addresses. */
  readonly addressHeaders: readonly string[];
  /** The lower-case names of the headers that hold secrets. */
  readonly secretHeaders: readonly string[];
  /** The lower-case names of the headers that a hop's `proto` or `host` names. */
  readonly statementHeaders: readonly string[];
  /** Whether a hop says anything of the scheme or the host, or none can: they all pass bytes on. */
  readonly hasStatements: boolean;
  /** The names of the hops that send health checks of their own. */
  readonly healthChecks: readonly string[];
  /** The most PROXY headers that a connection can have. */
  readonly proxyHops: number;
}

/** The facts of a path. Frozen. */
export function pathFactsOf({ sequences, hops }: CompiledPath): PathFacts {
  const statements = [
    ...hops.flatMap(({ proto }) => proto ?? []),
    ...hops.flatMap(({ host }) => host ?? []),
  ];
  return Object.freeze({
    sequences: sequences.map((sequence) => sequence.map(({ name }) => name)),
    addressHeaders: hops.flatMap(({ tells }) => {
      if (tells.kind === "forwarded") return "forwarded";
      if (tells.kind === "external-address") return [tells.header, "x-forwarded-for"];
      return "header" in tells ? tells.header : [];
    }),
    secretHeaders: hops.flatMap(({ secret }) => secret?.header ?? []),
    statementHeaders: statements.flatMap((one) => ("header" in one ? one.header : [])),
    hasStatements:
      statements.length > 0 ||
      hops.some(({ tells }) => tells.kind === "forwarded") ||
      hops.every((hop) => isTransparent(hop)),
    healthChecks: hops.filter((hop) => hop.healthChecks).map(({ name }) => name),
    // Not `Math.max(...)`: a path can have thousands of sequences.
    proxyHops: sequences.reduce((most, sequence) => Math.max(most, countProxyHops(sequence)), 0),
  });
}

function countProxyHops(sequence: CompiledPath["sequences"][number]): number {
  return sequence.filter(({ tells }) => tells.kind === "proxy-protocol").length;
}
