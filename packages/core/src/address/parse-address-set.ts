import { AddressSet, type LiveView } from "./address-set.ts";
import { isSidecar } from "./special.ts";
import { ClientIpError, quote } from "../errors.ts";
import { LiveAddresses } from "./live-addresses.ts";
import type { Prefix } from "./prefix.ts";
import { parsePrefix, RANGE_NAMES } from "./prefix.ts";

/**
 * Parses a hop's `address` field: one entry or an array of entries.
 *
 * @throws ClientIpError `bad-address` or `host-bits`
 */
export function parseAddressSet(value: unknown): AddressSet {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length === 0) failEntry(value, "at least one address");
  const prefixes: Prefix[] = [];
  const live: LiveView[] = [];
  const flags = { any: false, unix: false, invoker: false, sidecar4: false, sidecar6: false };
  for (const entry of entries) {
    if (entry instanceof LiveAddresses) live.push({ source: entry, current: entry.current });
    else if (typeof entry !== "string") failEntry(entry, "a string or a LiveAddresses");
    else if (entry === "any" || entry === "unix" || entry === "invoker") flags[entry] = true;
    else {
      const ranges = RANGE_NAMES.get(entry);
      if (ranges !== undefined) {
        prefixes.push(...ranges.map((text) => parsePrefix(text)));
        continue;
      }
      const prefix = parsePrefix(entry);
      const { network, bits } = prefix;
      const literal = bits === (network.family === 4 ? 32 : 128);
      if (literal && isSidecar(network))
        flags[network.family === 4 ? "sidecar4" : "sidecar6"] = true;
      else prefixes.push(prefix);
    }
  }
  return new AddressSet({ prefixes, live, ...flags });
}

function failEntry(value: unknown, expected: string): never {
  throw new ClientIpError({
    code: "bad-address",
    given: quote(value),
    expected,
    remedy:
      value instanceof Promise
        ? "Await it, and give what it resolves to."
        : 'Write address: "10.0.0.0/8", or an array of such strings.',
  });
}
