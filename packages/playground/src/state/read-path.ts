import { ClientIpError, type Finding, type Resolver } from "@client-ip/core";
import { rowsOf, pathOf } from "./path-rows.ts";
import { callAsJson, resolverOf } from "./preset-calls.ts";

/** One row of a path, and what is wrong with it. */
export interface PathRow {
  /** The hop as text or JSON. */
  readonly text: string;
  /** The names of its hops, the client's side first. */
  readonly names: readonly string[];
  readonly error?: ClientIpError;
  readonly findings: readonly Finding[];
}

/** What the text of a path says. */
export interface PathReading {
  readonly rows: readonly PathRow[];
  /** Left out if the path is not valid. */
  readonly resolver?: Resolver;
  /** Why it is not valid, if that is about no row. */
  readonly error?: ClientIpError;
  /** Findings about the path as a whole. */
  readonly findings: readonly Finding[];
}

/** Reads a path. Errors and findings stand at the row that they are about. */
export function readPath(path: string): PathReading {
  const texts = rowsOf(path);
  const attempt = tried(path);
  if (attempt instanceof ClientIpError) {
    const at = rowOfError(texts);
    const rows = texts.map((text, index) => ({
      text,
      names: [],
      findings: [],
      ...(index === at ? { error: attempt } : {}),
    }));
    return { rows, findings: [], ...(at === undefined ? { error: attempt } : {}) };
  }
  const rows: { text: string; names: readonly string[]; findings: Finding[] }[] = namesOf(
    texts,
    attempt,
  ).map((names, index) => ({ text: texts[index]!, names, findings: [] }));
  const others: Finding[] = [];
  for (const finding of attempt.findings) {
    const about = rows.filter(({ names }) => names.includes(finding.hop));
    const isNew = ({ findings }: PathRow): boolean =>
      findings.every(({ message }) => message !== finding.message);
    (about.find((row) => isNew(row))?.findings ?? others).push(finding);
  }
  return { rows, resolver: attempt, findings: others };
}

function tried(path: string): Resolver | ClientIpError {
  try {
    return resolverOf(path);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
}

/**
 * The row that an error is about: the first that is not valid alone, or else the one without which
 * the rows inside it are valid.
 */
function rowOfError(rows: readonly string[]): number | undefined {
  const wrong = rows.findIndex((row) => row === "" || tried(row) instanceof ClientIpError);
  if (wrong !== -1) return wrong;
  const last = rows.findLastIndex(
    (_, index) => tried(pathOf(rows.slice(index), callAsJson)) instanceof ClientIpError,
  );
  return last === -1 ? undefined : last;
}

/** The names of each row's hops. Rows inside the first are one sequence of hops. */
function namesOf(rows: readonly string[], { facts }: Resolver): readonly (readonly string[])[] {
  const all = facts.sequences;
  let end = all[0]?.length ?? 0;
  const inner = rows
    .slice(1)
    .toReversed()
    .map((row) => {
      const alone = tried(row);
      const count = alone instanceof ClientIpError ? 1 : (alone.facts.sequences[0]?.length ?? 1);
      const names = all[0]?.slice(Math.max(end - count, 0), end) ?? [];
      end -= count;
      return names;
    })
    .toReversed();
  const innerCount = inner.reduce((sum, { length }) => sum + length, 0);
  const outer = all.flatMap((names) => names.slice(0, names.length - innerCount));
  return rows.length === 0 ? [] : [[...new Set(outer)], ...inner];
}
