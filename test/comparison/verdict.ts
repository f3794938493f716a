import { Judge, type Verdict } from "../../packages/cli/src/vectors/verdict.ts";
import { contestants, type Contestant } from "./packages.ts";
import { type Recording, requestOf } from "./recordings.ts";
import { settingOf } from "./setting.ts";

/** What one package answered to all recordings, in their order. */
export interface Result {
  readonly contestant: Contestant;
  readonly verdicts: readonly Verdict[];
}

async function ask(
  contestant: Contestant,
  recordings: readonly Recording[],
  judge: Judge,
): Promise<Result> {
  const askers = new Map<string, ReturnType<Contestant["askedBy"]>>();
  const verdicts: Verdict[] = [];
  for (const recording of recordings) {
    const { path } = recording;
    const key = JSON.stringify(path);
    const asker = askers.get(key) ?? contestant.askedBy(path, settingOf(path));
    askers.set(key, asker);
    verdicts.push(judge.judge((await asker(requestOf(recording))) ?? null, recording));
  }
  return { contestant, verdicts };
}

/** Asks every package about every recording. */
export async function compare(recordings: readonly Recording[]): Promise<readonly Result[]> {
  const judge = new Judge(recordings);
  return Promise.all(contestants.map((contestant) => ask(contestant, recordings, judge)));
}

/** How often each kind of answer was given. */
export function scoreOf(verdicts: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  const score = { client: 0, none: 0, other: 0, forged: 0 };
  for (const verdict of verdicts) score[verdict]++;
  return score;
}
