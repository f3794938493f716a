import { type AddressSet, hasPendingList, type LiveSource } from "../address/address-set.ts";

/** Whether a version of a live list is not in use, because it violates a rule of the path. */
export function hasRefused(address: AddressSet | undefined): boolean {
  return address?.live.some((view) => view.current !== view.source.current) === true;
}

/** Whether no addresses of a live list are known yet. */
export function hasPending(address: AddressSet | undefined): boolean {
  return address !== undefined && hasPendingList(address);
}

/** Whether a live list is old. */
export function hasStale(address: AddressSet | undefined): boolean {
  return address?.live.some(({ source }) => isOld(source)) === true;
}

/** Whether the list has addresses, and is older than it may be. */
export function isOld(list: LiveSource): boolean {
  const { current, staleAfter } = list;
  return staleAfter !== undefined && !current.isPending && list.isStale(staleAfter);
}
