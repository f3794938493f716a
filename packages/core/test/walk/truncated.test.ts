import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import type { Hop, Path } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const proxy: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });
const GATEWAY = "spiffe://a/gateway";
const XFCC = `Hash=${"a".repeat(64)};Subject="";URI=${GATEWAY}`;
const tells = "x-forwarded-for" as const;
const shared = { header: "x-secret", value: "s3cret" };
const lb: Hop = { name: "lb", address: "10.0.0.1", tells };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };

/** Status and hops walked, when header lines were dropped. */
const cut = (path: Path, peer: string, more = {}): readonly [string, readonly string[]] => {
  const evidence = raw(peer, { "X-Secret": "s3cret", "X-Forwarded-Client-Cert": XFCC }, more);
  const { status, via } = createResolver(path).resolve({ ...evidence, truncated: true });
  return [status, via];
};
const FORGED = "6.6.6.6";
const forged = { "X-Forwarded-For": FORGED };

describe("dropped-lines: header lines that the server dropped", () => {
  const truncated = { truncated: true };

  it.each([
    [proxy, { "X-Forwarded-For": CLIENT }],
    [{ ...proxy, tells: "forwarded" }, { Forwarded: `for=${CLIENT}` }],
    [{ ...proxy, tells: { value: "X-Real-IP" } }, { "X-Real-IP": CLIENT }],
    [
      { ...proxy, tells: { value: "x-envoy-external-address" } },
      { "X-Envoy-External-Address": CLIENT, "X-Forwarded-For": CLIENT },
    ],
    [range, { "X-Forwarded-For": "10.0.0.9" }],
  ] as [Hop, Record<string, string>][])(
    "an answer is too-long where a header is read: %j",
    (path, lines) => {
      expect(ask(path, "10.0.0.1", lines, truncated)).toMatchObject(unresolved("too-long"));
      expect(ask(path, "10.0.0.1", lines)).toMatchObject({ status: "resolved" });
    },
  );

  it("a certificate header that may have had another line is not believed", () => {
    const path: Hop[] = [
      { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" },
      { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" },
    ];
    const lines = {
      "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw`,
      "X-Forwarded-For": CLIENT,
    };
    expect(ask(path, "127.0.0.6", lines, truncated)).toMatchObject(unresolved("too-long"));
    expect(ask(path, "127.0.0.6", lines)).toMatchObject({ ip: CLIENT });
  });

  it("a secret that may have had another line is not believed, whatever its hop tells", () => {
    const secret = { header: "X-Edge", value: "s3cret" };
    const lines = { "X-Edge": "s3cret" };
    const snat: Hop = { ...proxy, secret, tells: "nothing" };
    expect(ask(snat, "10.0.0.1", lines, truncated)).toMatchObject(unresolved("too-long"));
    expect(ask(snat, "10.0.0.1", lines)).toMatchObject(unresolved("hidden"));
  });

  it("dropped lines do not matter where no header is read", () => {
    const nlb: Hop = { ...proxy, tells: "proxy-protocol" };
    const source = { address: CLIENT, port: 1 };
    const proxyProtocol = {
      version: 2,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source,
      tlvs: [],
    } as const;
    expect(ask(nlb, "10.0.0.1", {}, { ...truncated, proxyProtocol })).toMatchObject({ ip: CLIENT });
    const certified: Hop = { ...proxy, identity: "spiffe://a/gw", tells: "nothing" };
    const peerIdentity = ["spiffe://a/gw"];
    expect(ask(certified, "10.0.0.1", {}, { ...truncated, peerIdentity })).toMatchObject(
      unresolved("hidden"),
    );
    expect(ask({ ...proxy, tells: "nothing" }, "10.0.0.1", {}, truncated)).toMatchObject(
      unresolved("hidden"),
    );
    const lines = { "X-Forwarded-For": "6.6.6.6" };
    expect(ask("direct", CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT });
    expect(ask(proxy, CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT, via: [] });
    expect(ask(undefined, CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT });
  });
});

describe("dropped-lines: which paths they matter to", () => {
  // A row: path, peer, status, hops walked, why.
  it.each<[Path, string, string, readonly string[], string]>([
    [[lb], "10.0.0.1", "too-long", [], "a list is a header"],
    [[{ ...lb, tells: "forwarded" }], "10.0.0.1", "too-long", [], "so is Forwarded"],
    [[{ ...lb, tells: { value: "x-real-ip" } }], "10.0.0.1", "too-long", [], "so is a value"],
    [
      [{ ...lb, tells: "nothing" }],
      "10.0.0.1",
      "hidden",
      ["lb"],
      "nothing is read of a hop that hides",
    ],
    [
      [{ ...lb, tells: "nothing", secret: shared }],
      "10.0.0.1",
      "too-long",
      [],
      "but for its secret",
    ],
    [
      [{ name: "gateway", identity: GATEWAY, tells: "nothing" }, sidecar],
      "127.0.0.6",
      "too-long",
      ["sidecar"],
      "and for the XFCC that proves it",
    ],
    [
      [
        { ...lb, tells: "nothing" },
        { name: "keeps", tells: "source-address", xfcc: "last" },
      ],
      "10.0.0.1",
      "hidden",
      ["lb", "keeps"],
      "XFCC that proves no hop is not read",
    ],
    [[lb], "192.0.2.1", "resolved", [], "the headers of an unrecognized peer are not read"],
    [
      [{ name: "keeps", tells: "source-address" }],
      "192.0.2.1",
      "resolved",
      ["keeps"],
      "no header at all",
    ],
  ])("with the path %j a request from %s is %s", (path, peer, status, via) => {
    expect(cut(path, peer)).toEqual([status, via]);
  });

  it("dropped lines do not matter to PROXY, which is the connection's", () => {
    const proxyProtocol = {
      version: 1,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: { address: "203.0.113.7", port: 1 },
      tlvs: [],
    } as const;
    const path: Hop[] = [{ ...lb, tells: "proxy-protocol" }];
    expect(cut(path, "10.0.0.1", { proxyProtocol })).toEqual(["resolved", ["lb"]]);
  });
});

describe("dropped-lines: headers beyond the limit", () => {
  it("a hop that no proof can recognize behind a hidden peer reads none", () => {
    const snat: Hop = { name: "snat", address: "10.0.0.1", tells: "nothing" };
    expect(cut([{ ...lb, address: "10.0.0.2" }, snat], "10.0.0.1")).toEqual(["hidden", ["snat"]]);
  });

  it("a forged header alone is left beyond Node's limit", () => {
    const hop: Hop = { address: "10.0.0.1", tells };
    expect(ask(hop, "10.0.0.1", forged, { truncated: true })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
    expect(ask(hop, "10.0.0.1", {}, { truncated: true })).toMatchObject({ status: "too-long" });
  });
});
