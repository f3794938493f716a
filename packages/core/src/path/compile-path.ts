import type { AddressSet } from "../address/address-set.ts";
import { ClientIpError, quote } from "../errors.ts";
import type { IdentitySource } from "./identity-source.ts";
import { identitySourceOf } from "./identity-source.ts";
import { checkEntryPoints } from "./entry-points.ts";
import { hasProof, isSecretSpent, proofOf } from "./proof.ts";
import { checkSequences } from "./rules.ts";
import { type Beliefs, beliefsOf } from "./statements.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { parseHop } from "../config/parse-hop.ts";
import { isObject, knownFields } from "../options/fields.ts";
import { flatten } from "../config/flatten.ts";
import type { ParsedTells } from "../config/parse-tells.ts";
import type { Proof } from "../resolution.ts";

/** A hop and those outside it: what is left of the path if the walk stops there. */
interface Unwalked {
  /** Whether one of them is `required`. */
  readonly holdsRequired: boolean;
  /** Their addresses. */
  readonly addresses: readonly AddressSet[];
}

/** How a hop appends one address to a list. */
interface PlainList {
  /** Whether no port may follow. */
  readonly isBare: boolean;
  /** Set if the hop is repeated: each of these addresses is one more proxy. Never `any`. */
  readonly repeated: AddressSet | undefined;
}

/** A hop linked to the next one towards the client, with what its position implies. */
export interface PathHop extends ParsedHop, Unwalked {
  readonly entryPoints: undefined;
  /** The next hop towards the client. */
  readonly outer: Next;
  /** The evidence that proves this hop's identity. */
  readonly identitySource: IdentitySource | undefined;
  /** Whether an inner hop uses the same secret header. */
  readonly secretSpent: boolean;
  /** Whether the walk needs header lines to recognize it or to read what it tells. */
  readonly readsHeaders: boolean;
  /** Whether it keeps the source address: then it is passed, and never the cursor. */
  readonly keepsSource: boolean;
  /** Whether an identity or a secret must prove it. */
  readonly needsProof: boolean;
  /** The weakest proof of this hop and those inside it. */
  readonly proof: Proof;
  /** The evidence that the hop writes: `proxy-protocol` or a lower-case header name. */
  readonly source: string;
  /** The index of its header in {@link CompiledPath.lists}; -1 if it is not a list. */
  readonly listIndex: number;
  /** Set if it appends one address to a list, with or without a port. */
  readonly plainList: PlainList | undefined;
  /** Whether the next outer hop is known by a unix socket alone, and neither hop is repeated. */
  readonly outerIsUnix: boolean;
  /** The sidecar that writes X-Forwarded-Client-Cert: this hop, or one inside it. */
  readonly sidecar: ParsedHop | undefined;
  /** Where the scheme and the host are, if this is the outermost hop of a walk. */
  readonly beliefs: Beliefs;
  /** The names from this hop inwards, in the order that traffic flows. */
  readonly via: readonly string[];
}

/** One entry point. */
interface EntryPoint {
  /** The innermost hop. */
  readonly entryPoint: PathHop;
  /** The innermost hop that the walk can recognize: not one that keeps the source address. */
  readonly visible: PathHop;
}

/** The fork at the outer end of a path. */
export interface EntryPoints extends Unwalked {
  readonly entryPoints: readonly EntryPoint[];
}

/** Where a walk goes next; `undefined` at the outer end. */
export type Next = PathHop | EntryPoints | undefined;

/** A path that satisfies all rules. */
export interface CompiledPath {
  /** The hop next to the application, where a walk begins. */
  readonly innermost: Next;
  /** Each complete sequence of hops from a client to the application, outermost first. */
  readonly sequences: readonly (readonly ParsedHop[])[];
  /** All hops, each once: sequences share those inside a fork. */
  readonly hops: readonly ParsedHop[];
  /** The ranges of the `repeat` hops. A client in one of them may be one more proxy. */
  readonly repeats: readonly AddressSet[];
  /** The list headers that it reads, in lower case. */
  readonly lists: readonly string[];
  /** The CAs that its hops pin: the base64 of their DER, each once. Frozen. */
  readonly cas: readonly string[];
  /** Checks the rules again, with the addresses that live lists have now. */
  readonly check: () => void;
}

