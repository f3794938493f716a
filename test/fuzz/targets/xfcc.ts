import { GATEWAY, HASH, from } from "../../../packages/core/test/support/xfcc.ts";
import { kept, type Target } from "../target.ts";

/** The parts between the separators that stand outside of quotes, by a parse from the left. */
function cut(text: string, separator: string): string[] {
  const parts = [""];
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === separator && !isQuoted) {
      parts.push("");
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    const isEscape = char === "\\" && isQuoted;
    parts[parts.length - 1] += isEscape ? char + (text[++index] ?? "") : char;
  }
  return parts;
}

/** The URIs of the last element. Whether it is one of Envoy's at all is not judged. */
function lastUris(header: string): readonly string[] {
  const element = cut(header, ",").at(-1) ?? "";
  return cut(element, ";").flatMap((pair) => {
    const [, name = "", value = ""] = /^\s*([^=]*)=(.*)$/s.exec(pair) ?? [];
    return name.toLowerCase() === "uri" ? [value.replace(/^"(.*)"\s*$/s, "$1").trim()] : [];
  });
}

export const xfcc: Target = {
  name: "xfcc",
  guidedBy: ["core/src/headers/xfcc"],
  seeds: [
    `By=spiffe://a;${HASH};Subject="CN=x,O=y";URI=${GATEWAY}`,
    `${HASH};URI=${GATEWAY},${HASH};URI=spiffe://other`,
    `URI=${GATEWAY}`,
    `${HASH};Subject="\\"";URI=${GATEWAY}`,
  ],
  tokens: [
    ",",
    ";",
    "=",
    '"',
    "\\",
    '\\"',
    "URI=",
    "uri=",
    `URI=${GATEWAY}`,
    "Hash=",
    "By=",
    "Subject=",
    HASH,
    " ",
    "%2C",
  ],
  check: (input) => {
    const header = input.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "");
    for (const which of ["last", "only"] as const) {
      const { ip, status } = from(which, header);
      kept("a client, or a status that is none", (ip === undefined) === (status !== "resolved"));
      // Only the one URI of the last element proves it, not what a client sends in front.
      if (ip !== undefined) kept("the gateway's URI, once", String(lastUris(header)) === GATEWAY);
    }
  },
};
