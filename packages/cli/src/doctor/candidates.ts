import type { Hop, Tells } from "@client-ip/core";
import { elementsOf } from "./elements.ts";
import type { Seen } from "./seen.ts";
import { isSidecar } from "./sidecar.ts";
import { canBeSelf, isSelf, type Standpoint } from "./self.ts";

/** A path that may be right. */
export interface Candidate {
  readonly hops: readonly Hop[];
  /** Whether it ends at a hop that hides its peer: then no client can be known. */
  readonly hides: boolean;
}

/** The inner part of a path. */
interface Part {
  readonly hops: readonly Hop[];
  /** Who calls the innermost of them, in each honest request. */
  readonly callers: readonly string[];
}

/**
 * The paths that explain honest requests, the best first. All that stands in a header of a request
 * that had none was written by a proxy: the elements of a list are the callers of the hops.
 *
 * @param honest at least one.
 * @param headers the names of headers that hold addresses, in lower case.
 */
export function candidatesFor(
  honest: readonly Seen[],
  headers: readonly string[],
  standpoint: Standpoint,
): readonly Candidate[] {
  const inner = innerPart(honest);
  const direct: Candidate = { hops: inner.hops, hides: false };
  if (inner.callers.every((caller) => isSelf(caller, standpoint))) return [direct];
  const chains = LISTS.map((list) => chain(list, inner, honest)).filter((one) => one !== undefined);
  const isOwn = ({ callers }: Part): boolean =>
    callers.every((caller) => canBeSelf(caller, standpoint));
  // A hop further out, which no list names, may tell its caller by a header of its own.
  const beyond = ({ callers, hops }: Part): readonly Candidate[] =>
    headers
      .filter((header) => header !== "forwarded")
      .filter((header) => {
        const told = honest.map(({ evidence }) => only(elementsOf(evidence.rawHeaders, header)));
        return told.every((one) => one !== undefined && canBeSelf(one, standpoint));
      })
      .flatMap((header) => tellsOf(header))
      .map((tells) => ({ hops: [hopAt(callers, tells), ...hops], hides: false }));
  const longest = chains[0] ?? inner;
  return [
    ...chains.flatMap((one) => (isOwn(one) ? { hops: one.hops, hides: false } : beyond(one))),
    ...beyond(inner),
    ...(isOwn(inner) ? [direct] : []),
    { hops: [hopAt(longest.callers, "nothing"), ...longest.hops], hides: true },
  ];
}

const LISTS = ["x-forwarded-for", "forwarded"] as const;

/** What is known by addresses alone: PROXY headers, and the socket's peer. */
function innerPart(honest: readonly Seen[]): Part {
  let callers = honest.map(({ evidence }) => evidence.peer);
  const hops: Hop[] = [];
  for (let index = 0; ; index += 1) {
    const sources = honest.map(({ evidence }) => evidence.proxyProtocol[index]?.source);
    if (!sources.every((source) => source !== undefined)) return { hops, callers };
    hops.unshift(hopAt(callers, "proxy-protocol"));
    callers = sources.map(({ address }) => address);
  }
}

/** The hops that a list names, and who calls the outermost; `undefined` without the list. */
function chain(
  list: "x-forwarded-for" | "forwarded",
  inner: Part,
  honest: readonly Seen[],
): Part | undefined {
  const lists = honest.map(({ evidence }) => elementsOf(evidence.rawHeaders, list));
  const count = lists[0]!.length;
  if (count === 0 || lists.some(({ length }) => length !== count)) return undefined;
  const { callers, ...rest } = inner;
  const hops = [...rest.hops];
  let outermost = callers;
  for (let right = 1; right <= count; right += 1) {
    const next = lists.map((elements) => elements[count - right]);
    if (!next.every((one) => one !== undefined)) return undefined;
    hops.unshift(hopAt(outermost, list));
    outermost = next;
  }
  return { hops, callers: outermost };
}

/** What a header with one address can be. */
function tellsOf(header: string): readonly Tells[] {
  switch (header) {
    case "x-forwarded-for":
      return ["x-forwarded-for"];
    case "cloudfront-viewer-address":
      return [{ value: header, format: "ip:port" }];
    case "x-envoy-external-address":
      return [0, 1, 2, 3].map((trustedHops) => ({ value: header, trustedHops }));
    default:
      return [{ value: header }, { value: header, format: "ip:port" }];
  }
}

function only<One>(elements: readonly One[]): One | undefined {
  return elements.length === 1 ? elements[0] : undefined;
}

/** A hop that has these addresses. */
function hopAt(addresses: readonly string[], tells: Tells): Hop {
  const all = [...new Set(addresses.map((address) => wordFor(address)))].toSorted();
  return { address: all.length === 1 ? all[0]! : all, tells };
}

/** Any address of this machine is as good as another, but a sidecar's stands for others. */
function wordFor(address: string): string {
  const isLoopback = /^(?:127\.|::1$)/.test(address);
  return isLoopback && !isSidecar(address) ? "loopback" : address;
}