/** The path without a hop. */
export const DIRECT: CompiledPath = compiled([], [], () => undefined);

/**
 * Parses, checks and links a path.
 *
 * @param text the text that it was read from, for errors
 * @throws ClientIpError for the first rule that is violated
 */
export function compilePath(path: readonly unknown[], text?: string): CompiledPath {
  const elements = flatten(path);
  if (elements.length === 0) return failEmpty(path);
  const [first, ...others] = elements;
  const rest = others.map((element) => parseInnerHop(element));
  if (!isOneOf(first)) {
    const hops = [parseHop(first), ...rest];
    return compiled([hops], [], (lists) => link(hops, [], undefined, lists).at(-1), text);
  }
  const entryPoints = parseEntryPoints(first);
  const sequences = entryPoints.map((entryPoint) => [...entryPoint, ...rest]);
  return compiled(sequences, entryPoints, (lists) => {
    const fork = forkOf(entryPoints.map((entryPoint) => link(entryPoint, rest, undefined, lists)));
    return link(rest, [], fork, lists).at(-1) ?? fork;
  });
}

function compiled(
  sequences: CompiledPath["sequences"],
  entryPoints: CompiledPath["sequences"],
  innermost: (lists: readonly string[]) => Next,
  text?: string,
): CompiledPath {
  const check = (): void => {
    checkSequences(sequences, text);
    checkEntryPoints(entryPoints);
  };
  check();
  const hops = new Set<ParsedHop>();
  for (const sequence of sequences) for (const hop of sequence) hops.add(hop);
  const headers = new Set<string>();
  const cas = new Set<string>();
  const repeats: AddressSet[] = [];
  // One pass: a path can have thousands of hops.
  for (const { tells, repeat, address, ca } of hops) {
    if (tells.kind === "list") headers.add(tells.header);
    if (repeat && address !== undefined) repeats.push(address);
    if (ca !== undefined) for (const one of ca) cas.add(one);
  }
  const lists = [...headers];
  return {
    innermost: innermost(lists),
    sequences,
    hops: [...hops],
    repeats,
    lists,
    cas: Object.freeze([...cas]),
    check,
  };
}

function forkOf(entryPoints: readonly (readonly PathHop[])[]): EntryPoints {
  const addresses: AddressSet[] = [];
  const visibles: EntryPoint[] = [];
  let holdsRequired = false;
  for (const hops of entryPoints) {
    const entryPoint = hops.at(-1)!;
    const visible = hops.findLast(({ tells }) => tells.kind !== "source-address");
    if (visible !== undefined) visibles.push({ entryPoint, visible });
    if (entryPoint.holdsRequired) holdsRequired = true;
    addresses.push(...entryPoint.addresses);
  }
  return { entryPoints: visibles, holdsRequired, addresses };
}

function isOneOf(element: unknown): element is { readonly oneOf: unknown } {
  return isObject(element) && "oneOf" in element;
}

function parseInnerHop(element: unknown): ParsedHop {
  if (!isOneOf(element)) return parseHop(element);
  throw new ClientIpError({
    code: "entry-points-not-outermost",
    given: "oneOf after another hop, or inside another oneOf",
    expected: "oneOf as the first (outermost) element of a path",
    remedy: "Put oneOf first, and the hops that the entry points share after it.",
  });
}

