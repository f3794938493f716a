// Honest and hostile clients, in a process of their own.
import { setTimeout as pause } from "node:timers/promises";

import { generator } from "../fuzz/random.ts";
import { clientOf } from "./addresses.ts";
import { type Route } from "./asked.ts";
import { type Findings, noFindings } from "./findings.ts";
import { type Line, openLine } from "./line.ts";
import { obey } from "./program.ts";
import { askSome, type Crowd, honestSession, hostileSession } from "./session.ts";
import type { Target } from "./targets.ts";

/** So many connections at once, beside those that stay open. */
const HONEST = 24;
const HOSTILE = 16;

/** Milliseconds between two groups of requests on a connection that stays open. */
const PAUSE = 50;

interface Kept {
  readonly target: Target;
  readonly route: Route;
  readonly line: Line;
}

let crowd: Crowd;
let targets: readonly Target[] = [];
let kept: readonly Kept[] = [];

/** A connection to each server, on which requests come until the end. */
async function start(given: { readonly targets: readonly Target[]; readonly seed: number }) {
  let count = 0;
  const random = generator(given.seed);
  crowd = { random, fresh: () => clientOf(count++), findings: noFindings() };
  targets = given.targets;
  kept = await Promise.all(
    targets.map(async (target) => {
      const route: Route = { peer: "151.101.0.1", isEdge: "always" };
      return { target, route, line: await openLine(target, route, random) };
    }),
  );
}

/** So many milliseconds of requests; then only the kept connections are left. */
async function run({ milliseconds }: { readonly milliseconds: number }): Promise<Findings> {
  const end = performance.now() + milliseconds;
  const again = async (session: typeof honestSession): Promise<void> => {
    while (performance.now() < end) await session(anyTarget(), crowd);
  };
  const over = new AbortController();
  const keptOnes = kept.map(async ({ line, target, route }) => {
    // Never silent for long: that would end them.
    while (!over.signal.aborted) {
      await askSome(line, target, route, crowd);
      await pause(PAUSE);
    }
  });
  await Promise.all([
    ...Array.from({ length: HONEST }, () => again(honestSession)),
    ...Array.from({ length: HOSTILE }, () => again(hostileSession)),
  ]);
  over.abort();
  await Promise.all(keptOnes);
  return crowd.findings;
}

function anyTarget(): Target {
  const target = targets[crowd.random(targets.length)];
  if (target === undefined) throw new Error("no targets");
  return target;
}

obey({
  start,
  run,
  finish: async () => {
    await Promise.all(kept.map(({ line }) => line.close()));
  },
});
