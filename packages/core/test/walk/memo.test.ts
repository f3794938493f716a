import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Config, Evidence, Hop, ProxyHeader, Resolution } from "../../src/index.ts";
import { LiveAddresses, createResolver, oneOf } from "../../src/index.ts";

const PRIVATE = "loopback, uniquelocal";
const asked = (peer: string, list: string, more: Partial<Evidence> = {}): Evidence => ({
  peer,
  rawHeaders: ["X-Forwarded-For", list],
  headers: { "x-forwarded-for": list },
  ...more,
});

/** Whether the second of two equal questions gets the very answer of the first. */
function remembers(config: Config, evidence = asked("10.0.0.1", "192.0.2.1, 10.0.0.2")): boolean {
  const resolver = createResolver(config);
  // The first one makes the peer known.
  resolver.resolve(evidence);
  return resolver.resolve(evidence) === resolver.resolve({ ...evidence });
}

const secret = { header: "x-secret", value: "s".repeat(20) };
const outer: Hop = { name: "outer", address: "10.0.0.2", tells: "x-forwarded-for" };
const inner: Hop = { name: "inner", address: "10.0.0.1", tells: "x-forwarded-for" };
const LIST = "192.0.2.1, 10.0.0.2";

function sent(list: string, more: Readonly<Record<string, string>> = {}): Partial<Evidence> {
  const headers = { "x-forwarded-for": list, ...more };
  return { rawHeaders: Object.entries(headers).flat(), headers };
}

const proxyHeaderOf = (address: string): ProxyHeader => ({
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address, port: 1 },
  tlvs: [],
});

/** Asks for lists that a known peer sends. */
function asking(): (list: string) => Resolution {
  const resolver = createResolver(PRIVATE);
  resolver.resolve(asked("10.0.0.1", "6.6.6.6"));
  return (list) => resolver.resolve(asked("10.0.0.1", list));
}

