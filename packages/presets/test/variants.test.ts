import { createResolver, type Hop } from "@client-ip/core";
import { factSheets } from "@client-ip/presets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathFrom, proxyHeader } from "./sampled.ts";

const FORGED = ["6.6.6.6", "2001:db8:bad::1", "127.0.0.1", "10.0.0.5", "172.68.10.1", "35.191.0.1"];
const ODD = [
  "",
  ",",
  "unknown",
  "6.6.6.6:80",
  "[::1]",
  'for="6.6.6.6',
  "for=6.6.6.6;by=x,",
  '"',
  "\\",
];

type Line = readonly [name: string, value: string];

/** An address of each name that a fact sheet uses for many. */
const ONE_OF: Readonly<Record<string, string>> = {
  any: "198.51.100.99",
  loopback: "127.0.0.1",
  private: "10.9.9.9",
  cgnat: "100.64.0.3",
};

/** One of a hop's addresses; `undefined` if it is not known yet, or no address. */
function addressOf({ address }: Hop): string | undefined {
  const first = [address].flat().find((one) => typeof one === "string");
  if (first === undefined || first === "unix" || first === "invoker") return first;
  const [base = "", bits] = first.split("/");
  return ONE_OF[first] ?? (bits === undefined ? base : base.replace(/0?$/, "5"));
}

/** The lines behind a hop, as its `tells` says that it writes them, and a sidecar its caller. */
function written(
  lines: readonly Line[],
  { tells, secret, xfcc }: Hop,
  peer: string,
  caller: Hop | undefined,
) {
  const added: Line[] = secret === undefined ? [] : [[secret.header, String(secret.value)]];
  const told = typeof tells === "string" ? { list: tells } : tells;
  const isIPv6 = peer.includes(":");
  if (xfcc !== undefined) {
    const uri = String(caller?.identity);
    added.push(["x-forwarded-client-cert", `By=a:b;Hash=${"a".repeat(64)};Subject="";URI=${uri}`]);
  }
  const port = "format" in told && told.format === "ip:port" ? ":4711" : "";
  if ("value" in told) {
    const isBare = port === "" || told.value === "cloudfront-viewer-address";
    added.push([told.value, (isIPv6 && !isBare ? `[${peer}]` : peer) + port]);
  }
  const set = new Set(added.map(([name]) => name.toLowerCase()));
  const kept = lines.filter(([name]) => !set.has(name.toLowerCase()));
  if (!("list" in told) || !/^(?:x-forwarded-for|forwarded)$/.test(told.list)) {
    return [...kept, ...added];
  }
  const { appends = 1 } = told as { appends?: number };
  const element = isIPv6 && port !== "" ? `[${peer}]${port}` : peer + port;
  const own = [element, ...Array<string>(appends - 1).fill("198.51.100.99")].join(", ");
  const value = told.list === "forwarded" ? `for=${own};host=a.example;proto=https` : own;
  return [...kept, ...added, [told.list, value] as const];
}

/** The request that a client's lines become on a path; `undefined` if the path names no peer. */
function through(path: readonly Hop[], client: string, sent: readonly Line[]) {
  let [peer, lines, proxied]: [string, readonly Line[], string | undefined] = [
    client,
    sent,
    undefined,
  ];
  for (const hop of path) {
    if (hop.tells === "proxy-protocol") proxied = peer;
    else lines = written(lines, hop, peer, path[0]);
    if (hop.tells === "source-address") continue;
    const next = addressOf(hop) ?? (hop.identity === undefined ? undefined : "10.7.7.7");
    if (next === undefined) return undefined;
    peer = next;
  }
  const rawHeaders = lines.flat();
  return {
    peer,
    rawHeaders,
    proxyProtocol: proxied === undefined ? proxied : proxyHeader(proxied),
  };
}

/** A copy of a live list has no addresses, and the set-up is another variant's. */
const examples = Object.values(factSheets).flatMap(({ variants = [] }) =>
  variants.map(({ example }) => example).filter((example) => !example.includes("live: true")),
);
/** Set-ups that tell nothing by themselves. */
const HIDING =
  /^(?:docker|snat|cilium|(?:awsNlb|globalAccelerator)\(\{ preserveClientIp: false)|mode: 'remove'|toa: true/;
const names = ["X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP", "X_Forwarded_For"];
const text = fc
  .array(fc.constantFrom(...FORGED, ...ODD), { maxLength: 3 })
  .map((parts) => parts.join(", "));
const client = fc.constantFrom("203.0.113.7", "2001:db8:1::7");

it("an honest request of each variant has its client, unless a hop hides it", () => {
  const silent = examples.filter((example) => {
    const path = pathFrom(example) as readonly Hop[];
    const evidence = through(path, "203.0.113.7", []);
    return !evidence || createResolver(path).resolve(evidence).ip !== "203.0.113.7";
  });
  expect(silent.filter((example) => !HIDING.test(example))).toEqual([]);
  expect(examples.length - silent.length).toBeGreaterThan(40);
});

describe.each(examples)("%s", (example) => {
  const path = pathFrom(example) as readonly Hop[];
  const resolver = createResolver(path);
  const read = path.flatMap(({ tells, secret }) => [
    ...(typeof tells === "object" && "value" in tells ? [tells.value] : []),
    ...(secret === undefined ? [] : [secret.header]),
  ]);
  const sent = fc.array(fc.tuple(fc.constantFrom(...names, ...read), text), { maxLength: 5 });

  it("answers the client or nothing, whatever headers the client sends", () => {
    fc.assert(
      fc.property(client, sent, (address, lines) => {
        const evidence = through(path, address, lines);
        const ip = evidence && resolver.resolve(evidence).ip;
        expect([address, undefined]).toContain(ip);
      }),
    );
  });
});
