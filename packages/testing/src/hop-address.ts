import { ClientIpError } from "@client-ip/core";
import {
  Address,
  type AddressSet,
  formatAddress,
  isNonUnicast,
  parseAddress,
  type PathHop,
} from "@client-ip/core/internal";

/** The address of a hop that may have any. */
const ANYWHERE = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"];

/**
 * An address that a hop of the path can have.
 *
 * @param taken the addresses of the client and of other hops, which are used only if no other is
 *   left
 * @param isPeer whether it is the socket's peer. Then loopback is preferred: a test's client
 *   connects from there
 * @returns canonical text, `unix` or `invoker`
 * @throws ClientIpError `no-test-request` for a live list of which no addresses are known yet
 */
export function addressOf(
  { address, name }: PathHop,
  taken: readonly string[],
  isPeer: boolean,
): string {
  const candidates = address === undefined ? ANYWHERE : candidatesOf(address, isPeer);
  const found = candidates.find((text) => !taken.includes(text)) ?? candidates[0];
  if (found !== undefined) return found;
  // Without addresses the set has a word, or a live list that is not known yet.
  if (address?.invoker === true) return "invoker";
  return address?.unix === true ? "unix" : failUnknown(name);
}

function failUnknown(hop: string): never {
  throw new ClientIpError({
    code: "no-test-request",
    given: `the hop ${hop}, of which no address is known`,
    expected: "a hop with a known address",
    remedy: "In a test give the hop an address, or prefixes to its live list.",
  });
}

const register = new Address();

function candidatesOf(set: AddressSet, isPeer: boolean): string[] {
  const sets = [set, ...set.live.map(({ current }) => current)];
  const inside = sets.flatMap(({ ranges }) =>
    ranges.flatMap(({ family, first, last }) =>
      [first + 1n, first + 2n, first + 3n, first, last]
        .filter((value) => value <= last)
        .map((value) => textOf(family, value)),
    ),
  );
  const local = isPeer ? ["127.0.0.1", "::1"] : [];
  return [...local, ...ANYWHERE, ...inside, "127.0.0.6", "::6"].filter((text) => {
    parseAddress(text, 0, text.length, register);
    return set.matches(register) && !isNonUnicast(register);
  });
}

/** The canonical text of an address as a number. */
function textOf(family: 4 | 6, value: bigint): string {
  const word = (index: bigint): number => Number(BigInt.asIntN(32, value >> (32n * index)));
  register.family = family;
  if (family === 4) register.setIPv4(word(0n));
  else [register.a, register.b, register.c, register.d] = [word(3n), word(2n), word(1n), word(0n)];
  return formatAddress(register);
}
