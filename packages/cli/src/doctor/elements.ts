import { canonicalAddress } from "@client-ip/core/internal";
import { linesOf } from "./headers.ts";

/**
 * What stands between the commas of a header's lines, first line first, as canonical addresses;
 * `undefined` for what is no address. Ports, brackets and quotes are taken off. Only for looking:
 * whether a path is proposed, the core's own grammar decides.
 */
export function elementsOf(
  rawHeaders: readonly string[],
  header: string,
): readonly (string | undefined)[] {
  const texts = linesOf(rawHeaders, header).flatMap((line) => line.split(","));
  return texts.map((text) => addressIn(header === "forwarded" ? forIn(text) : text.trim()));
}

function forIn(element: string): string {
  return /(?:^|;)\s*for\s*=\s*"?([^;"]*)/i.exec(element)?.[1] ?? "";
}

function addressIn(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? /^([\d.]+):\d{1,5}$/.exec(text);
  return text === "unix:" ? "unix" : canonicalAddress(bare?.[1] ?? text);
}
