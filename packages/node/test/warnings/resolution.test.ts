import type { Config, Evidence, Resolver, ResolverOptions } from "@client-ip/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Warn = typeof import("../../src/warnings/resolution.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The texts of the warnings so far. */
const texts = (): unknown[] => emitted.mock.calls.map(([text]) => text);

/** The codes of the warnings so far. */
const codes = (): unknown[] => emitted.mock.calls.map(([, options]) => Object(options).code);

/** The warnings after resolving, without a configuration or with one. */
async function warningsOf(
  evidence: Evidence,
  config?: Config,
  options?: ResolverOptions,
): Promise<unknown[]> {
  const { warnOfResolution }: Warn = await import("../../src/warnings/resolution.ts");
  const { createResolver } = await import("../../src/request/create-resolver.ts");
  const resolver = createResolver(config, options);
  warnOfResolution(resolver.resolve(evidence), evidence, resolver);
  return texts();
}

const forwarded = (peer: string, name = "X-Forwarded-For"): Evidence => ({
  peer,
  rawHeaders: [name, "6.6.6.6"],
  headers: { [name.toLowerCase()]: "6.6.6.6" },
});

/** A path through a sidecar, which reports nothing of a caller without a certificate. */
const sidecar: Config = [
  { identity: "spiffe://test/gateway", tells: "x-forwarded-for" },
  { address: "127.0.0.6", tells: "nothing", xfcc: "last" },
];

const secret = { header: "x-edge", value: "correct horse battery staple" };
const proven: Config = { address: "127.0.0.6", tells: "x-forwarded-for", secret };

