import { createResolver } from "@client-ip/core";
import { contestants, type Contestant } from "./packages.ts";
import { type Recording, requestOf } from "./recordings.ts";
import { settingOf } from "./setting.ts";

/** What an answer is worth. */
export type Verdict = "client" | "none" | "other" | "forged";

const direct = createResolver("direct");

/** An address without port, brackets and zone, in canonical text; other text as it is. */
function address(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1];
  return direct.clientIp({ peer: bare ?? text, rawHeaders: [] }) ?? text;
}

/** Each address that is a machine's in the recordings: of clients, peers and hops. */
function machinesIn(recordings: readonly Recording[]): ReadonlySet<string> {
  const hops = recordings.flatMap(({ path }) => path.flatMap((hop) => [hop.address ?? []].flat(2)));
  const texts = hops.filter((hop) => typeof hop === "string");
  const ends = recordings.flatMap(({ truth, peer }) => [truth ?? "", peer]);
  return new Set([...texts, ...ends].map((text) => address(text)));
}

/**
 * `forged`: text of an attack that is no machine's address. `unknown` is a proxy's own word, too.
 */
function judge(
  answer: string | undefined,
  { truth, attack }: Recording,
  machines: ReadonlySet<string>,
): Verdict {
  if (answer === undefined || answer === "") return "none";
  const named = address(answer);
  if (truth !== null && named === address(truth)) return "client";
  return attack && named !== "unknown" && !machines.has(named) ? "forged" : "other";
}

/** What one package answered to all recordings, in their order. */
export interface Result {
  readonly contestant: Contestant;
  readonly verdicts: readonly Verdict[];
}

async function ask(
  contestant: Contestant,
  recordings: readonly Recording[],
  machines: ReadonlySet<string>,
): Promise<Result> {
  const askers = new Map<string, ReturnType<Contestant["askedBy"]>>();
  const verdicts: Verdict[] = [];
  for (const recording of recordings) {
    const { path } = recording;
    const key = JSON.stringify(path);
    const asker = askers.get(key) ?? contestant.askedBy(path, settingOf(path));
    askers.set(key, asker);
    verdicts.push(judge(await asker(requestOf(recording)), recording, machines));
  }
  return { contestant, verdicts };
}

/** Asks every package about every recording. */
export async function compare(recordings: readonly Recording[]): Promise<readonly Result[]> {
  const machines = machinesIn(recordings);
  return Promise.all(contestants.map((contestant) => ask(contestant, recordings, machines)));
}

/** How often each kind of answer was given. */
export function scoreOf(verdicts: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  const score = { client: 0, none: 0, other: 0, forged: 0 };
  for (const verdict of verdicts) score[verdict]++;
  return score;
}
