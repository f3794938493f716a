import { Address } from "../address/address.ts";
import type { AddressSet } from "../address/address-set.ts";
import { parseAddress, parseEndpoint } from "../address/parse.ts";
import { isNonUnicast } from "../address/special.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { ClientIpError } from "../errors.ts";
import { setTrimmedSlice } from "../headers/scan.ts";
import { MAX_HOPS } from "../limits.ts";
import type { CompiledPath } from "../path/compile-path.ts";

/**
 * Whether a framework's `trust proxy` may believe what the proxy at this address reports.
 *
 * @param address the socket's peer, or an element of X-Forwarded-For, as text
 * @param index 0 for the socket's peer, 1 for the last element, and so on
 */
export type Trust = (address: string | undefined, index: number) => boolean;

/** What the function needs to know of a path. */
interface Places {
  /** For each index from the socket outwards, the addresses of the hops that can be there. */
  readonly sets: readonly (readonly AddressSet[])[];
  /** Whether the hop in each place writes bare addresses, without a port. */
  readonly bare: readonly boolean[];
  /** Whether any number of the outermost hops follow each other. */
  readonly repeat: boolean;
}

const register = new Address();

/**
 * The function that walks a path for a framework, which gives it one address at a time.
 *
 * @throws ClientIpError `no-trust-function` for a path whose hops cannot be recognized so
 */
export function trustOf({ sequences }: CompiledPath): Trust {
  const { sets, bare, repeat } = placesOf(sequences);
  const last = sets.length - 1;
  return (address, index) => {
    const place = repeat && index > last ? last : index;
    const hops = sets[place];
    if (hops === undefined || index >= MAX_HOPS || typeof address !== "string") return false;
    // An element is written by the hop inside the one whose address it is.
    const writer = Math.min(index - 1, last);
    if (!(index === 0 ? parsePeer(address) : parseElement(address, bare[writer]!))) return false;
    return hops.some((set) => set.matches(register));
  };
}

/** Reads a socket's peer, without a zone. */
function parsePeer(text: string): boolean {
  const zone = text.indexOf("%");
  return parseAddress(text, 0, zone < 0 ? text.length : zone, register);
}

/** Reads an element of a list. No hop and no client has an unspecified or multicast address. */
function parseElement(text: string, bare: boolean): boolean {
  setTrimmedSlice(register, text, 0, text.length);
  if (!parseEndpoint(text, register.from, register.to, register)) return false;
  return !isNonUnicast(register) && !(bare && register.port >= 0);
}

function placesOf(sequences: CompiledPath["sequences"]): Places {
  const [visible = [], ...others] = sequences.map((hops) =>
    hops.filter(({ tells }) => tells.kind !== "source-address").toReversed(),
  );
  const inner = visible.slice(0, -1);
  for (const hops of [visible, ...others]) {
    const forks = hops.length !== visible.length || inner.some((hop, i) => hop !== hops[i]);
    if (forks) fail("entry points of several hops");
    for (const [index, hop] of hops.entries()) checkHop(hop, index === hops.length - 1);
  }
  const repeat = visible.at(-1)?.repeat === true;
  if (others.some((hops) => hops.at(-1)?.repeat !== repeat) || (repeat && others.length > 0)) {
    fail("an entry point that is repeated");
  }
  const hopsAt = (index: number): ReadonlySet<ParsedHop> =>
    new Set([visible, ...others].map((hops) => hops[index]!));
  return {
    // A hop without a proof has an address.
    sets: visible.map((_, index) => [...hopsAt(index)].map(({ address }) => address!)),
    bare: visible.map(({ tells }) => tells.kind === "list" && tells.format === "ip"),
    repeat,
  };
}

function checkHop(hop: ParsedHop, isOutermost: boolean): void {
  const { name, address, identity, secret, tells, repeat } = hop;
  if (identity !== undefined) fail(`the hop "${name}", which is known by an identity`);
  if (secret !== undefined) fail(`the hop "${name}", which is known by a secret`);
  if (tells.kind !== "list" || tells.header !== "x-forwarded-for" || tells.appends !== 1) {
    fail(`the hop "${name}", which does not append one element to X-Forwarded-For`);
  }
  if (tells.format === "ip:port") fail(`the hop "${name}", which writes ports`);
  if (repeat && !isOutermost) fail(`the repeated hop "${name}", which is not outermost`);
  // A connection that was reset has no address, and is not believed.
  if (address?.isUnixAlone === true) fail(`the hop "${name}", which is on a unix socket`);
}

/** Throws the error for a path, or an option, for which there is no such function. */
export function fail(given: string): never {
  throw new ClientIpError({
    code: "no-trust-function",
    given,
    expected: "addresses or a number of proxies, each of which appends to X-Forwarded-For",
    remedy:
      "Seal the requests, so that all readers hear the same answer: clientIp(path, { seal: … }), as docs/seal.md shows.",
  });
}
