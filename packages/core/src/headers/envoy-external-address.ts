import { Address } from "../address/address.ts";
import { parseAddress } from "../address/parse.ts";
import { joinedHeader } from "./header-lines.ts";
import { commaBefore, firstInReach, setTrimmedSlice } from "./scan.ts";
import { readValue } from "./single-value.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/** The register for the element of X-Forwarded-For that the address must equal. */
const expected = new Address();

/**
 * Reads x-envoy-external-address and checks it against X-Forwarded-For.
 *
 * Envoy sets the header only with `use_remote_address`, and only on requests that it considers
 * external. On others a client's own value passes through. A genuine value equals the element of
 * X-Forwarded-For that Envoy took it from: the one left of the `trustedHops` elements that it
 * skipped. If the list is shorter, that is the last element, which Envoy appended itself: its own
 * peer.
 *
 * @param trustedHops Envoy's `xff_num_trusted_hops`
 */
export function readExternalAddress(
  reader: HeaderReader,
  header: string,
  trustedHops: number,
): ReadResult {
  const result = readValue(reader, header, "ip");
  if (result !== "address") return result;
  const { text, from, to } = reader.reported;
  const list = joinedHeader(reader.evidence, "x-forwarded-for");
  if (list === undefined) return "missing";
  let last = 0;
  let end = list.length;
  let comma = end;
  for (let skipped = 0; skipped <= trustedHops; skipped++) {
    if (comma < 0) {
      // The list is too short, so Envoy used its own peer: the last element.
      comma = last - 1;
      end = list.length;
      break;
    }
    end = comma;
    comma = commaBefore(list, end, firstInReach(reader, end));
    reader.budget -= end - comma;
    if (reader.budget < 0) return "too-long";
    if (skipped === 0) last = comma + 1;
  }
  setTrimmedSlice(reader.reported, list, comma + 1, end);
  const bare = parseAddress(list, reader.reported.from, reader.reported.to, expected);
  if (!bare) return "malformed";
  reader.reported.setSlice(text, from, to);
  return reader.reported.equals(expected) ? "address" : "conflict";
}
