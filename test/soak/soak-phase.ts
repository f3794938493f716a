import type { Events, Rest, Sample, Setting } from "./figures.ts";
import { type Findings, noFindings } from "./findings.ts";
import { growthOf } from "./heap.ts";
import { faultsOfSoak } from "./judge.ts";
import { Program } from "./program.ts";
import { SAMPLE_HEAD, sampleLine, summaryOf, totalOf } from "./report.ts";
import { nameOf, type Target } from "./targets.ts";

/** The heap is sampled so often, each time when the clients pause. */
const ROUNDS = 20;

/**
 * The servers are warm after so many right answers: until then, V8 compiles their code and its
 * caches fill. Before 60,000 the heap grew by 2 to 5 MB in each run, whatever time that took.
 */
const WARM = 60_000;

/** Milliseconds of a round in which they warm up. */
const WARM_UP = 3_000;

/** Milliseconds: longer than any honest client is silent. */
const SILENCE = 10_000;

/** Milliseconds in which honest connections close when their clients pause. */
const PATIENCE = 500;

/**
 * Servers of all kinds under honest and hostile clients.
 *
 * @returns what is wrong
 */
export async function soak(url: string, minutes: number, seed: number): Promise<readonly string[]> {
  const servers = new Program("servers", ["--expose-gc", "--no-warnings"]);
  const clients = new Program("clients");
  const targets = await servers.ask<readonly Target[]>("start", {
    url,
    silence: SILENCE,
  } satisfies Setting);
  await clients.ask("start", { targets, seed });

  let findings: Findings = noFindings();
  while (totalOf(findings) < WARM) {
    findings = await clients.ask("run", { milliseconds: WARM_UP });
  }
  console.log(`${targets.length} servers, ${minutes} minutes, seed ${seed}\n\n${SAMPLE_HEAD}`);
  const samples: Sample[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    findings = await clients.ask("run", { milliseconds: (minutes * 60_000) / ROUNDS });
    const sample = await servers.ask<Sample>("sample", {
      kept: targets.length,
      patience: PATIENCE,
    } satisfies Rest);
    samples.push(sample);
    console.log(sampleLine(sample, findings));
  }
  await clients.ask("finish");
  const end = await servers.ask<Sample>("sample", { kept: 0, patience: 60_000 } satisfies Rest);
  const events = await servers.ask<Events>("events");
  console.log(sampleLine(end, findings));
  await Promise.all([servers.end(), clients.end()]);

  const growth = growthOf(samples, "heap");
  console.log(`\nThe heap grew by ${growth} bytes from the second fifth to the last.`);
  console.log(summaryOf(findings, events));
  return faultsOfSoak({ samples, end, events, findings, servers: targets.map(nameOf) });
}