function parseEntryPoints(
  element: Readonly<Record<string, unknown>>,
): readonly (readonly ParsedHop[])[] {
  knownFields(element, ["oneOf"], "oneOf");
  const entryPoints: unknown = element["oneOf"];
  if (!Array.isArray(entryPoints) || entryPoints.length === 0) return failEmpty(entryPoints);
  return entryPoints.map((entryPoint: unknown) => {
    const hops = flatten([entryPoint]);
    return hops.length === 0 ? failEmpty(entryPoint) : hops.map((hop) => parseInnerHop(hop));
  });
}

function failEmpty(value: unknown): never {
  throw new ClientIpError({
    code: "empty-path",
    given: quote(value),
    expected: "at least one hop",
    remedy: "With no proxy in front of the application, write 'direct'.",
  });
}

/** Links hops, outermost first, to each other and to the unwalked part outside them. */
function link(
  hops: readonly ParsedHop[],
  inner: readonly ParsedHop[],
  unwalked: Next,
  lists: readonly string[],
): readonly PathHop[] {
  const linked: PathHop[] = [];
  let outer = unwalked;
  hops.forEach((hop, index) => {
    const isLast = index === hops.length - 1;
    const inside = isLast ? inner : [...hops.slice(index + 1), ...inner];
    const identitySource = hop.identity === undefined ? undefined : identitySourceOf(inside);
    const source = sourceOf(hop.tells);
    outer = {
      // Each field by name: a spread takes many times as long, and paths can have thousands of
      // hops.
      name: hop.name,
      address: hop.address,
      addressText: hop.addressText,
      identity: hop.identity,
      ca: hop.ca,
      secret: hop.secret,
      tells: hop.tells,
      xfcc: hop.xfcc,
      repeat: hop.repeat,
      required: hop.required,
      shared: hop.shared,
      anyCustomer: hop.anyCustomer,
      manyClients: hop.manyClients,
      healthChecks: hop.healthChecks,
      proto: hop.proto,
      host: hop.host,
      beliefs: beliefsOf(hop, inside),
      entryPoints: undefined,
      outer,
      identitySource,
      secretSpent: isSecretSpent(hop, inside),
      readsHeaders: readsHeaders(hop, identitySource),
      keepsSource: hop.tells.kind === "source-address",
      needsProof: hasProof(hop),
      proof: proofOf(hop, inside),
      source,
      listIndex: lists.indexOf(source),
      plainList: plainListOf(hop),
      outerIsUnix: !hop.repeat && isUnixHop(outer),
      sidecar: hop.xfcc === undefined ? inside.find(({ xfcc }) => xfcc !== undefined) : hop,
      via: Object.freeze([hop.name, ...inside.map(({ name }) => name)]),
      holdsRequired: hop.required || outer?.holdsRequired === true,
      addresses: addressesFrom(hop, outer),
    };
    linked.push(outer);
  });
  return linked;
}

function addressesFrom({ address }: ParsedHop, outer: Next): readonly AddressSet[] {
  if (outer === undefined) return address === undefined ? [] : [address];
  return address === undefined ? outer.addresses : [address, ...outer.addresses];
}

function isUnixHop(next: Next): boolean {
  if (next === undefined || next.entryPoints !== undefined || next.repeat) return false;
  return next.address?.isUnixAlone === true;
}

function readsHeaders(hop: ParsedHop, identitySource: string | undefined): boolean {
  const { kind } = hop.tells;
  const connection = kind === "proxy-protocol" || kind === "source-address" || kind === "nothing";
  return (
    !connection ||
    hop.secret !== undefined ||
    (identitySource !== undefined && identitySource !== "certificate")
  );
}

function sourceOf(tells: ParsedTells): string {
  return "header" in tells ? tells.header : tells.kind;
}

function plainListOf({ tells, repeat, address }: ParsedHop): PlainList | undefined {
  if (tells.kind !== "list" || tells.appends > 1 || tells.oneLine) return undefined;
  if (tells.format === "ip:port") return undefined;
  return { isBare: tells.format === "ip", repeated: repeat ? address : undefined };
}
