import type { AddressSet } from "../address/address-set.ts";
import { ClientIpError, shown } from "../errors.ts";
import type { Carrier } from "./identity-source.ts";
import { carrierOf } from "./identity-source.ts";
import { checkDoors, checkSequence } from "./rules.ts";
import type { ReadHop } from "../config/parse-hop.ts";
import { readHop } from "../config/parse-hop.ts";
import { isObject, knownFields } from "../config/fields.ts";
import type { ReadTells } from "../config/parse-tells.ts";
import type { Proof } from "../resolution.ts";

/** What lies beyond a point of the path: this hop, if it is one, and all that are further out. */
interface Beyond {
  /** Some hop from here outwards is `required`. */
  readonly holdsRequired: boolean;
  /** The addresses of the hops from here outwards. */
  readonly addresses: readonly AddressSet[];
}

/** A hop in its place: it knows its neighbour towards the client, and what its neighbours carry for it. */
export interface PathHop extends ReadHop, Beyond {
  readonly doors: undefined;
  readonly outer: Next;
  /** Who carries the proof of this hop's identity. */
  readonly carrier: Carrier | undefined;
  /** An inner hop has used up the secret in this header. */
  readonly secretSpent: boolean;
  /** Recognising or reading it looks at headers. */
  readonly readsHeaders: boolean;
  /** On which ground it is believed when recognised. */
  readonly grade: Proof;
  /** What names the client that this hop tells: `proxy-protocol` or a lower-case header name. */
  readonly source: string;
  /** Where the header stands among {@link CompiledPath.lists}, if it is a list. */
  readonly place: number;
  /** Names from this hop inwards, in the order traffic flows. */
  readonly via: readonly string[];
}

/** One front door. */
interface Door {
  /** Its innermost hop. */
  readonly door: PathHop;
  /** The innermost of its hops that can be recognised: one that keeps the source address cannot. */
  readonly seen: PathHop;
}

/** The fork at the outer end of a path. */
export interface Doors extends Beyond {
  readonly doors: readonly Door[];
}

/** Where a walk goes next; `undefined` at the outer end. */
export type Next = PathHop | Doors | undefined;

/** A path that passed all rules. */
export interface CompiledPath {
  readonly innermost: Next;
  /** Each complete way from the outer end to the application, outermost hop first. */
  readonly sequences: readonly (readonly ReadHop[])[];
  /** The ranges of the `repeat` hops: a client in one of them may be one more proxy. */
  readonly repeats: readonly AddressSet[];
  /** The list headers that it reads, lower case. */
  readonly lists: readonly string[];
}

/**
 * Reads, checks and links a path.
 *
 * @throws ClientIpError for the first rule that it breaks
 */
export function compilePath(path: readonly unknown[]): CompiledPath {
  const [first, ...others] = path.flat(Number.POSITIVE_INFINITY) as readonly unknown[];
  if (first === undefined) return refuseEmpty(path);
  const rest = others.map((element) => readInner(element));
  if (!isOneOf(first)) {
    const hops = [readHop(first), ...rest];
    checkSequence(hops);
    return compiled([hops], (lists) => link(hops, [], undefined, lists).at(-1));
  }
  const doors = readDoors(first);
  const sequences = doors.map((door) => [...door, ...rest]);
  sequences.forEach((sequence) => checkSequence(sequence));
  checkDoors(doors);
  return compiled(sequences, (lists) => {
    const fork = forkOf(doors.map((door) => link(door, rest, undefined, lists)));
    return link(rest, [], fork, lists).at(-1) ?? fork;
  });
}

function compiled(
  sequences: CompiledPath["sequences"],
  innermost: (lists: readonly string[]) => Next,
): CompiledPath {
  const hops = sequences.flat();
  const lists = [
    ...new Set(hops.flatMap(({ tells }) => (tells.kind === "list" ? tells.header : []))),
  ];
  const repeats = hops.flatMap(({ repeat, address }) =>
    repeat && address !== undefined ? [address] : [],
  );
  return { innermost: innermost(lists), sequences, repeats: [...new Set(repeats)], lists };
}

