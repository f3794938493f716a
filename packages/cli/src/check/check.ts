import type { Finding } from "@client-ip/core";
import { quote } from "@client-ip/core/internal";
import type { Paint, Report, Terminal } from "../options/output.ts";
import { type PathOptions, resolverFor } from "../options/path-option.ts";

/** The options of `client-ip check`. */
export interface CheckOptions extends PathOptions {
  readonly strict?: boolean;
}

/** Of the lists at this moment, not of the path: the application reads them when it runs. */
const OF_LISTS: ReadonlySet<string> = new Set(["live-list-pending", "live-list-stale"]);

/**
 * What may be unwise in a path, with what to write.
 *
 * @throws ClientIpError when the path is not valid
 */
export async function check(options: CheckOptions, terminal: Terminal): Promise<Report> {
  const { findings: all } = await resolverFor(options, terminal);
  const findings = all.filter(({ code }) => !OF_LISTS.has(code));
  const unread = all.filter(({ code }) => OF_LISTS.has(code)).map(({ hop }) => quote(hop));
  if (unread.length > 0) terminal.stderr.write(`${noteOf(unread)}\n`);
  const isWrong = ({ severity }: Finding): boolean =>
    severity === "danger" || options.strict === true;
  return {
    text: (paint) => textOf(findings, paint),
    json: { findings },
    exitCode: findings.some((finding) => isWrong(finding)) ? 1 : 0,
  };
}

function noteOf(hops: readonly string[]): string {
  return (
    `note: the live list of ${hops.join(" and of ")} was not read, so its addresses were not ` +
    "checked. The application reads it when it runs."
  );
}

function textOf(findings: readonly Finding[], paint: Paint): string {
  if (findings.length === 0) return paint("green", "The path is valid. Nothing was found.");
  const dangers = findings.filter(({ severity }) => severity === "danger").length;
  const count = `The path is valid. Dangers: ${dangers}. Advice: ${findings.length - dangers}.`;
  return [...findings.map((finding) => findingText(finding, paint)), count].join("\n\n");
}

function findingText({ severity, code, hop, message, remedy }: Finding, paint: Paint): string {
  const color = severity === "danger" ? "red" : "yellow";
  return [
    `${paint(color, severity)} ${paint("bold", code)}, hop ${paint("cyan", hop)}`,
    `  ${message}`,
    `  ${paint("green", "Fix:")} ${remedy}`,
  ].join("\n");
}
