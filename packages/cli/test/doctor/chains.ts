import type { Probe } from "../../src/doctor/probes.ts";
import { readSeen, type Seen } from "../../src/doctor/seen.ts";

/** A request on its way, as lines. */
type Lines = readonly (readonly [name: string, value: string])[];

/** What a proxy does to a request, given the address of its caller. */
export type Proxy = (lines: Lines, caller: string) => Lines;

const is = (name: string) => (line: readonly [string, string]) => line[0].toLowerCase() === name;
const without = (lines: Lines, name: string): Lines => lines.filter((line) => !is(name)(line));

/** Appends to the last line, joining all lines of the name, as nginx does. */
export const appends: Proxy = (lines, caller) => {
  const values = lines.filter(is("x-forwarded-for")).map(([, value]) => value);
  return [
    ...without(lines, "x-forwarded-for"),
    ["X-Forwarded-For", [...values, caller].join(", ")],
  ];
};

/** Adds a line of its own, as HAProxy does. */
export const addsLine: Proxy = (lines, caller) => [...lines, ["X-Forwarded-For", caller]];

/** Appends an element to Forwarded. */
export const addsForwarded: Proxy = (lines, caller) => [
  ...lines,
  ["Forwarded", caller.includes(":") ? `for="[${caller}]"` : `for=${caller}`],
];

/** Replaces a header by its caller. */
export const sets =
  (name: string): Proxy =>
  (lines, caller) => [...without(lines, name.toLowerCase()), [name, caller]];

/** Names the first address of X-Forwarded-For, as a realip module that trusts all does. */
export const setsFirst: Proxy = (lines, caller) => {
  const [first = caller] = lines.find(is("x-forwarded-for"))?.[1].split(", ") ?? [];
  return sets("X-Real-IP")(lines, first);
};

/** Passes all on. */
export const passes: Proxy = (lines) => lines;

/** Passes all on but a header. */
export const drops =
  (name: string): Proxy =>
  (lines) =>
    without(lines, name);

/** Proxies, client first, each with the address from which it calls the next. */
export type Chain = readonly { readonly does: Proxy; readonly address: string }[];

const pairsOf = ([name, value, ...rest]: readonly string[]): Lines =>
  name === undefined || value === undefined ? [] : [[name, value], ...pairsOf(rest)];

/** How requests of a client arrive through a chain. */
export function through(
  chain: Chain,
  client: string,
  { own = null, local = client }: { own?: object | null; local?: string } = {},
): (probe: Probe) => Promise<Seen | undefined> {
  return async ({ rawHeaders }) => {
    let lines: Lines = pairsOf(rawHeaders);
    let caller = client;
    for (const { does, address } of chain) {
      lines = does(lines, caller);
      caller = address;
    }
    const answer = {
      version: 1,
      peer: caller,
      encrypted: false,
      truncated: false,
      rawHeaders: lines.flat(),
      masked: [],
      proxyProtocol: [],
      answer: own,
    };
    return readSeen(JSON.stringify(answer), local);
  };
}
