import { describe, expect, it } from "vitest";
import type { Evidence, Hop, PathConfig, ProxyHeader } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const HASH = `Hash=${"a".repeat(64)}`;
const lb: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };
const edge: Hop = { name: "edge", address: "10.0.0.2", tells: "x-forwarded-for" };
const dnat: Hop = { name: "dnat", tells: "source-address" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const gateway: Hop = { name: "gw", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const envoy: Hop = { ...lb, tells: { value: "x-envoy-external-address" } };
const secret = { header: "x-cdn-key", value: "correct-horse-battery" };
const ABSENT = "X-CDN-Key, the header with its secret, is absent";
/** The longest addresses that are shown: 48 characters. */
const FEW = ["10.10.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"];

const local: ProxyHeader = {
  version: 2,
  command: "LOCAL",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};

const proxied: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "10.0.0.2", port: 4711 },
  tlvs: [],
};

/** The lines of an explanation between the peer and the answer. */
function linesOf(path: PathConfig["path"], evidence: Partial<Evidence>): string[] {
  const given = { peer: "10.0.0.1", rawHeaders: [], ...evidence };
  return String(createResolver(path).explain(given)).split("\n").slice(1, -1);
}

it("paints the client green, its absence red, hops cyan and warnings yellow", () => {
  const resolver = createResolver({ ...lb, address: ["10.0.0.1", "192.0.2.0/24"], repeat: true });
  const told = (text: string) =>
    resolver.explain({ peer: "10.0.0.1", rawHeaders: ["x-forwarded-for", text] }).toColor();
  expect(told(CLIENT)).toContain(`\u001B[32m${CLIENT}\u001B[0m is the client`);
  expect(told(CLIENT)).toContain("\u001B[36mlb\u001B[0m: recognized");
  expect(told("junk")).toContain("\u001B[31mno client address\u001B[0m: malformed");
  expect(told("192.0.2.1")).toContain("\u001B[33mwarning: list-exhausted\u001B[0m (");
});

