/**
 * The reply for curl.
 *
 * @param {import("./reply.js").Report} report
 */
export function text({ application, answers, explanation, headers, path, commands }) {
  const { framework, setting } = application;
  return printable(`clientIp is ${answers.clientIp}, ${framework} with ${setting} says ${answers.ip}

Why:
${indented(String(explanation).split("\n"))}

Headers as ${framework} received them:
${indented(headers.map(([name, value]) => `${name}: ${value}`))}

The path in its configuration, client first:
${indented(path.map((hop) => JSON.stringify(hop)))}

Try:
${indented(commands)}
`);
}

/**
 * Text for a terminal: a header value must not move the cursor. Line ends stay. Other control
 * characters are written as in JSON, also those of C1, which Node allows in a header.
 *
 * @param {string} value
 */
export function printable(value) {
  return value.replaceAll(
    /(?!\n)\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** @param {readonly string[]} lines */
function indented(lines) {
  return lines.map((line) => `  ${line}`).join("\n");
}
