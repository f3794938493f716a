import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Config, Evidence } from "@client-ip/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Warn = typeof import("../../src/warnings/resolution.ts");
type WarnOnce = typeof import("../../src/warnings/warn-once.ts");
type Parser = typeof import("../../src/warnings/insecure-parser.ts");

const emitted = vi.spyOn(process, "emitWarning");

// What was warned of is remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The texts of the warnings so far. */
const texts = (): unknown[] => emitted.mock.calls.map(([text]) => text);

/** Resolves without a configuration, or with one, and says what was warned. */
async function warningsOf(evidence: Evidence, config?: Config): Promise<unknown[]> {
  const { warnOfResolution }: Warn = await import("../../src/warnings/resolution.ts");
  const { createResolver } = await import("../../src/request/create-resolver.ts");
  const resolver = createResolver(config);
  warnOfResolution(resolver.resolve(evidence), evidence, resolver);
  return texts();
}

const forwarded = (peer: string, name = "X-Forwarded-For"): Evidence => ({
  peer,
  rawHeaders: [name, "6.6.6.6"],
  headers: { [name.toLowerCase()]: "6.6.6.6" },
});

describe("a warning", () => {
  it("comes once for each code and subject", async () => {
    const { warnOnce }: WarnOnce = await import("../../src/warnings/warn-once.ts");
    for (const subject of ["a", "b", "a"])
      warnOnce("CLIENT_IP_UNCONFIGURED", subject, () => `about ${subject}`);
    warnOnce("CLIENT_IP_SIDECAR", "a", () => "other");
    expect(texts()).toEqual(["about a", "about b", "other"]);
    expect(emitted).toHaveBeenLastCalledWith("other", {
      type: "ClientIpWarning",
      code: "CLIENT_IP_SIDECAR",
    });
  });

  it("comes at most eight times in the life of a process", async () => {
    const { warnOnce }: WarnOnce = await import("../../src/warnings/warn-once.ts");
    const make = vi.fn<() => string>(() => "text");
    for (let i = 0; i < 100; i++) warnOnce("CLIENT_IP_UNCONFIGURED", String(i), make);
    expect(emitted).toHaveBeenCalledTimes(8);
    expect(make).toHaveBeenCalledTimes(8);
  });
});

/** A path through a sidecar, which says nothing of a caller without a certificate. */
const sidecar: Config = [
  { identity: "spiffe://test/gateway", tells: "x-forwarded-for" },
  { address: "127.0.0.6", tells: "nothing", xfcc: "last" },
];

describe("an unresolved answer", () => {
  it("names the network, the header and the platform, and nothing that the header says", async () => {
    vi.stubEnv("DYNO", "web.1");
    expect(await warningsOf(forwarded("10.1.2.3"))).toEqual([
      "Got X-Forwarded-For from 10.1.2.0/24, but no hop is configured. This looks like Heroku: clientIp('heroku').",
    ]);
    expect(emitted).toHaveBeenCalledWith(expect.anything(), {
      type: "ClientIpWarning",
      code: "CLIENT_IP_UNCONFIGURED",
    });
  });

  it("is warned of once for each network", async () => {
    await warningsOf(forwarded("10.1.2.3"));
    await warningsOf(forwarded("10.1.2.4"));
    await warningsOf(forwarded("fd00::1"));
    expect(await warningsOf(forwarded("fd00::2:3:4:5"))).toHaveLength(2);
  });

  it.each([
    ["Forwarded", "Got Forwarded from"],
    ["X-Real-IP", "Got X-Real-IP from"],
    ["CF-Connecting-IP", "Got forwarding headers from"],
  ])("with %s alone is warned of as: %s", async (name, part) => {
    expect(await warningsOf(forwarded("10.1.2.3", name))).toEqual([expect.stringContaining(part)]);
  });

  it("of evidence without joined headers is warned of in general words", async () => {
    const evidence = { peer: "10.1.2.3", rawHeaders: ["X-Forwarded-For", "6.6.6.6"] };
    expect(await warningsOf(evidence)).toEqual([expect.stringContaining("forwarding headers")]);
  });

  it.each(["127.0.0.6", "::6", "::ffff:127.0.0.6"])(
    "from a sidecar at %s hints at Istio, once, configured or not",
    async (peer) => {
      await warningsOf(forwarded(peer));
      expect(await warningsOf(forwarded(peer), "direct")).toEqual([
        expect.stringContaining("This looks like Istio"),
      ]);
    },
  );

  it.each([
    ["a public peer", forwarded("198.51.100.7"), undefined],
    ["a peer that does not forward", { peer: "10.1.2.3", rawHeaders: [] }, undefined],
    ["a configured resolver that finds nothing", forwarded("127.0.0.1"), "heroku"],
    ["a hidden unix peer", forwarded("unix"), "direct"],
    ["a sidecar that is a hop of the path", forwarded("127.0.0.6"), sidecar],
    ["no peer", { peer: undefined, rawHeaders: [] }, undefined],
  ])("is not warned of for %s", async (_what, evidence: Evidence, config: Config) => {
    expect(await warningsOf(evidence, config)).toEqual([]);
  });
});