function forkOf(doors: readonly (readonly PathHop[])[]): Doors {
  const outermost = doors.flatMap((hops) => hops.slice(-1));
  return {
    doors: doors.flatMap((hops) => {
      const [door, seen] = [
        hops.at(-1),
        hops.findLast(({ tells }) => tells.kind !== "source-address"),
      ];
      return door === undefined || seen === undefined ? [] : [{ door, seen }];
    }),
    holdsRequired: outermost.some(({ holdsRequired }) => holdsRequired),
    addresses: outermost.flatMap(({ addresses }) => addresses),
  };
}

function isOneOf(element: unknown): element is { readonly oneOf: unknown } {
  return isObject(element) && "oneOf" in element;
}

function readInner(element: unknown): ReadHop {
  if (!isOneOf(element)) return readHop(element);
  throw new ClientIpError({
    code: "doors-not-first",
    given: "oneOf after another hop, or inside another oneOf",
    expected: "oneOf as the first (outermost) element of a path",
    remedy:
      "Front doors are where traffic comes in: put oneOf first, the hops that they share behind it.",
  });
}

function readDoors(element: Readonly<Record<string, unknown>>): readonly (readonly ReadHop[])[] {
  knownFields(element, ["oneOf"], "oneOf");
  const doors: unknown = element["oneOf"];
  if (!Array.isArray(doors) || doors.length === 0) return refuseEmpty(doors);
  return doors.map((door: unknown) => {
    const hops: readonly unknown[] = Array.isArray(door)
      ? door.flat(Number.POSITIVE_INFINITY)
      : [door];
    return hops.length === 0 ? refuseEmpty(door) : hops.map((hop) => readInner(hop));
  });
}

function refuseEmpty(value: unknown): never {
  throw new ClientIpError({
    code: "empty-path",
    given: shown(value),
    expected: "at least one hop",
    remedy: "With nothing in front of the application write 'direct'.",
  });
}

/** Links hops (outermost first) between their inner neighbours and what lies beyond them. */
function link(
  hops: readonly ReadHop[],
  inner: readonly ReadHop[],
  beyond: Next,
  lists: readonly string[],
): readonly PathHop[] {
  const linked: PathHop[] = [];
  for (const [index, hop] of hops.entries()) {
    const outer = linked.at(-1) ?? beyond;
    const inside = [...hops.slice(index + 1), ...inner];
    const carrier = hop.identity === undefined ? undefined : carrierOf(inside);
    const source = sourceOf(hop.tells);
    linked.push({
      ...hop,
      doors: undefined,
      outer,
      carrier,
      secretSpent:
        hop.secret !== undefined &&
        inside.some(({ secret }) => secret?.header === hop.secret?.header),
      readsHeaders: readsHeaders(hop, carrier),
      grade: gradeOf(hop),
      source,
      place: lists.indexOf(source),
      via: Object.freeze([hop, ...inside].map(({ name }) => name)),
      holdsRequired: hop.required || (outer?.holdsRequired ?? false),
      addresses: [...(hop.address === undefined ? [] : [hop.address]), ...(outer?.addresses ?? [])],
    });
  }
  return linked;
}

function readsHeaders(hop: ReadHop, carrier: string | undefined): boolean {
  const { kind } = hop.tells;
  const connection = kind === "proxy-protocol" || kind === "source-address" || kind === "nothing";
  return (
    !connection || hop.secret !== undefined || (carrier !== undefined && carrier !== "certificate")
  );
}

function gradeOf({ identity, secret, address, shared }: ReadHop): Proof {
  if (identity !== undefined) return "identity";
  if (secret !== undefined) return "secret";
  // Behind 127.0.0.6 stands any pod that calls the sidecar.
  const known = address?.concrete === true && !address.sidecar && !shared;
  return known ? "address" : "count";
}

function sourceOf(tells: ReadTells): string {
  return "header" in tells ? tells.header : tells.kind;
}
