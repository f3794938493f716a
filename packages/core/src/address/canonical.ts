import { Address } from "./address.ts";
import { formatAddress, parseAddress } from "./parse.ts";

const register = new Address();

/**
 * The canonical text of an address, without a zone: all spellings of one address have the same.
 * `undefined` for what is none, such as an address with a port.
 */
export function canonicalAddress(text: string): string | undefined {
  const zone = text.indexOf("%");
  const found = parseAddress(text, 0, zone < 0 ? text.length : zone, register);
  return found ? formatAddress(register) : undefined;
}