describe("a lenient parser", () => {
  /** What each server's own option means; `undefined` leaves it to Node's flag, which is off here. */
  it.each([
    [{ insecureHTTPParser: true }, 1],
    [{ insecureHTTPParser: false }, 0],
    [{ insecureHTTPParser: undefined }, 0],
    [{}, 0],
    [undefined, 0],
  ])("of a server with %o is warned of %d times", async (server, times) => {
    const { warnOfInsecureParser }: Parser = await import("../../src/warnings/insecure-parser.ts");
    warnOfInsecureParser(server);
    warnOfInsecureParser(server);
    expect(emitted).toHaveBeenCalledTimes(times);
  });

  it.each([
    [true, { insecureHTTPParser: undefined }, 1],
    [true, { insecureHTTPParser: false }, 0],
    [false, { insecureHTTPParser: undefined }, 0],
  ])(
    "by NODE_OPTIONS %s of a server with %o is warned of %d times",
    async (flag, server, times) => {
      vi.stubEnv("NODE_OPTIONS", flag ? "--max-http-header-size=8192 --insecure-http-parser" : "");
      const { warnOfInsecureParser }: Parser =
        await import("../../src/warnings/insecure-parser.ts");
      warnOfInsecureParser(server);
      expect(texts()).toHaveLength(times);
      expect(texts().join("")).toContain(times === 1 ? "smuggled" : "");
    },
  );

  it("is noticed with the first request of a connection", async () => {
    const { evidenceOf } = await import("../../src/request/evidence.ts");
    const socket = Object.assign(new Socket(), { server: { insecureHTTPParser: true } });
    evidenceOf(new IncomingMessage(socket));
    expect(emitted).toHaveBeenCalledWith(expect.stringContaining("insecureHTTPParser is on"), {
      type: "ClientIpWarning",
      code: "CLIENT_IP_INSECURE_HTTP_PARSER",
    });
  });

  it("by the flag of the process is warned of", async () => {
    const { warnOfInsecureParser }: Parser = await import("../../src/warnings/insecure-parser.ts");
    process.execArgv.push("--insecure-http-parser");
    warnOfInsecureParser({ insecureHTTPParser: undefined });
    process.execArgv.pop();
    expect(emitted).toHaveBeenCalledOnce();
  });
});

describe("a path with a PROXY hop", () => {
  const balancer: Config = { address: "10.0.0.0/8", tells: "proxy-protocol" };

  it("whose headers nobody takes off the connection is warned of, once", async () => {
    const expected = [expect.stringContaining("call acceptProxyProtocol(server, resolver)")];
    expect(await warningsOf({ peer: "10.0.0.1", rawHeaders: [] }, balancer)).toEqual(expected);
    expect(await warningsOf({ peer: "10.0.0.2", rawHeaders: [] }, balancer)).toEqual(expected);
  });

  it("is not warned of where they are taken off", async () => {
    const evidence: Evidence = { peer: "10.0.0.1", rawHeaders: [], proxyProtocol: [] };
    expect(await warningsOf(evidence, balancer)).toEqual([]);
  });
});

it("a proxy that is no hop of the path is warned of, once for each network", async () => {
  const evidence: Evidence = { peer: "172.18.0.5", rawHeaders: ["X-Forwarded-For", "6.6.6.6"] };
  const expected = [expect.stringContaining("from 172.18.0.0/24")];
  expect(await warningsOf(evidence, "10.0.0.0/8")).toEqual(expected);
  expect(await warningsOf({ ...evidence, peer: "172.18.0.9" }, "10.0.0.0/8")).toEqual(expected);
});
