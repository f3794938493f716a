import { readFileSync } from "node:fs";
import { packageOf } from "./packages.mjs";

/** Why a survivor is not a gap: for each file, the mutated line and the mutation. */
const EQUIVALENT = JSON.parse(readFileSync(new URL("equivalent.json", import.meta.url), "utf8"));

/** The known reason why no test can kill a mutant, or `undefined`. */
export function reasonFor({ name, mutation }) {
  const known = (EQUIVALENT[name] ?? []).find(
    ({ code, what }) => code === mutation.code && what.includes(mutation.what),
  );
  return known?.reason;
}

/** Adds to each survivor its known reason. */
export function explain(mutants) {
  return mutants.map((mutant) =>
    mutant.failure === undefined ? { ...mutant, reason: reasonFor(mutant) } : mutant,
  );
}

/** The summary for the terminal: a line for each package. The page of files and survivors. */
export function report(files, mutants) {
  const rowOf = (name, has) => row(name, mutants.filter(has));
  const packages = [...new Set(files.map(packageOf))].map((folder) =>
    rowOf(folder, ({ name }) => packageOf(name) === folder),
  );
  const rows = files.map((file) => rowOf(`${file}.ts`, ({ name }) => name === file));
  const total = row("all", mutants);
  const table = [...rows.filter(({ all }) => all > 0), ...packages, total].map(
    ({ name, all, killed, explained, open }) =>
      `| ${name} | ${all} | ${killed} | ${percent(killed, all)} | ${explained} | ${open} |`,
  );
  const head = [
    "| file | mutants | killed | share | equivalent | gaps |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  const survivors = mutants.filter(({ failure }) => failure === undefined);
  const page = [
    "# Mutants",
    "",
    "Each mutant is a package with one small change: a condition made true, false or negated, `&&` instead of `||`,",
    "a limit changed by one, a status replaced by another, a statement or rule removed, an anchor removed from a",
    "regular expression. It is killed if a test fails. `node tools/mutants.mjs` writes this page.",
    "",
    ...head,
    ...table,
    "",
    "## Survivors",
    "",
    ...files.flatMap((name) =>
      section(
        name,
        survivors.filter((mutant) => mutant.name === name),
      ),
    ),
  ];
  const columns = [...packages, total].map(
    ({ name, all, killed, explained, open }) =>
      `${name.padEnd(16)} ${String(killed).padStart(4)} of ${String(all).padStart(4)} killed (${percent(killed, all)}), ` +
      `${explained} equivalent, ${open} unexplained`,
  );
  return { summary: columns.join("\n"), page: `${page.join("\n").trimEnd()}\n` };
}

function row(name, mutants) {
  const survivors = mutants.filter(({ failure }) => failure === undefined);
  const explained = survivors.filter(({ reason }) => reason !== undefined).length;
  return {
    name,
    all: mutants.length,
    killed: mutants.length - survivors.length,
    explained,
    open: survivors.length - explained,
  };
}

function section(name, survivors) {
  if (survivors.length === 0) return [];
  const byReason = Map.groupBy
    ? Map.groupBy(survivors, ({ reason }) => reason)
    : survivors.reduce(
        (map, one) => map.set(one.reason, [...(map.get(one.reason) ?? []), one]),
        new Map(),
      );
  return [
    `### ${name}.ts`,
    "",
    ...[...byReason].flatMap(([reason, those]) =>
      those
        .map(({ mutation: { line, what } }) => `- line ${line}: \`${what.replaceAll("`", "'")}\``)
        .concat(["", `${reason ?? "Unexplained: a gap."}`, ""]),
    ),
  ];
}

const percent = (part, whole) => `${Math.floor((part / Math.max(whole, 1)) * 100)} %`;
