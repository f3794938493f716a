import { createResolver, type Hop, type Path } from "@client-ip/core";
import { factSheets } from "@client-ip/presets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidenceOf, linesOf, pathOf } from "./sampled.ts";

const FORGED = ["6.6.6.6", "2001:db8:bad::1", "127.0.0.1", "10.0.0.5"];

/** Headers that clients forge, beside those that the hop itself reads. */
const NAMES = [
  "X-Forwarded-For",
  "X-Real-IP",
  "Forwarded",
  "True-Client-IP",
  "X-Client-IP",
  "CF-Connecting-IP",
  "Fastly-Client-IP",
  "Fly-Client-IP",
  "X-Azure-ClientIP",
  "X-Envoy-External-Address",
  "X-Original-Forwarded-For",
  "X-Cluster-Client-IP",
];

const text = fc.oneof(
  fc.constantFrom(...FORGED, "unknown", "", "a,b", "6.6.6.6, 7.7.7.7", "6.6.6.6:80", 'for="6'),
  fc.string({ maxLength: 12 }).map((garbage) => garbage.replaceAll(/[\r\n\0]/g, "")),
);
const clientLines = fc.array(fc.tuple(fc.constantFrom(...NAMES), text), { maxLength: 6 });

type Line = readonly [name: string, value: string];

/**
 * What the application gets when a client sends these lines: the hop replaces the header that it
 * sets, and appends to its list behind what the client wrote, in the same line or in one more.
 */
function throughHop(sent: readonly Line[], written: readonly Line[], path: Path, joins: boolean) {
  const set = new Set((path as readonly Hop[]).flatMap(namesSet));
  const kept = sent.filter(([name]) => !set.has(name.toLowerCase()));
  if (!joins) return [...kept, ...written];
  return written.reduce<readonly Line[]>((lines, [name, value]) => {
    const before = lines.filter(([one]) => one.toLowerCase() === name.toLowerCase());
    const others = lines.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
    return [...others, [name, [...before.map(([, one]) => one), value].join(", ")]];
  }, kept);
}

function namesSet({ tells, secret, xfcc }: Hop): readonly string[] {
  const value = typeof tells === "object" && "value" in tells ? [tells.value.toLowerCase()] : [];
  const proof = secret === undefined ? [] : [secret.header.toLowerCase()];
  return [...value, ...proof, ...(xfcc === undefined ? [] : ["x-forwarded-client-cert"])];
}

describe.each(Object.entries(factSheets))("the sample of %s", (_name, sheet) => {
  const path = pathOf(sheet);
  const resolver = createResolver(path);

  it("is answered as its source says", () => {
    const resolution = resolver.resolve(evidenceOf(sheet, linesOf(sheet)));
    expect(resolution).toMatchObject({ ip: sheet.sample.client, status: "resolved" });
  });

  it("answers the client or nothing, whatever headers the client sends", () => {
    fc.assert(
      fc.property(clientLines, fc.boolean(), (sent, joins) => {
        const lines = throughHop(sent, linesOf(sheet), path, joins);
        const { ip } = resolver.resolve(evidenceOf(sheet, lines));
        expect([sheet.sample.client, undefined]).toContain(ip);
      }),
      { numRuns: 200 },
    );
  });
});
