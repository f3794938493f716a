import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const folder = new URL("../.github/workflows/", import.meta.url);
const files = readdirSync(folder);
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");

/** As much of a workflow as is looked at here. */
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly "timeout-minutes"?: number;
  readonly needs?: string;
  /** Another workflow, in place of steps. */
  readonly uses?: string;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[];
}

const jobsOf = (file: string): readonly Job[] =>
  Object.values((parse(textOf(file)) as Workflow).jobs);

const { scripts } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { readonly scripts: Readonly<Record<string, string>> };

describe("a workflow", () => {
  it("is found", () => {
    expect(files.toSorted()).toEqual(["ci.yml", "mutants.yml", "release.yml", "snapshots.yml"]);
  });

  it.each(files)("may only read unless a job says more, and ends: %s", (file) => {
    const { permissions } = parse(textOf(file)) as Workflow;
    expect(permissions).toEqual({ contents: "read" });
    const own = jobsOf(file).filter(({ uses }) => uses === undefined);
    for (const job of own) expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
  });

  // A tag can be moved to other code, a commit cannot.
  it.each(files)("names each action by its commit, and says the version: %s", (file) => {
    const used = textOf(file)
      .split("\n")
      .filter((line) => line.includes("uses:") && !line.includes("uses: ./.github/"));
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(files)("runs scripts that exist: %s", (file) => {
    const steps = jobsOf(file).flatMap((job) => job.steps ?? []);
    const commands = steps.flatMap(({ run }) => run ?? []);
    const named = [...commands, textOf(file)].flatMap((text) =>
      [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("publishes what has passed all checks", () => {
    const { jobs } = parse(textOf("release.yml")) as Workflow;
    expect(jobs["release"]).toMatchObject({ needs: "check" });
    expect(jobs["check"]).toMatchObject({ uses: "./.github/workflows/ci.yml" });
    expect(parse(textOf("ci.yml"))).toHaveProperty("on.workflow_call");
  });
});
