import { createResolver, type Hop, type Path } from "@client-ip/core";
import { presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { requestThrough } from "../src/index.ts";

const address = "10.0.1.0/24";
const secret = { header: "x-origin-secret", value: "a long random text" };

/** Options of which each preset takes at least one. A path may need more than the preset. */
const OPTIONS: readonly object[] = [
  {},
  { address },
  { secret },
  { address, secret },
  { anyCustomer: true },
  { gateway: "istio-system/gw", mode: "sidecar" },
  { gateway: "istio-system/gw", mode: "tproxy", gatewayAddress: address },
  { layer: 4 },
  { layer: 7, address },
  { layer: 4, proxyProtocol: true, address },
  { externalAddress: true },
  { header: "x-real-ip" },
];

type Preset = (options: object) => Hop | Path;

/** The paths of a preset for those options that it takes, if a client can come through them. */
function pathsOf(preset: Preset): Path[] {
  return OPTIONS.flatMap((options) => {
    try {
      const path = [preset(options)];
      const dead = createResolver(path).findings.some(({ code }) => code === "dead-hop");
      // Source NAT hides each client: one comes through it by a hop outside with a proof.
      const outer: Hop = { name: "outer", secret, tells: { value: "x-client" } };
      return [dead ? [outer, ...path] : path];
    } catch {
      return [];
    }
  });
}

const paths = Object.entries(presets).flatMap(([name, preset]) =>
  pathsOf(preset as Preset).map((path, index) => [name, index, path] as const),
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
