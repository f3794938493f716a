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

/** Whether the text is one quoted string from its first to its last character. */
function isQuotedString(text: string): boolean {
  let index = 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return text[0] === '"' && index === text.length - 1;
}

/** The URIs of an element as Envoy writes it; undefined if the text is none. */
function urisOf(element: string): readonly string[] | undefined {
  const pairs = cut(element, ";").map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return { name, value: rest.join("=") };
  });
  const names = pairs.map(({ name }) => name).join(" ");
  if (!/^(By )*Hash( Cert)?( Chain)?( Subject)?( URI)*( DNS)*$/.test(names)) return undefined;
  const areValues = pairs.every(({ name, value }) =>
    ["Cert", "Chain", "Subject"].includes(name) ? isQuotedString(value) : !/[,;"\s]/.test(value),
  );
  return areValues
    ? pairs.filter(({ name }) => name === "URI").map(({ value }) => value)
    : undefined;
}

/**
 * The URIs of the element that the innermost Envoy added. What stands before its comma is a
 * client's: a quote there opens nothing for Envoy, which only appends.
 */
function lastUris(header: string): readonly string[] | undefined {
  const parts = header.split(",");
  return parts
    .map((_, index) =>
      urisOf(
        parts
          .slice(parts.length - 1 - index)
          .join(",")
          .trimStart(),
      ),
    )
    .find((uris) => uris !== undefined);
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
      const uris = which === "last" ? lastUris(header) : urisOf(header.trim());
      if (ip !== undefined) kept("the gateway's URI, once", String(uris) === GATEWAY);
    }
  },
};
