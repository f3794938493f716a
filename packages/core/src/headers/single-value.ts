import { parseAddressColonPort, parseBareAddress, parseEndpoint } from "../address/parse.ts";
import { joinedHeader } from "./header-lines.ts";
import { setTrimmedSlice } from "./scan.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/**
 * Reads a header that holds one address, such as X-Real-IP. More than one line, or a comma, is
 * malformed even if the values are equal: some proxies leave a forged line in place and add their
 * own.
 */
export function readValue(
  reader: HeaderReader,
  header: string,
  format: "ip" | "ip:port" | undefined,
): ReadResult {
  const joined = joinedHeader(reader.evidence, header);
  if (joined === undefined) return "missing";
  reader.budget -= joined.length;
  if (reader.budget < 0) return "too-long";
  setTrimmedSlice(reader.reported, joined, 0, joined.length);
  const parse =
    format === undefined
      ? parseEndpoint
      : format === "ip"
        ? parseBareAddress
        : parseAddressColonPort;
  return parse(joined, reader.reported.from, reader.reported.to, reader.reported)
    ? "address"
    : "malformed";
}
