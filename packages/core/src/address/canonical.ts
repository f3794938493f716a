import { Address } from "./address.ts";
import { formatAddress, parseAddress } from "./parse.ts";

const register = new Address();

/**
 * The canonical text of an address, without a zone: the same for all spellings of one address.
 * `undefined` for text that is not an address, or has a port.
 */
export function canonicalAddress(text: string): string | undefined {
  const zone = text.indexOf("%");
  const found = parseAddress(text, 0, zone < 0 ? text.length : zone, register);
  return found ? formatAddress(register) : undefined;
}