describe("the warning of an unresolved answer", () => {
  it("names the network, the header and the platform, but not the header's contents", async () => {
    vi.stubEnv("DYNO", "web.1");
    expect(await warningsOf(forwarded("10.1.2.3"))).toEqual([
      "Got X-Forwarded-For from 10.1.2.0/24, but this request has no path. " +
        "This looks like Heroku: clientIp('heroku'). If a path is configured, this code ran before it: " +
        "put clientIp(path) first, and for a WebSocket write clientIpOf(req, resolver).",
    ]);
    expect(emitted).toHaveBeenCalledWith(expect.anything(), {
      type: "ClientIpWarning",
      code: "CLIENT_IP_UNCONFIGURED",
      detail: expect.any(String),
    });
  });

  it("is emitted once for each network", async () => {
    await warningsOf(forwarded("10.1.2.3"));
    await warningsOf(forwarded("10.1.2.4"));
    await warningsOf(forwarded("fd00::1"));
    expect(await warningsOf(forwarded("fd00::2:3:4:5"))).toHaveLength(2);
  });

  it.each([
    ["Forwarded", "Got Forwarded from"],
    ["X-Real-IP", "Got X-Real-IP from"],
    ["CF-Connecting-IP", "Got forwarding headers from"],
  ])("says, of %s alone: %s", async (name, part) => {
    expect(await warningsOf(forwarded("10.1.2.3", name))).toEqual([expect.stringContaining(part)]);
  });

  it("names the best known of several headers", async () => {
    const rawHeaders = ["X-Real-IP", "6.6.6.6", "Forwarded", "for=6.6.6.6", "X-Forwarded-For", "a"];
    expect(await warningsOf({ peer: "10.1.2.3", rawHeaders })).toEqual([
      expect.stringContaining("Got X-Forwarded-For from"),
    ]);
  });

  it("names the header of evidence with raw lines alone", async () => {
    const evidence = { peer: "10.1.2.3", rawHeaders: ["X-Forwarded-For", "6.6.6.6"] };
    expect(await warningsOf(evidence)).toEqual([expect.stringContaining("Got X-Forwarded-For")]);
  });

  it.each(["127.0.0.6", "::6", "::ffff:127.0.0.6"])(
    "hints at Istio once for a sidecar at %s, configured or not",
    async (peer) => {
      await warningsOf(forwarded(peer));
      expect(await warningsOf(forwarded(peer), "direct")).toEqual([
        expect.stringMatching(/^(?:127\.0\.0\.6|::6) is a mesh's .* This looks like Istio: .*\.$/),
      ]);
      expect(codes()).toEqual(["CLIENT_IP_SIDECAR"]);
    },
  );

  it.each([
    ["a public peer", forwarded("198.51.100.7"), undefined],
    ["a peer that does not forward", { peer: "10.1.2.3", rawHeaders: [] }, undefined],
    ["a configured resolver that finds nothing", forwarded("127.0.0.1"), "heroku"],
    ["a hidden unix peer", forwarded("unix"), "direct"],
    ["a sidecar that is a hop of the path", forwarded("127.0.0.6"), sidecar],
    ["a sidecar that the path knows, and that proves nothing", forwarded("127.0.0.6"), proven],
    ["no peer", { peer: undefined, rawHeaders: [] }, undefined],
    ["a hop that reports nothing", { peer: "127.0.0.1", rawHeaders: [] }, "nginx"],
  ])("is not emitted for %s", async (_what, evidence: Evidence, config: Config) => {
    expect(await warningsOf(evidence, config)).toEqual([]);
  });
});

describe("a path with a PROXY hop", () => {
  const balancer: Config = { address: "10.0.0.0/8", tells: "proxy-protocol" };

  it("is warned of once if its headers are not taken off the connection", async () => {
    const expected = [expect.stringMatching(/^The path has .* call acceptProxyProtocol\(.*\)\.$/)];
    expect(await warningsOf({ peer: "10.0.0.1", rawHeaders: [] }, balancer)).toEqual(expected);
    expect(await warningsOf({ peer: "10.0.0.2", rawHeaders: [] }, balancer)).toEqual(expected);
    expect(codes()).toEqual(["CLIENT_IP_PROXY_UNREAD"]);
  });

  it("is not warned of for a peer that is not known, such as that of a unix socket", async () => {
    expect(await warningsOf({ peer: "unix", rawHeaders: [] }, balancer)).toEqual([]);
  });

  it("is not warned of if its headers are taken off", async () => {
    const evidence: Evidence = { peer: "10.0.0.1", rawHeaders: [], proxyProtocol: [] };
    expect(await warningsOf(evidence, balancer)).toEqual([]);
  });
});

it("a proxy that is no hop of the path is warned of once for each network", async () => {
  const evidence: Evidence = { peer: "172.18.0.5", rawHeaders: ["X-Forwarded-For", "6.6.6.6"] };
  const expected = [
    "Got X-Forwarded-For from 172.18.0.0/24, which is not in your path, so its own address " +
      "was used as the client. If it is a proxy, add it to the path.",
  ];
  expect(await warningsOf(evidence, "10.0.0.0/8")).toEqual(expected);
  expect(await warningsOf({ ...evidence, peer: "172.18.0.9" }, "10.0.0.0/8")).toEqual(expected);
  expect(codes()).toEqual(["CLIENT_IP_UNRECOGNIZED_PROXY"]);
});

const clientOf = (name: string): string =>
  "A client in 198.51.100.0/24 is probably a proxy that is not in your path. " +
  `It belongs to ${name}: put '${name}' in front of your path, client first.`;

it("a client in a network of the user's own is warned of by its name", async () => {
  const evidence: Evidence = {
    peer: "127.0.0.1",
    rawHeaders: ["X-Forwarded-For", "198.51.100.7"],
  };
  // Another resolver may know it by another name.
  for (const name of ["acme", "other"])
    await warningsOf(evidence, "nginx", { networks: { [name]: ["198.51.100.0/24"] } });
  expect(texts()).toEqual([clientOf("acme"), clientOf("other")]);
});

it("a peer that is no hop is warned of as such, though it has many clients", async () => {
  const { warnOfResolution }: Warn = await import("../../src/warnings/resolution.ts");
  const { createResolver } = await import("../../src/request/create-resolver.ts");
  const resolver = createResolver("nginx");
  const evidence = forwarded("10.9.0.1");
  const warnings = ["unrecognized-proxy", "probable-proxy"] as const;
  warnOfResolution({ ...resolver.resolve(evidence), warnings }, evidence, resolver);
  expect(codes()).toEqual(["CLIENT_IP_UNRECOGNIZED_PROXY"]);
});

it("a client of a resolver that is not known may be in any network", async () => {
  const { warnOfResolution }: Warn = await import("../../src/warnings/resolution.ts");
  const { createResolver } = await import("../../src/request/create-resolver.ts");
  const evidence = forwarded("127.0.0.1");
  const resolution = createResolver("nginx").resolve(evidence);
  const alarms: Resolver["alarms"] = [];
  const resolver = { alarms } as Resolver;
  warnOfResolution({ ...resolution, warnings: ["probable-proxy"] }, evidence, resolver);
  expect(texts()).toEqual([
    expect.stringMatching(/^A client in 6\.6\.6\.0\/24 is .* Add what is missing: /),
  ]);
});
