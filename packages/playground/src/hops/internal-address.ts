import { Address, isNonPublic, parseAddress } from "@client-ip/core/internal";

const scratch = new Address();

/** Whether a proxy may take an address for one of its own network's. */
export function isInternal(address: string): boolean {
  return parseAddress(address, 0, address.length, scratch) && isNonPublic(scratch);
}