describe("an explanation has the hop as its subject", () => {
  it.each<[string, PathConfig["path"], Partial<Evidence>]>([
    // [the last line but the answer, the path, the evidence]
    [`lb: X-Forwarded-For line 1 reports ${CLIENT}`, [lb], xff(CLIENT)],
    [
      'lb: X-Forwarded-For line 1 reports 2001:db8::1 (written "[2001:DB8::1]:443")',
      [lb],
      xff("[2001:DB8::1]:443"),
    ],
    ["lb sent no X-Forwarded-For", [lb], {}],
    ["lb sent no Forwarded header", [{ ...lb, tells: "forwarded" }], {}],
    ["lb sent no PROXY header", [{ ...lb, tells: "proxy-protocol" }], {}],
    ['lb: X-Forwarded-For line 1 is malformed: "1.2.3.04"', [lb], xff("1.2.3.04")],
    ["edge: X-Forwarded-For has no more elements", [edge, lb], xff("10.0.0.2")],
    [
      "lb: X-Forwarded-For has too few elements",
      [{ ...lb, tells: { list: "x-forwarded-for", appends: 2 } }],
      xff(CLIENT),
    ],
    [
      "lb: X-Real-IP line 1 is longer than the limit",
      [{ ...lb, tells: { value: "x-real-ip" } }],
      { rawHeaders: ["x-real-ip", "1".repeat(5_000)] },
    ],
    [
      "lb: X-Envoy-External-Address line 1 came without X-Forwarded-For",
      [envoy],
      { rawHeaders: ["x-envoy-external-address", CLIENT] },
    ],
    [
      `lb: X-Envoy-External-Address line 1 does not match X-Forwarded-For: "${CLIENT}"`,
      [envoy],
      { rawHeaders: ["x-envoy-external-address", CLIENT, "x-forwarded-for", "6.6.6.6"] },
    ],
    [
      `lb: X-Envoy-External-Address line 1 is malformed: "${CLIENT}:80"`,
      [envoy],
      { rawHeaders: ["x-envoy-external-address", `${CLIENT}:80`] },
    ],
    [
      'lb: X-Real-IP is malformed: "192.0.2.1, 192.0.2.1"',
      [{ ...lb, tells: { value: "x-real-ip" } }],
      { rawHeaders: ["x-real-ip", "192.0.2.1", "x-real-ip", "192.0.2.1"] },
    ],
    ["lb: hides its peer", [{ ...lb, tells: "nothing" }], {}],
    [
      "edge: hides its peer",
      [{ ...edge, tells: "nothing" }, { ...edge, name: "local", address: "unix" }, lb],
      xff("10.0.0.2, unix:"),
    ],
    [
      "edge sent no PROXY header",
      [
        { ...edge, tells: "proxy-protocol" },
        { ...lb, tells: "proxy-protocol" },
      ],
      { proxyProtocol: proxied },
    ],
    [
      "lb sent no PROXY header",
      [{ ...lb, tells: "proxy-protocol" }],
      { rawHeaders: ["Proxy-Protocol", "what a client sends"] },
    ],
    [
      "lb: PROXY v2 reports 10.0.0.2",
      [{ ...lb, tells: "proxy-protocol" }],
      { rawHeaders: ["Proxy-Protocol", "what a client sends"], proxyProtocol: proxied },
    ],
    ["lb: not recognized: 192.0.2.1 is not its address (10.0.0.1)", [lb], { peer: "192.0.2.1" }],
    [
      "lb: not recognized: 192.0.2.1 is not its address (loopback, 10.0.0.0/8)",
      [{ ...lb, address: ["loopback", "10.0.0.0/8"] }],
      { peer: "192.0.2.1" },
    ],
    [
      "loopback,10.0.0.0/8: not recognized: 192.0.2.1 is not its address",
      [{ address: ["loopback", "10.0.0.0/8"], tells: "forwarded" }],
      { peer: "192.0.2.1" },
    ],
    [
      `lb: not recognized: 192.0.2.1 is not its address (${FEW.join(", ")})`,
      [{ ...lb, address: FEW }],
      { peer: "192.0.2.1" },
    ],
    [
      "lb: not recognized: 192.0.2.1 is not its address",
      [{ ...lb, address: [...FEW.slice(1), "10.200.0.0/16"] }],
      { peer: "192.0.2.1" },
    ],
    [
      "lb: not recognized: a unix socket, and 'unix' is not among its addresses",
      [lb],
      { peer: "unix" },
    ],
    [
      "lb: not recognized: the server's limit dropped header lines",
      [lb],
      { ...xff(CLIENT), truncated: true },
    ],
    [`lb: not recognized: ${ABSENT}`, [{ ...lb, secret }], xff(CLIENT)],
    [
      "lb: not recognized: X-CDN-Key does not have its secret",
      [{ ...lb, secret }],
      { rawHeaders: ["x-cdn-key", "a-wrong-secret"] },
    ],
    [
      "edge: not recognized: the secret in X-CDN-Key is for a hop nearer to the application",
      [
        { ...edge, secret },
        { ...lb, secret },
      ],
      { rawHeaders: ["x-cdn-key", secret.value, "x-forwarded-for", "10.0.0.2"] },
    ],
    [`lb: not recognized: ${ABSENT}`, [{ ...lb, address: "unix", secret }], { peer: "unix" }],
    [
      `lb: not recognized: ${ABSENT}`,
      [
        { ...lb, secret },
        { ...edge, tells: "nothing" },
      ],
      { peer: "10.0.0.2" },
    ],
    [
      `gw: not recognized: ${ABSENT}`,
      [{ ...gateway, secret }],
      { peerIdentity: ["spiffe://a/gw"] },
    ],
    [
      "lb: not recognized: the address is hidden, and the hop has neither identity nor secret",
      [lb, { ...edge, tells: "nothing" }],
      { peer: "10.0.0.2" },
    ],
  ])("%s", (line, path, evidence) => {
    expect(linesOf(path, evidence).at(-1)).toBe(line);
  });

  it.each<[string, Partial<Evidence>]>([
    // [why the gateway behind the sidecar is not recognized, the evidence]
    ["no certificate names it", {}],
    ['the certificate names "spiffe://a/other", not spiffe://a/gw', xfcc(";URI=spiffe://a/other")],
    ["X-Forwarded-Client-Cert names more than one URI", xfcc(";URI=spiffe://a/gw;URI=b:c")],
    ["X-Forwarded-Client-Cert is malformed in the field Subject", xfcc(";Subject=CN")],
  ])("gw: not recognized: %s", (why, evidence) => {
    for (const read of ["only", "last"] as const) {
      const path: Hop[] = [gateway, { ...sidecar, xfcc: read }];
      const lines = linesOf(path, { peer: "127.0.0.6", ...evidence });
      expect(lines.at(-1)).toBe(`gw: not recognized: ${why}`);
    }
  });

  it("says of the client certificate, too, that it names more than one URI", () => {
    const lines = linesOf([gateway], { peerIdentity: ["spiffe://a/gw", "spiffe://a/other"] });
    expect(lines).toEqual(["gw: not recognized: the client certificate names more than one URI"]);
  });

  it("names each ground on which a hop is recognized", () => {
    const [first] = linesOf([{ ...lb, address: "unix" }], { peer: "unix", ...xff(CLIENT) });
    expect(first).toBe("lb: recognized by its unix socket");
    const lines = linesOf([{ ...gateway, address: "10.0.0.1", secret }], {
      rawHeaders: ["X-CDN-Key", secret.value, "X-Forwarded-For", CLIENT],
      peerIdentity: ["spiffe://a/gw"],
    });
    expect(lines[0]).toBe(
      "gw: recognized by its address and the identity spiffe://a/gw and the secret in X-CDN-Key",
    );
  });

  it("names a secret alone where the hop has no address, or it cannot be seen", () => {
    const rawHeaders = ["X-CDN-Key", secret.value, "X-Forwarded-For", CLIENT];
    const { address: _, ...anywhere } = lb;
    const said = "lb: recognized by the secret in X-CDN-Key";
    expect(linesOf([{ ...anywhere, secret }], { rawHeaders })[0]).toBe(said);
    const hiding: Hop = { ...edge, tells: "nothing" };
    const hidden = linesOf([{ ...lb, secret }, hiding], { peer: "10.0.0.2", rawHeaders });
    expect(hidden[2]).toBe(said);
  });

  it("says of a hop that anyone can be by what it is counted", () => {
    const rawHeaders = ["X-Forwarded-For", `${CLIENT}, 192.0.2.9`];
    const lines = String(createResolver("hops=2").explain({ peer: "10.0.0.1", rawHeaders })).split(
      "\n",
    );
    expect(lines.filter((line) => line.includes("recognized"))).toEqual([
      "proxy 2: recognized by its address, which others can have",
      "proxy 1: recognized by its place alone",
    ]);
    const [first] = linesOf([{ ...lb, address: "any", secret }], {
      rawHeaders: ["X-CDN-Key", secret.value, "X-Forwarded-For", CLIENT],
    });
    expect(first).toBe("lb: recognized by the secret in X-CDN-Key");
  });

  it("says which hops keep the source address, and which proxy of a range is recognized again", () => {
    const lines = linesOf([{ ...lb, address: "10.0.0.0/8", repeat: true }, dnat], {
      rawHeaders: ["x-forwarded-for", `6.6.6.6, ${CLIENT}, 10.0.0.9`],
    });
    expect(lines).toEqual([
      "dnat: keeps the source address",
      "lb: recognized by its address",
      "lb: X-Forwarded-For line 1 reports 10.0.0.9",
      "lb: recognized by its address, again",
      `lb: X-Forwarded-For line 1 reports ${CLIENT}`,
      "not read: the first 7 characters of X-Forwarded-For, which no hop vouches for",
    ]);
  });

  it("marks the entry points that were tried", () => {
    const lines = linesOf([{ oneOf: [edge, lb] }], xff(CLIENT));
    expect(lines.slice(0, 3)).toEqual([
      "edge (entry point): not recognized: 10.0.0.1 is not its address (10.0.0.2)",
      "lb (entry point): recognized by its address",
      "lb: recognized by its address",
    ]);
  });

  it("says what a warning means", () => {
    const lines = linesOf([{ ...lb, tells: "proxy-protocol" }], { proxyProtocol: local });
    expect(lines.slice(1)).toEqual([
      'lb: PROXY v2 reports a connection of its own (LOCAL, UNKNOWN or UNSPEC): "LOCAL UNSPEC"',
      "warning: proxy-local (PROXY LOCAL or UNKNOWN: the connection is the hop's own, and so is the address)",
    ]);
  });

  it("says where the walk began", () => {
    const resolver = createResolver("direct");
    expect(String(resolver.explain({ peer: CLIENT, rawHeaders: [] }))).toBe(
      `socket: the peer is ${CLIENT}\n${CLIENT} is the client (proof: none)`,
    );
    expect(String(resolver.explain({ peer: "unix", rawHeaders: [] }))).toMatch(
      /^socket: the peer is a unix socket\n/,
    );
  });
});

function xff(value: string): Partial<Evidence> {
  return { rawHeaders: ["X-Forwarded-For", value] };
}

function xfcc(rest: string): Partial<Evidence> {
  return { rawHeaders: ["X-Forwarded-Client-Cert", HASH + rest] };
}