/** Texts that share the characters that are looked at for a slot, and many that do not. */
const list = fc.oneof(
  fc.constantFrom(
    "192.0.2.1, 10.0.0.2",
    "192.0.2.1, 10.9.0.2",
    "192.0.2.1,10.0.0.2",
    "192.0.2.177, 10.0.0.2",
    "192.0.2.1:80, 10.0.0.2",
    "10.0.0.3, 10.0.0.2",
    "",
    "unknown",
    "2001:db8::1, 10.0.0.2",
    "6.6.6.6",
  ),
  fc.ipV4(),
  fc.string({ maxLength: 20 }),
);
const peer = fc.constantFrom("10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "192.0.2.9", "unix");

describe("remembered answers", () => {
  it("are those that a resolver gives which has never been asked", () => {
    const question = fc.tuple(peer, list, fc.boolean(), fc.nat(65_535));
    fc.assert(
      fc.property(fc.array(question, { maxLength: 60 }), (questions) => {
        const resolver = createResolver(PRIVATE);
        for (const [from, text, truncated, peerPort] of questions) {
          const evidence = asked(from, text, { truncated, peerPort });
          expect(resolver.resolve(evidence)).toEqual(createResolver(PRIVATE).resolve(evidence));
        }
      }),
    );
  });

  it("are the very same as long as peer and header are", () => {
    expect(remembers(PRIVATE)).toBe(true);
    expect(remembers({ hops: 1 })).toBe(true);
    expect(remembers(PRIVATE, asked("10.0.0.1", "unknown!, 10.0.0.2"))).toBe(true);
  });

  it("are not asked for what the socket alone says, which has a port of its own", () => {
    const resolver = createResolver(PRIVATE);
    const ports = [1, 2, 3].map((peerPort) => {
      return resolver.resolve(asked("192.0.2.9", "192.0.2.1, 10.0.0.2", { peerPort })).port;
    });
    expect(ports).toEqual([1, 2, 3]);
  });

  it.each<[Config, string]>([
    [
      {
        address: "private",
        secret: { header: "x-secret", value: "s".repeat(20) },
        tells: "x-forwarded-for",
      },
      "another header counts too",
    ],
    [[{ address: "private", tells: "x-forwarded-for", xfcc: "last" }], "nothing else is looked at"],
    [{ address: "private", tells: { value: "x-real-ip" } }, "no list is looked at"],
    [{ address: "private", tells: "proxy-protocol" }, "the connection says it"],
    [
      {
        address: new LiveAddresses({ name: "live", prefixes: ["10.0.0.0/8"] }),
        tells: "x-forwarded-for",
      },
      "the list may have changed",
    ],
    [
      [
        { address: "10.0.0.2", tells: { list: "x-other" } },
        { address: "10.0.0.1", tells: "x-forwarded-for" },
      ],
      "two headers count",
    ],
  ])("are kept for a path only if one list says it all: %j (%s)", (config, why) => {
    expect(remembers(config)).toBe(why === "nothing else is looked at");
  });

  it.each<[string, Config, Partial<Evidence>, Partial<Evidence>]>([
    [
      "the inner hop's secret",
      [outer, { ...inner, secret }],
      sent(LIST, { "x-secret": secret.value }),
      sent(LIST, { "x-secret": "wrong" }),
    ],
    [
      "the outer hop's secret",
      [{ ...outer, secret }, inner],
      sent(LIST, { "x-secret": secret.value }),
      sent(LIST, { "x-secret": "wrong" }),
    ],
    [
      "the certificate of the peer",
      [outer, { ...inner, identity: "spiffe://a/b" }],
      { ...sent(LIST), peerIdentity: ["spiffe://a/b"] },
      { ...sent(LIST), peerIdentity: ["spiffe://a/c"] },
    ],
    [
      "a header of one value",
      [{ ...outer, tells: { value: "x-real-ip" } }, inner],
      sent(LIST, { "x-real-ip": "192.0.2.1" }),
      sent(LIST, { "x-real-ip": "192.0.2.2" }),
    ],
    [
      "the outer one of two lists",
      [{ ...outer, tells: { list: "x-other" } }, inner],
      sent(LIST, { "x-other": "192.0.2.1" }),
      sent(LIST, { "x-other": "192.0.2.2" }),
    ],
    [
      "the inner one of two lists",
      [{ ...outer, tells: { list: "x-other" } }, inner],
      sent(LIST, { "x-other": "192.0.2.1" }),
      sent("192.0.2.2", { "x-other": "192.0.2.1" }),
    ],
    [
      "the PROXY header",
      [outer, { ...inner, tells: "proxy-protocol" }],
      { ...sent("192.0.2.1"), proxyProtocol: proxyHeaderOf("10.0.0.2") },
      { ...sent("192.0.2.1"), proxyProtocol: proxyHeaderOf("192.0.2.9") },
    ],
    [
      "the secret of one of two entry points",
      [oneOf(inner, { ...outer, secret })],
      { ...sent("192.0.2.1", { "x-secret": secret.value }), peer: "10.0.0.2" },
      { ...sent("192.0.2.1", { "x-secret": "wrong" }), peer: "10.0.0.2" },
    ],
    ["whether lines were dropped", [outer, inner], sent(LIST), { ...sent(LIST), truncated: true }],
  ])(
    "are not given where something else than the list has changed: %s",
    (_, config, one, other) => {
      const first: Evidence = { peer: "10.0.0.1", rawHeaders: [], ...one };
      const second: Evidence = { peer: "10.0.0.1", rawHeaders: [], ...other };
      const resolver = createResolver(config);
      const [answer] = [1, 2, 3].map(() => resolver.resolve(first));
      expect(answer?.ip).toBe("192.0.2.1");
      expect(resolver.resolve(second)).toEqual(createResolver(config).resolve(second));
      expect(resolver.resolve(second)).not.toEqual(answer);
    },
  );

  it("are kept where the address of the last hop but one is that of the connection", () => {
    const path: Config = [inner, { tells: "source-address" }];
    expect(remembers(path, asked("10.0.0.1", "192.0.2.1"))).toBe(true);
  });

  it("are found for so many peers only: with one more all are met anew", () => {
    const resolver = createResolver(PRIVATE);
    const evidence = asked("10.0.0.1", "192.0.2.1, 10.0.0.2");
    const meet = (count: number): void => {
      for (let i = 0; i < count; i++)
        resolver.resolve(asked(`10.1.${i >> 8}.${i & 255}`, "6.6.6.6"));
    };
    resolver.resolve(evidence);
    const kept = resolver.resolve(evidence);
    meet(1_023);
    expect(resolver.resolve(evidence)).toBe(kept);
    resolver.resolve(asked("10.2.0.1", "6.6.6.6"));
    expect(resolver.resolve(evidence)).not.toBe(kept);
    expect(resolver.resolve(evidence)).toBe(kept);
  });

  it("are kept for each of the proxies that clients come through", () => {
    const resolver = createResolver(PRIVATE);
    const questions = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"].map((from) =>
      asked(from, "192.0.2.1, 10.0.0.2"),
    );
    const answers = (): unknown[] => questions.map((evidence) => resolver.resolve(evidence));
    answers();
    const kept = answers();
    answers().forEach((answer, place) => expect(answer).toBe(kept[place]));
  });

  it("are of the very text that they are kept for, whatever is read a second time", () => {
    const resolver = createResolver(PRIVATE);
    resolver.resolve(asked("10.0.0.1", "192.0.2.1"));
    let reads = 0;
    const headers = {
      get "x-forwarded-for"() {
        return reads++ === 0 ? "192.0.2.1, 10.0.0.2" : "6.6.6.6, 10.0.0.2";
      },
    };
    expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [], headers }).ip).toBe("192.0.2.1");
  });

  it("are not given to another peer that sends the same header", () => {
    const resolver = createResolver(PRIVATE);
    const peerIn = (from: string): string | undefined =>
      resolver.resolve(asked(from, "192.0.2.1, 10.0.0.9")).peer;
    const peers = ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2", "10.0.0.1"];
    expect(peers.map((from) => peerIn(from))).toEqual(peers);
  });

  it("are not kept for long headers", () => {
    expect(remembers(PRIVATE, asked("10.0.0.1", "192.0.2.1".padEnd(512)))).toBe(true);
    expect(remembers(PRIVATE, asked("10.0.0.1", "192.0.2.1".padEnd(513)))).toBe(false);
  });

  it("are neither lost nor given up for the sake of long headers", () => {
    const ask = asking();
    const before = ask("192.0.2.1, 10.0.0.2");
    for (let i = 0; i < 2_000; i++) ask("198.51.100.1".padEnd(513));
    expect(ask("192.0.2.1, 10.0.0.2")).toBe(before);
  });

  it("are no longer looked for where too few are found, and later again, with none lost", () => {
    const ask = asking();
    const before = ask("192.0.2.1, 10.0.0.2");
    for (let i = 0; i < 1_020; i++) ask(`203.0.113.1, 10.0.${i >> 8}.${i & 255}`);
    expect(ask("192.0.2.1, 10.0.0.2")).toBe(before);
    for (let i = 0; i < 5; i++) ask("198.51.100.1, 10.0.0.2");
    expect(ask("192.0.2.1, 10.0.0.2")).not.toBe(before);
    for (let i = 0; i < 65_540; i++) ask("198.51.100.1, 10.0.0.2");
    expect(ask("192.0.2.1, 10.0.0.2")).toBe(before);
  });

  it("are no longer looked for where enough were found once, and too few are now", () => {
    const ask = asking();
    for (let i = 0; i < 2_048; i++) ask("192.0.2.1, 10.0.0.2");
    for (let i = 0; i < 2_048; i++) ask(`203.0.113.1, 10.0.${i >> 8}.${i & 255}`);
    expect(ask("192.0.2.1, 10.0.0.2")).not.toBe(ask("192.0.2.1, 10.0.0.2"));
  });

  it("are kept for most of many clients side by side", () => {
    const ask = asking();
    const clients = Array.from({ length: 200 }, (_, i) => {
      const address = Math.imul(i, 0x9e3779b1);
      return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
    });
    const before = clients.map((client) => ask(client));
    const kept = clients.filter((client, i) => ask(client) === before[i]);
    expect(kept.length).toBeGreaterThan(125);
  });

  it("are looked for on as long as enough are found", () => {
    const resolver = createResolver(PRIVATE);
    const evidence = asked("10.0.0.1", "192.0.2.1, 10.0.0.2");
    resolver.resolve(evidence);
    const first = resolver.resolve(evidence);
    for (let i = 0; i < 5_000; i++) expect(resolver.resolve(evidence)).toBe(first);
  });
});
