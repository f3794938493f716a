import { Address } from "../address/address.ts";
import type { AddressSet } from "../address/address-set.ts";
import { addressesOf, type Network } from "../config/networks.ts";
import { isNonPublic } from "../address/non-public.ts";
import { parseAddress } from "../address/parse.ts";
import { isLoopback } from "../address/special.ts";
import type { CompiledPath } from "../path/compile-path.ts";
import type { WalkState } from "./walk-state.ts";

/** The largest network of which the first host is taken for a gateway: Docker's are /16. */
const SHORTEST_PREFIX = 16;
const LONGEST_PREFIX = 24;

/** The addresses at which a client is probably a proxy that the path forgot. */
export class ProbableProxies {
  /** Those of hops that are single hosts. A range may hold clients as well. */
  readonly #hosts: readonly AddressSet[];
  /** Those from which CDNs connect to origins. */
  readonly #networks: AddressSet;

  /** @param networks the addresses from which each known CDN connects to origins */
  constructor({ hops }: CompiledPath, networks: readonly Network[]) {
    const hosts: AddressSet[] = [];
    for (const { address } of hops) if (address?.isHosts === true) hosts.push(address);
    this.#hosts = hosts;
    this.#networks = addressesOf(networks);
  }

  /**
   * Whether the client of a walk is one of them. The walk has ended well: the socket's peer or a
   * recognized hop names it, never a header of a stranger.
   */
  has(state: WalkState): boolean {
    const { cursor, walked } = state;
    const isOne =
      walked?.manyClients?.matchesExplicitly(cursor) === true ||
      isGateway(state) ||
      isIn(this.#hosts, cursor) ||
      // A CDN may name one more of its own servers.
      (this.#networks.matchesExplicitly(cursor) &&
        walked?.address?.matchesExplicitly(cursor) !== true);
    // A local client of a local proxy is none.
    return isOne && !isLoopback(cursor);
  }
}

const register = new Address();

/** For warnings: the name of the network that has a client's address. */
export function networkNameOf(networks: readonly Network[], ip: string): string | undefined {
  if (!parseAddress(ip, 0, ip.length, register)) return undefined;
  return networks.find(({ addresses }) => addresses.matchesExplicitly(register))?.name;
}

function isIn(sets: readonly AddressSet[], address: Address): boolean {
  for (const set of sets) if (set.matchesExplicitly(address)) return true;
  return false;
}

/**
 * Whether it is the first host of a private network in which the hop is that named it: a gateway,
 * such as Docker's or a node's, that hides its clients from the proxy.
 */
function isGateway({ source, cursor, reported: teller }: WalkState): boolean {
  if (source === "socket" || cursor.family !== teller.family) return false;
  return (
    (cursor.family === 4 ? isFirstIPv4(cursor.a, teller.a) : isFirstIPv6(cursor, teller)) &&
    isNonPublic(cursor)
  );
}

function isFirstIPv4(host: number, neighbor: number): boolean {
  const network = host - 1;
  // The bits behind the last one that is set: as many can be the host's part.
  const bits = Math.max(32 - trailingZeros(network), SHORTEST_PREFIX);
  return bits <= LONGEST_PREFIX && (network ^ neighbor) >>> (32 - bits) === 0;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Of a /64, which is a network's size (RFC 4291 2.5.4). */
function isFirstIPv6({ a, b, c, d }: Address, neighbor: Address): boolean {
  return d === 1 && c === 0 && a === neighbor.a && b === neighbor.b;
}
