import { quote } from "@client-ip/core/internal";
import type { Paint, Report, Terminal } from "../options/output.ts";
import { type PathOptions, resolverFor } from "../options/path-option.ts";
import { evidenceFor, type RequestOptions } from "../options/request-option.ts";
import { answersOfPeers, type PeerAnswer } from "../peers/all.ts";

/** The options of `client-ip diff`. */
type DiffOptions = PathOptions & RequestOptions;

/** One library's answer, and whether it is ours. */
interface Row extends PeerAnswer {
  readonly same: boolean;
}

/**
 * What other libraries answer to the same request.
 *
 * @throws ClientIpError when the path or the request is not valid
 */
export async function diff(options: DiffOptions, terminal: Terminal): Promise<Report> {
  const resolver = await resolverFor(options, terminal);
  const evidence = await evidenceFor(options, resolver, terminal);
  const { ip, status } = resolver.resolve(evidence);
  const rows = answersOfPeers(evidence).map((one): Row =>
    Object.assign(one, { same: one.answer === ip }),
  );
  return {
    text: (paint) => textOf(ip ?? `no client (${status})`, rows, paint),
    json: {
      clientIp: { ip, status },
      others: rows,
    },
    exitCode: rows.every(({ same }) => same) ? 0 : 1,
  };
}

/** Some libraries answer with what the client wrote: it must not reach the terminal as it is. */
function shown(answer: string | undefined): string {
  if (answer === undefined) return "nothing";
  return /^[\w.:%[\]/-]{1,64}$/.test(answer) ? answer : quote(answer);
}

function textOf(ours: string, rows: readonly Row[], paint: Paint): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const answers = rows.map(({ answer }) => shown(answer));
  const widest = Math.max(ours.length, ...answers.map(({ length }) => length));
  const lines = rows.map(({ name, setting, same }, index) => {
    const mark = same ? paint("green", "same     ") : paint("red", "different");
    return `${name.padEnd(width)}  ${answers[index]!.padEnd(widest)}  ${mark}  ${paint("dim", setting)}`;
  });
  return [paint("bold", `${"client-ip".padEnd(width)}  ${ours}`), ...lines].join("\n");
}
