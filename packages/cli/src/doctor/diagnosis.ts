import { type Config, createResolver, type Hop } from "@client-ip/core";
import { ADDRESS_HEADERS } from "@client-ip/core/internal";
import { SCHEME_AND_HOST_HEADERS } from "./headers.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { elementsOf } from "./elements.ts";
import { fateOf, type HeaderFate, type Outcome } from "./fates.ts";
import { forgedAddresses } from "./forged-addresses.ts";
import { forgingProbes, HONEST, type Probe } from "./probes.ts";
import type { Seen } from "./seen.ts";
import { isSidecar, withSidecar } from "./sidecar.ts";
import { cdnOf, type Standpoint } from "./self.ts";

/** What the doctor found. */
export interface Diagnosis {
  /** The path to write; `undefined` if no path answers all requests alike. */
  readonly path: readonly Hop[] | "direct" | undefined;
  /** Whether a hop hides who calls it, so that no path can name a client. */
  readonly hides: boolean;
  /** The client that the path answers: the doctor's own address, as the proxies see it. */
  readonly client: string | undefined;
  readonly headers: readonly HeaderFate[];
  /** Requests that the proxies refused. */
  readonly refused: readonly string[];
  /** What the application's own path answers; `undefined` if none is known there. */
  readonly own: OwnVerdict | undefined;
  /** The names of headers whose values were not shown. */
  readonly masked: readonly string[];
  readonly sidecar: boolean;
  /** The CDNs that own hops of the path. */
  readonly cdns: readonly string[];
}

/** The answers of the application's own path. */
interface OwnVerdict {
  /** What it answers to an honest request: a client, or a status. */
  readonly answers: string;
  /** What was forged where it answered a forged address. */
  readonly fooledBy: readonly string[];
  /** Whether its answers are those of the proposed path. */
  readonly agrees: boolean;
}

/** Sends a request, and says how it arrived; `undefined` if the proxies refused it. */
export type Ask = (probe: Probe) => Promise<Seen | undefined>;

/** How many honest requests are sent: a balancer may have several addresses. */
const HONEST_REQUESTS = 4;

/** The most requests that are sent. */
export const MOST_REQUESTS = 16;

/**
 * Sends honest and forged requests, one after the other, and finds a path that explains them all.
 *
 * @param ask gives an answer to each honest request, or throws.
 * @param told the doctor's own address as the outermost proxy sees it, if that is known.
 * @param remote the address to which it connects.
 */
export async function diagnose(
  ask: Ask,
  { told, remote }: Pick<Standpoint, "told" | "remote">,
): Promise<Diagnosis> {
  const honest: Seen[] = [];
  const sameEach = Array.from({ length: HONEST_REQUESTS }, () => HONEST);
  // To an honest request `ask` gives an answer.
  for await (const { seen } of outcomesOf(sameEach, ask)) honest.push(seen!);
  const headers = [...new Set([...ADDRESS_HEADERS, ...honest.flatMap((seen) => ownHeaders(seen))])];
  const outcomes: Outcome[] = [];
  const probes = forgingProbes(headers, forgedAddresses(addressesIn(honest, headers)));
  for await (const outcome of outcomesOf(probes, ask)) outcomes.push(outcome);
  const first = honest[0]!;
  const standpoint = { told, remote, local: first.from };
  const candidates = candidatesFor(honest, headers, standpoint);
  const proposal = candidates.find((candidate) => explains(candidate, honest, outcomes));
  const hops = proposal?.hops;
  const client = hops === undefined ? undefined : answerOf(pathOf(hops), first);
  return {
    path: hops === undefined ? undefined : pathOf(withSidecar(hops)),
    hides: proposal?.hides ?? false,
    client,
    headers: fatesOf([...headers, ...SCHEME_AND_HOST_HEADERS], first, outcomes),
    refused: outcomes.filter(({ seen }) => seen === undefined).map(({ probe }) => probe.what),
    own: ownVerdict(first.own, honest, outcomes, client),
    masked: [...new Set([...honest, ...seenIn(outcomes)].flatMap(({ masked }) => masked))],
    sidecar: honest.some(({ evidence }) => isSidecar(evidence.peer)),
    cdns: cdnsOf(hops ?? []),
  };
}

/** One after the other. */
async function* outcomesOf(probes: readonly Probe[], ask: Ask): AsyncGenerator<Outcome> {
  for (const probe of probes) yield ask(probe).then((seen) => ({ probe, seen }));
}

function seenIn(outcomes: readonly Outcome[]): readonly Seen[] {
  return outcomes.flatMap(({ seen }) => seen ?? []);
}

/** Headers with an address that the doctor does not know: the application's own path reads them. */
function ownHeaders({ evidence: { rawHeaders } }: Seen): readonly string[] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  // They are printed, also as a line for a shell.
  const plain = names.filter((name) => /^[\w-]{1,64}$/.test(name));
  return plain.filter((name) => elementsOf(rawHeaders, name).some((one) => one !== undefined));
}

function addressesIn(honest: readonly Seen[], headers: readonly string[]): ReadonlySet<string> {
  const found = honest.flatMap(({ evidence, from }) => [
    from,
    evidence.peer,
    ...headers.flatMap((header) => elementsOf(evidence.rawHeaders, header)),
  ]);
  return new Set(found.filter((address) => address !== undefined));
}

/**
 * Whether a path can be, and answers all requests as it should: the forged ones as the honest ones.
 * If a hop hides its peer, none may have an answer.
 */
function explains(
  { hops, hides }: Candidate,
  honest: readonly Seen[],
  outcomes: readonly Outcome[],
): boolean {
  const path = pathOf(hops);
  try {
    const clients = new Set(honest.map((seen) => answerOf(path, seen)));
    if (clients.has(undefined) !== hides) return false;
    return seenIn(outcomes).every((seen) => clients.has(answerOf(path, seen)));
  } catch {
    // The core refuses the path.
    return false;
  }
}

/** The CDNs that own addresses of these hops. */
function cdnsOf(hops: readonly Hop[]): readonly string[] {
  const addresses = hops.flatMap(({ address = [] }) => [address].flat().map(String));
  const names = addresses.map((address) => cdnOf(address)).filter((name) => name !== undefined);
  return [...new Set(names)];
}

function pathOf(hops: readonly Hop[]): readonly Hop[] | "direct" {
  return hops.length === 0 ? "direct" : hops;
}

/** The client that a path answers. */
export function answerOf(path: Config, { evidence }: Seen): string | undefined {
  return createResolver(path).resolve(evidence).ip;
}

function fatesOf(
  headers: readonly string[],
  honest: Seen,
  outcomes: readonly Outcome[],
): readonly HeaderFate[] {
  return headers.flatMap((header) => {
    const fates = outcomes.flatMap((outcome) => fateOf(header, honest, outcome) ?? []);
    // The one that lets a client do most.
    return fates.find(({ forgeable }) => forgeable) ?? fates[0] ?? [];
  });
}

function ownVerdict(
  own: Seen["own"],
  honest: readonly Seen[],
  outcomes: readonly Outcome[],
  client: string | undefined,
): OwnVerdict | undefined {
  if (own === undefined) return undefined;
  const fooledBy = outcomes
    .filter(({ probe, seen }) => probe.forged.some((address) => address === seen?.own?.ip))
    .map(({ probe }) => probe.what);
  const usual = new Set(honest.map((seen) => seen.own?.ip));
  const isUsual = seenIn(outcomes).every((seen) => usual.has(seen.own?.ip));
  return { answers: own.ip ?? own.status, fooledBy, agrees: isUsual && own.ip === client };
}
