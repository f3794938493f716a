import { closest } from "@client-ip/core/internal";
import { files, vectors as recorded, type Vector } from "@client-ip/vectors";
import type { Paint, Report } from "../options/output.ts";
import { failUsage } from "../options/path-option.ts";
import { programOf } from "./program.ts";
import { withPublicAddresses } from "./public-addresses.ts";
import { type Implementation, questionOf } from "./question.ts";
import { serverAt } from "./server.ts";
import { Judge, type Verdict } from "./verdict.ts";

/** The options of `client-ip vectors`. */
export interface VectorsOptions {
  readonly run?: string;
  readonly url?: string;
  readonly file?: readonly string[];
  readonly http?: boolean;
  readonly publicAddresses?: boolean;
  /** For each answer, in milliseconds. */
  readonly timeout?: number;
}

/** For all answers, in milliseconds. */
const MAX_TIME = 600_000;

/** How the answers to one file are. */
interface Score extends Record<Verdict, number> {
  readonly file: string;
  right: number;
  readonly wrong: string[];
}

/**
 * Asks another implementation about each recording.
 *
 * @throws CommandError `command-usage`, `vectors-answer`
 */
export async function vectors(options: VectorsOptions): Promise<Report> {
  const chosen = chosenVectors(options);
  const judge = new Judge(chosen.flatMap(([, all]) => all));
  const implementation = implementationOf(options);
  const deadline = Date.now() + MAX_TIME;
  try {
    const scores: Score[] = [];
    for await (const [file, all] of inTurn(chosen)) {
      scores.push(await scoreOf(file, all, implementation, judge, deadline));
    }
    return {
      text: (paint) => textOf(scores, paint),
      json: { files: scores },
      exitCode: scores.some(({ wrong }) => wrong.length > 0) ? 1 : 0,
    };
  } finally {
    implementation.close();
  }
}

function implementationOf({ run, url, timeout = 5_000 }: VectorsOptions): Implementation {
  if (run !== undefined && url === undefined) return programOf(run, timeout);
  if (run !== undefined || url === undefined) {
    return failUsage(
      "neither a program nor a URL, or both",
      "one of --run 'COMMAND' and --url URL",
    );
  }
  const found = URL.canParse(url) ? new URL(url) : undefined;
  if (found !== undefined && /^https?:$/.test(found.protocol)) return serverAt(found, timeout);
  const given = found === undefined ? "is no URL" : `begins with ${found.protocol}`;
  return failUsage(`a --url that ${given}`, "a URL that begins with http:// or https://");
}

/** The vectors of each file that are asked about: none whose path does not fit its proxies. */
function chosenVectors(options: VectorsOptions): (readonly [file: string, Vector[]])[] {
  const names = options.file ?? files;
  const unknown = names.find((name) => !files.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, files);
    failUsage(
      `--file ${JSON.stringify(unknown)}`,
      meant === undefined ? `one of ${files.join(", ")}` : `a file of vectors, such as ${meant}`,
    );
  }
  return names.map((file) => [file, recordedIn(file, options)]);
}

/** The recordings of a file that the options leave. */
export function recordedIn(
  file: string,
  { http, publicAddresses }: Pick<VectorsOptions, "http" | "publicAddresses">,
): Vector[] {
  const all = recorded(file).filter(
    ({ misuse, preamble, headers }) =>
      misuse !== true && (http !== true || (preamble === undefined && headers.length > 0)),
  );
  if (publicAddresses !== true) return all;
  const replaced: Vector[] = JSON.parse(withPublicAddresses(JSON.stringify(all)));
  return replaced;
}

/** One after another: the next when the loop has done with the one before. */
async function* inTurn<One>(all: readonly One[]): AsyncGenerator<One> {
  yield* all;
}

async function scoreOf(
  file: string,
  all: readonly Vector[],
  implementation: Implementation,
  judge: Judge,
  deadline: number,
): Promise<Score> {
  const score: Score = { file, right: 0, client: 0, none: 0, other: 0, forged: 0, wrong: [] };
  for await (const vector of inTurn(all)) {
    if (Date.now() > deadline) failUsage("more than ten minutes of questions", "a quicker program");
    const answer = await implementation.ask(questionOf(vector));
    score[judge.judge(answer, vector)]++;
    if (judge.isRight(answer, vector)) score.right++;
    else score.wrong.push(vector.id);
  }
  return score;
}

const COLUMNS = [
  "right",
  "wrong",
  "names the client",
  "no answer",
  "another answer",
  "forged text",
];

const rowOf = ({ file, right, wrong, client, none, other, forged }: Score): (number | string)[] => [
  file,
  right,
  wrong.length,
  client,
  none,
  other,
  forged,
];

function textOf(scores: readonly Score[], paint: Paint): string {
  const rows = scores.map(rowOf);
  const sums = COLUMNS.map((_, index) =>
    rows.reduce((sum, row) => sum + Number(row[index + 1]), 0),
  );
  const table = [["", ...COLUMNS], ...rows, ["all", ...sums]];
  const width = Math.max(...table.map(([name]) => String(name).length));
  const lines = table.map(([name, ...cells]) => {
    const texts = cells.map((cell, index) => String(cell).padStart(COLUMNS[index]!.length));
    return [String(name).padEnd(width), ...texts].join("  ");
  });
  const wrong = scores.flatMap((score) => score.wrong).slice(0, 10);
  return [
    paint("bold", lines[0]!),
    ...lines.slice(1),
    ...(wrong.length > 0 ? ["", `Among the wrong: ${wrong.join(", ")}`] : []),
  ].join("\n");
}
