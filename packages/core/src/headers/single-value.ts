import { parseAddress, parseAddressColonPort, parseEndpoint } from "../address/parse.ts";
import { joinedHeader } from "./header-lines.ts";
import { markTrimmed } from "./scan.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/**
 * Reads a header that holds one address, such as X-Real-IP. More than one line, or a comma, is malformed even with
 * equal values: proxies leave a forged line first, so there is no right one to choose.
 */
export function readValue(
  state: HeaderReader,
  header: string,
  format: "ip" | "ip:port" | undefined,
): ReadResult {
  const joined = joinedHeader(state.evidence, header);
  if (joined === undefined) return "missing";
  state.budget -= joined.length;
  if (state.budget < 0) return "too-long";
  markTrimmed(state, joined, 0, joined.length);
  const parse =
    format === undefined ? parseEndpoint : format === "ip" ? parseAddress : parseAddressColonPort;
  return parse(joined, state.reported.from, state.reported.to, state.reported)
    ? "address"
    : "malformed";
}
