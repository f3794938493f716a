import { prefixesOverlap } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { FINDINGS } from "./findings.ts";

const PRIVATE = parseAddressSet(["private", "cgnat"]);

/** The finding about private addresses as text, by its cause, and what to write for it. */
interface PrivateText {
  readonly cause: "privateHost" | "privateText";
  /** With the user's own addresses. */
  readonly remedy: string;
}

/**
 * What is unwise in private addresses as text; `undefined` if nothing is.
 *
 * @param hop the outermost hop
 * @param text the text that the path was read from
 */
export function privateTextOf({ repeat }: ParsedHop, text: string): PrivateText | undefined {
  // Ranges alone: no hop by name is repeated.
  if (!repeat) return undefined;
  const ranges = text.split(",").map((range) => range.trim());
  const privates = ranges.filter((range) => prefixesOverlap(parseAddressSet(range), PRIVATE));
  if (privates.length === 0) return undefined;
  const cause = privates.every((range) => isHost(range)) ? "privateHost" : "privateText";
  const { remedy } = FINDINGS[cause];
  const quoted = ranges.map((range) => `'${range}'`).join(", ");
  const own = remedy
    .replace(/nginx [\d./]+/, () => `nginx ${ranges.join(", ")}`)
    .replace(/(?<=address: )'[^']+'/, () => (ranges.length === 1 ? quoted : `[${quoted}]`));
  return { cause, remedy: own };
}

function isHost(range: string): boolean {
  return /^[\da-f.:]+(?:\/(?:32|128))?$/i.test(range);
}
