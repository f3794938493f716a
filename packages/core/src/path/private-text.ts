import { prefixesOverlap } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { FINDINGS } from "./findings.ts";
import type { Finding } from "./lint.ts";

const PRIVATE = parseAddressSet(["private", "cgnat"]);

/**
 * What is unwise in private addresses as text, with the user's own addresses in the remedy.
 *
 * @param hop the outermost hop
 * @param text the text that the path was read from
 */
export function privateTextFinding({ name, repeat }: ParsedHop, text: string): Finding | undefined {
  // Ranges alone: no hop by name is repeated.
  if (!repeat) return undefined;
  const ranges = text.split(",").map((range) => range.trim());
  const privates = ranges.filter((range) => prefixesOverlap(parseAddressSet(range), PRIVATE));
  if (privates.length === 0) return undefined;
  const cause = privates.every((range) => isHost(range)) ? "privateHost" : "privateText";
  const { code, severity, message, remedy } = FINDINGS[cause];
  const quoted = ranges.map((range) => `'${range}'`).join(", ");
  const own = remedy
    .replace(/nginx [\d./]+/, () => `nginx ${ranges.join(", ")}`)
    .replace(/(?<=address: )'[^']+'/, () => (ranges.length === 1 ? quoted : `[${quoted}]`));
  return { code, severity, hop: name, message, remedy: own };
}

function isHost(range: string): boolean {
  return /^[\da-f.:]+(?:\/(?:32|128))?$/i.test(range) && /[.:]/.test(range);
}
