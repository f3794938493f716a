import { createContext, runInContext } from "node:vm";
import { createResolver, type Hop, oneOf, type Path } from "@client-ip/core";
import { type FactSheet, factSheets, presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { requestThrough } from "../src/index.ts";

const secret = { header: "x-origin-secret", value: "a long random text" };

/**
 * The calls that a preset's facts show, evaluated. A live list has no address before its start, and
 * no socket brings a request to a function that is invoked.
 */
function callsOf({ example, variants = [], sample }: FactSheet): readonly (Hop | Path)[] {
  const shown = [example, ...variants.map((one) => one.example), sample.path ?? example];
  return [...new Set(shown)]
    .filter((call) => !/live:|invoker/.test(call))
    .map((call) => runInContext(call, createContext({ ...presets, oneOf })) as Hop | Path);
}

/** Those of them through which a client can come. */
function pathsOf(sheet: FactSheet): readonly Path[] {
  return callsOf(sheet).map((call) => {
    const path = [call].flat();
    const dead = createResolver(path).findings.some(({ code }) => code === "dead-hop");
    // Source NAT hides each client: one comes through it by a hop outside with a proof.
    const outer: Hop = { name: "outer", secret, tells: { value: "x-client" } };
    return dead ? [outer, path] : path;
  });
}

const paths = Object.entries(factSheets).flatMap(([name, sheet]) =>
  pathsOf(sheet).map((path, index) => [name, index, path] as const),
);

describe("request-through-a-path: the presets", () => {
  it("request-through-a-path: each is among the rows below", () => {
    expect([...new Set(paths.map(([name]) => name))]).toEqual(Object.keys(presets));
  });

  it.each(paths)("request-through-a-path: %s, options %d", (_name, _index, path) => {
    const resolver = createResolver(path);
    for (const ip of ["203.0.113.7", "2001:db8:5::7"]) {
      const { remoteAddress, headers, proxyHeader, peerIdentity } = requestThrough(resolver, ip);
      const rawHeaders = Object.entries(headers).flatMap(([header, lines]) =>
        [lines].flat().flatMap((line) => [header, line]),
      );
      const evidence = {
        peer: remoteAddress,
        rawHeaders,
        proxyProtocol: proxyHeader,
        peerIdentity,
      };
      expect(resolver.resolve(evidence).ip).toBe(ip);
    }
  });
});
