import { printable } from "./printable.js";

/**
 * The answer for curl.
 *
 * @param {import("./answer.js").Report} report
 */
export function text({ application, said, explanation, headers, path, commands }) {
  const { framework, setting } = application;
  return printable(`clientIp says ${said.clientIp}, ${framework} with ${setting} says ${said.ip}

Why clientIp says so:
${indented(String(explanation).split("\n"))}

Headers as ${framework} received them:
${indented(headers.map(([name, value]) => `${name}: ${value}`))}

The path it was told, client first:
${indented(path.map((hop) => JSON.stringify(hop)))}

Try:
${indented(commands)}
`);
}

/** @param {readonly string[]} lines */
function indented(lines) {
  return lines.map((line) => `  ${line}`).join("\n");
}
