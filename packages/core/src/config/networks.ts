import { AddressSet } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { failField } from "../errors.ts";
import { isObject } from "../options/fields.ts";

/** Addresses and CIDRs by the name of their owner. */
export type Networks = Readonly<Record<string, readonly string[]>>;

/** One of them, parsed. */
export interface Network {
  readonly name: string;
  /** As it was given. */
  readonly list: unknown;
  readonly addresses: AddressSet;
}

/** Lists that were parsed: each resolver is given the same. */
const parsedLists = new WeakMap<object, AddressSet>();

/** @throws ClientIpError `bad-field`, or an error of the addresses */
export function parseNetworks(networks: unknown): readonly Network[] {
  if (!isObject(networks)) return failField("networks", networks, "an object of address lists");
  return Object.entries(networks).map(([name, list]) => ({
    name,
    list,
    addresses: parseList(list),
  }));
}

const NOTHING = new AddressSet({ prefixes: [] });
/** Each resolver is given the same lists. */
let last: { readonly lists: readonly unknown[]; readonly addresses: AddressSet } | undefined;

/** The addresses of all networks together: to look once takes less than to look in each. */
export function addressesOf(networks: readonly Network[]): AddressSet {
  if (networks.length === 0) return NOTHING;
  const lists = networks.map(({ list }) => list);
  const isSame =
    last?.lists.length === lists.length && last.lists.every((one, i) => one === lists[i]);
  if (!isSame) last = { lists, addresses: parseAddressSet(lists.flat()) };
  return last!.addresses;
}

function parseList(list: unknown): AddressSet {
  if (typeof list !== "object" || list === null) return parseAddressSet(list);
  let parsed = parsedLists.get(list);
  if (parsed === undefined) parsedLists.set(list, (parsed = parseAddressSet(list)));
  return parsed;
}
