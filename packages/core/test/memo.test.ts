import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Config, createResolver, type Evidence, LiveAddresses } from "@client-ip/core";

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
    const ports = [1, 2].map((peerPort) => {
      return resolver.resolve(asked("192.0.2.9", "192.0.2.1, 10.0.0.2", { peerPort })).port;
    });
    expect(ports).toEqual([1, 2]);
  });

  test.each<[Config, string]>([
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

  it("are kept for so many peers only", () => {
    const resolver = createResolver(PRIVATE);
    const kept = (from: string): boolean => {
      const evidence = asked(from, "192.0.2.1, 10.0.0.2");
      resolver.resolve(evidence);
      return resolver.resolve(evidence) === resolver.resolve(evidence);
    };
    for (let i = 0; i < 1_024; i++) resolver.resolve(asked(`10.1.${i >> 8}.${i & 255}`, "6.6.6.6"));
    expect(kept("10.0.0.1")).toBe(false);
    expect(kept("10.1.3.255")).toBe(true);
  });

  it("are not kept for long headers", () => {
    expect(remembers(PRIVATE, asked("10.0.0.1", "192.0.2.1".padEnd(512)))).toBe(true);
    expect(remembers(PRIVATE, asked("10.0.0.1", "192.0.2.1".padEnd(513)))).toBe(false);
  });

  it("are no longer looked for where too few are found, and later again", () => {
    const resolver = createResolver(PRIVATE);
    const kept = (): boolean => {
      const evidence = asked("10.0.0.1", "192.0.2.1, 10.0.0.2");
      return resolver.resolve(evidence) === resolver.resolve(evidence);
    };
    resolver.resolve(asked("10.0.0.1", "6.6.6.6"));
    expect(kept()).toBe(true);
    for (let i = 0; i < 1_024; i++)
      resolver.resolve(asked("10.0.0.1", `192.0.2.1, 10.0.${i >> 8}.${i & 255}`));
    expect(kept()).toBe(false);
    for (let i = 0; i < 65_536; i++) resolver.resolve(asked("10.0.0.1", "6.6.6.6"));
    expect(kept()).toBe(true);
  });

  it("are looked for on as long as enough are found", () => {
    const resolver = createResolver(PRIVATE);
    const evidence = asked("10.0.0.1", "192.0.2.1, 10.0.0.2");
    resolver.resolve(evidence);
    const first = resolver.resolve(evidence);
    for (let i = 0; i < 5_000; i++) expect(resolver.resolve(evidence)).toBe(first);
  });
});
