import { createContext, runInContext } from "node:vm";
import { type Evidence, type Hop, oneOf, type Path, type ProxyHeader } from "@client-ip/core";
import { type FactSheet, presets } from "@client-ip/presets";

/** The path that a sheet's sample came by. */
export function pathOf({ sample, example }: FactSheet): Path {
  return pathFrom(sample.path ?? example);
}

/** The path that an expression of a sheet makes. */
export function pathFrom(expression: string): Path {
  const made = runInContext(expression, createContext({ ...presets, oneOf })) as Hop | Path;
  // The script has globals of its own: their arrays are no arrays for deep equality here.
  const copy: Hop | Path = structuredClone(made);
  return [copy].flat();
}

/** The lines of a sample as pairs. */
export function linesOf({ sample }: FactSheet): readonly (readonly [string, string])[] {
  return sample.headers.map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

/** The evidence of a sheet's sample, with these header lines. */
export function evidenceOf(
  { sample }: FactSheet,
  lines: readonly (readonly [string, string])[],
): Evidence {
  const { peer, proxySource } = sample;
  const rawHeaders = lines.flat();
  return proxySource === undefined
    ? { peer, rawHeaders }
    : { peer, rawHeaders, proxyProtocol: proxyHeader(proxySource) };
}

/** The header of a PROXY hop whose peer has this address. */
export function proxyHeader(address: string): ProxyHeader {
  return {
    version: 2,
    command: "PROXY",
    family: address.includes(":") ? "INET6" : "INET",
    transport: "STREAM",
    source: { address, port: 40_001 },
    destination: { address: address.includes(":") ? "2001:db8::9" : "10.0.1.9", port: 443 },
    tlvs: [],
  };
}
