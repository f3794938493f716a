import type { Finding } from "@client-ip/core";
import type { Paint, Report, Terminal } from "../options/output.ts";
import { type PathOptions, resolverFor } from "../options/path-option.ts";

/** The options of `client-ip check`. */
export interface CheckOptions extends PathOptions {
  readonly strict?: boolean;
}

/**
 * What may be unwise in a path, with what to write.
 *
 * @throws ClientIpError when the path is not valid
 */
export async function check(options: CheckOptions, terminal: Terminal): Promise<Report> {
  const { findings } = await resolverFor(options, terminal);
  const isWrong = ({ severity }: Finding): boolean =>
    severity === "danger" || options.strict === true;
  return {
    text: (paint) => textOf(findings, paint),
    json: { findings },
    exitCode: findings.some((finding) => isWrong(finding)) ? 1 : 0,
  };
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
