import { ClientIpError, type Evidence, type Explanation, type Resolver } from "@client-ip/core";
import { hopSteps } from "../hops/hop-steps.ts";
import { evidenceOf } from "./evidence-of.ts";
import type { PageState } from "./page-state.ts";
import { type PathReading, readPath } from "./read-path.ts";
import { resolverOf } from "./preset-calls.ts";

/** All that a state implies. */
export interface Evaluation {
  readonly path: PathReading;
  /** Left out if the path or the request is not valid. */
  readonly walk?: Walk;
  /** Why the request cannot be read. */
  readonly requestError?: ClientIpError;
}

/** A request and its walk. */
export interface Walk {
  readonly resolver: Resolver;
  /** Another one of the same path: what is tried counts in its `stats`. */
  readonly trying: Resolver;
  readonly evidence: Evidence;
  readonly explanation: Explanation;
  /** Each step in words. */
  readonly words: readonly string[];
  /** The answer in words. */
  readonly answer: string;
  /** What else is known: what was not read, and warnings. */
  readonly notes: readonly string[];
  /** For each step the index of the path's row that it is about; `undefined` for none. */
  readonly rowOfStep: readonly (number | undefined)[];
}

/** Computes what the page shows. */
export function evaluate(state: PageState): Evaluation {
  const path = readPath(state.path);
  if (path.resolver === undefined) return { path };
  try {
    const evidence = evidenceOf(state, path.resolver);
    return { path, walk: walkOf(state.path, path, path.resolver, evidence) };
  } catch (error) {
    if (error instanceof ClientIpError) return { path, requestError: error };
    throw error;
  }
}

function walkOf(text: string, path: PathReading, resolver: Resolver, evidence: Evidence): Walk {
  const explanation = resolver.explain(evidence);
  const lines = String(explanation).split("\n");
  const count = explanation.steps.length;
  return {
    resolver,
    trying: resolverOf(text),
    evidence,
    explanation,
    words: lines.slice(0, count),
    notes: lines.slice(count, -1),
    answer: lines.at(-1) ?? "",
    rowOfStep: rowsOfSteps(path, resolver, explanation),
  };
}

/** Hops are counted from the application: the first row may be a choice of several. */
function rowsOfSteps(
  { rows }: PathReading,
  resolver: Resolver,
  { steps }: Explanation,
): (number | undefined)[] {
  const found: (number | undefined)[] = steps.map(() => undefined);
  const inner = rows
    .flatMap(({ names }, row) => (row === 0 ? [] : names.map(() => row)))
    .toReversed();
  for (const [nth, { indexes }] of hopSteps(resolver, steps).entries()) {
    for (const index of indexes) found[index] = inner[nth] ?? 0;
  }
  return found;
}
