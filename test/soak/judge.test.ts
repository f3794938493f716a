import { describe, expect, it } from "vitest";

import type { Sample } from "./figures.ts";
import { type Findings, noFindings } from "./findings.ts";
import { faultsOfFlood, faultsOfSoak, type Flooded, type Soak } from "./judge.ts";

const MB = 1_000_000;

function sampleOf(heap: number, more: Partial<Sample> = {}): Sample {
  return { heap, external: 4 * MB, rss: 100 * MB, connections: 22, pending: 0, ...more };
}

/** 20 samples. */
function samplesOf(heap: (round: number) => number): readonly Sample[] {
  return Array.from({ length: 20 }, (_, round) => sampleOf(heap(round)));
}

function findingsOf(more: Partial<Findings>): Findings {
  const counts = { refused: 1, throughEdge: 1, fromEdge: 1, cut: 1, abandoned: 1 };
  return { ...noFindings(), answered: { "node:http": 9, Koa: 9 }, ...counts, ...more };
}

const good: Soak = {
  samples: samplesOf(() => 24 * MB),
  servers: ["node:http", "Koa"],
  end: sampleOf(24 * MB, { connections: 0 }),
  events: {
    warnings: ["ClientIpWarning CLIENT_IP_REJECTED Rejected a request without a client"],
    uncaught: [],
    refused: { reset: 1 },
    silent: { "HTTP/1": 0, "HTTP/1 over TLS": 1, "HTTP/2 over TLS": 1 },
    lists: { updates: 1, failures: 1 },
  },
  findings: findingsOf({}),
};

const { end, events } = good;

/** A leak: so many megabytes a round, of which twelve are between the two medians. */
const leak = (megabytes: number) => samplesOf((round) => (24 + megabytes * round) * MB);

describe("the judge of a soak", () => {
  it.each<{ readonly why: string; readonly soak: Partial<Soak> }>([
    { why: "a heap that stays", soak: {} },
    {
      why: "a heap that grows while code is compiled",
      soak: { samples: samplesOf((round) => (24 - 8 / (1 + round ** 2)) * MB) },
    },
    { why: "a heap that grows by less than 2 MB", soak: { samples: leak(0.15) } },
    {
      why: "a heap with noise and an outlier",
      soak: { samples: samplesOf((round) => (round === 18 ? 60 : 24 + (round % 3) / 2) * MB) },
    },
  ])("finds nothing wrong with $why", ({ soak }) => {
    expect(faultsOfSoak({ ...good, ...soak })).toEqual([]);
  });

  it.each<{ readonly fault: RegExp; readonly soak: Partial<Soak> }>([
    { fault: /^the heap grew by 2400000 bytes$/, soak: { samples: leak(0.2) } },
    {
      fault: /^memory outside of the heap grew by /,
      soak: { samples: leak(0.2).map(({ heap }) => sampleOf(24 * MB, { external: heap })) },
    },
    {
      fault: /^warned: MaxListenersExceededWarning/,
      soak: {
        events: {
          ...events,
          warnings: ["MaxListenersExceededWarning  Possible EventEmitter memory leak detected."],
        },
      },
    },
    {
      fault: /^warned: ClientIpWarning CLIENT_IP_PROXY_UNREAD/,
      soak: {
        events: { ...events, warnings: ["ClientIpWarning CLIENT_IP_PROXY_UNREAD A request"] },
      },
    },
    {
      fault: /^uncaught: Error/,
      soak: { events: { ...events, uncaught: ["Error: of a socket"] } },
    },
    {
      fault: /^1 silent connections of HTTP\/1$/,
      soak: { events: { ...events, silent: { ...events.silent, "HTTP/1": 1 } } },
    },
    { fault: /^1 connections whose PROXY/, soak: { end: { ...end, pending: 1 } } },
    { fault: /^1 connections at the end$/, soak: { end: { ...end, connections: 1 } } },
    { fault: /^1 wrong answers$/, soak: { findings: findingsOf({ wrong: 1 }) } },
    { fault: /^1 honest requests/, soak: { findings: findingsOf({ lost: 1 }) } },
    {
      fault: /^no right answer of Koa$/,
      soak: { findings: findingsOf({ answered: { "node:http": 9 } }) },
    },
    { fault: /^no requests that are refused$/, soak: { findings: findingsOf({ refused: 0 }) } },
    { fault: /^no requests through an edge/, soak: { findings: findingsOf({ throughEdge: 0 }) } },
    { fault: /^no requests from an edge/, soak: { findings: findingsOf({ fromEdge: 0 }) } },
    { fault: /^no connections cut off$/, soak: { findings: findingsOf({ cut: 0 }) } },
    { fault: /^no streams of HTTP\/2/, soak: { findings: findingsOf({ abandoned: 0 }) } },
    {
      fault: /^no live lists that are used$/,
      soak: { events: { ...events, lists: { updates: 0, failures: 1 } } },
    },
    {
      fault: /^no live lists that are refused$/,
      soak: { events: { ...events, lists: { updates: 1, failures: 0 } } },
    },
    {
      fault: /^no connections closed for their PROXY header$/,
      soak: { events: { ...events, refused: {} } },
    },
  ])("finds a fault: $fault", ({ fault, soak }) => {
    expect(faultsOfSoak({ ...good, ...soak })).toEqual([expect.stringMatching(fault)]);
  });
});

describe("the judge of a soak that was too short", () => {
  it("finds no growth that it could judge", () => {
    const faults = faultsOfSoak({ ...good, samples: good.samples.slice(0, 4) });
    expect(faults[0]).toBe("the heap grew by NaN bytes");
  });
});

describe("the judge of a flood", () => {
  const flooded: Flooded = { ...good, clients: 5_000, held: [5_000, 4_800] };

  it("finds nothing wrong with clients that were held and left", () => {
    expect(faultsOfFlood(flooded)).toEqual([]);
  });

  it.each<{ readonly fault: RegExp; readonly more: Partial<Flooded> }>([
    { fault: /^only 2400 of 5000 clients were held$/, more: { held: [5_000, 2_400] } },
    { fault: /^no right answers$/, more: { findings: findingsOf({ answered: {} }) } },
    { fault: /^1 connections whose PROXY/, more: { end: { ...end, pending: 1 } } },
    { fault: /^1 honest requests/, more: { findings: findingsOf({ lost: 1 }) } },
  ])("finds a fault: $fault", ({ fault, more }) => {
    expect(faultsOfFlood({ ...flooded, ...more })).toEqual([expect.stringMatching(fault)]);
  });
});
