import type { Events, Sample } from "./figures.ts";
import type { Findings } from "./findings.ts";
import { growthOf, MOST_GROWTH } from "./heap.ts";

/** What is known of a servers' process at its end, and of its clients. */
export interface Outcome {
  /** When all clients have left. */
  readonly end: Sample;
  readonly events: Events;
  readonly findings: Findings;
}

/** A soak. */
export interface Soak extends Outcome {
  /** In the pauses, of which the last is before the end. */
  readonly samples: readonly Sample[];
  /** The names of all servers. */
  readonly servers: readonly string[];
}

/** A flood. */
export interface Flooded extends Outcome {
  readonly clients: number;
  /** How many of them the servers held, before and after the waits were measured. */
  readonly held: readonly number[];
}

/** A flood of fewer is none. */
const SHARE = 1 / 2;

/** Warnings that the soak causes: by lists that are broken, and by what clients send. */
const EXPECTED =
  /^ClientIpWarning CLIENT_IP_(?:LIVE_LIST|LIVE_LIST_STALE|REJECTED|PROBABLE_PROXY) /;

/** What is wrong after a soak. */
export function faultsOfSoak(soak: Soak): readonly string[] {
  const { samples, servers, findings, events } = soak;
  const { lists } = events;
  const silent = servers.filter((name) => findings.answered[name] === undefined);
  return [
    ...faultsOf(soak),
    ...grown("the heap", growthOf(samples, "heap")),
    ...grown("memory outside of the heap", growthOf(samples, "external")),
    ...silent.map((name) => `no right answer of ${name}`),
    ...noneOf("requests that are refused", findings.refused),
    ...noneOf("requests through an edge while the list has it", findings.throughEdge),
    ...noneOf("requests from an edge while the list has it not", findings.fromEdge),
    ...noneOf("connections cut off", findings.cut),
    ...noneOf("streams of HTTP/2 that are reset", findings.abandoned),
    ...noneOf("live lists that are used", lists.updates),
    ...noneOf("live lists that are refused", lists.failures),
    ...noneOf("connections closed for their PROXY header", Object.keys(events.refused).length),
  ];
}

/** What is wrong after a flood. */
export function faultsOfFlood(flooded: Flooded): readonly string[] {
  const { clients, held, findings } = flooded;
  const fewest = Math.min(...held);
  return [
    ...faultsOf(flooded),
    ...(fewest >= clients * SHARE ? [] : [`only ${fewest} of ${clients} clients were held`]),
    ...noneOf("right answers", Object.keys(findings.answered).length),
  ];
}

function faultsOf({ end, events, findings }: Outcome): readonly string[] {
  return [
    ...[...new Set(events.warnings)]
      .filter((warning) => !EXPECTED.test(warning))
      .map((warning) => `warned: ${warning}`),
    ...events.uncaught.map((error) => `uncaught: ${error}`),
    // Those of TLS are Node's: see servers.ts.
    ...someOf("silent connections of HTTP/1", events.silent["HTTP/1"]),
    ...someOf("connections whose PROXY header is pending at the end", end.pending),
    ...someOf("connections at the end", end.connections),
    ...someOf("wrong answers", findings.wrong),
    ...someOf("honest requests without an answer", findings.lost),
    ...findings.complaints,
  ];
}

/** Also where too few samples make it no number. */
function grown(what: string, bytes: number): readonly string[] {
  return bytes <= MOST_GROWTH ? [] : [`${what} grew by ${bytes} bytes`];
}

function someOf(what: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

/** A soak in which something never happened proves nothing about it. */
function noneOf(what: string, count: number): readonly string[] {
  return count > 0 ? [] : [`no ${what}`];
}
