import type { AddressSet } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { failField } from "../errors.ts";
import { isObject } from "../options/fields.ts";

/** Addresses and CIDRs by the name of their owner. */
export type Networks = Readonly<Record<string, readonly string[]>>;

/** One of them, parsed. */
export interface Network {
  readonly name: string;
  readonly addresses: AddressSet;
}

/** Lists that were parsed: each resolver is given the same. */
const parsedLists = new WeakMap<object, AddressSet>();

/** @throws ClientIpError `bad-field`, or an error of the addresses */
export function parseNetworks(networks: unknown): readonly Network[] {
  if (!isObject(networks)) return failField("networks", networks, "an object of address lists");
  return Object.entries(networks).map(([name, list]) => ({ name, addresses: parseList(list) }));
}

function parseList(list: unknown): AddressSet {
  if (typeof list !== "object" || list === null) return parseAddressSet(list);
  let parsed = parsedLists.get(list);
  if (parsed === undefined) parsedLists.set(list, (parsed = parseAddressSet(list)));
  return parsed;
}
