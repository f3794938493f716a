import { describe, expect, it } from "vitest";
import type { Config, Hop } from "../../src/index.ts";
import { createResolver, LiveAddresses, oneOf } from "../../src/index.ts";
import { partsOf, type Trust, trustOf } from "../../src/internal.ts";

function trustFor(config: Config): Trust {
  return trustOf(partsOf(createResolver(config))!.path);
}

const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const secret = { header: "x-key", value: "0123456789abcdef" };

describe("trust-proxy-function: a path that one can express", () => {
  it.each<[string, Config, readonly (readonly [string | undefined, number, boolean])[]]>([
    ["nothing", undefined, [["10.0.0.5", 0, false]]],
    ["direct", "direct", [["10.0.0.5", 0, false]]],
    [
      "a hop in each place",
      [cdn, lb],
      [
        ["10.0.0.5", 0, true],
        ["::ffff:10.0.0.5", 0, true],
        ["198.51.100.4", 1, true],
        ["198.51.100.4", 0, false],
        ["10.0.0.5", 1, false],
        ["198.51.100.4", 2, false],
        ["198.51.100.4", -1, false],
      ],
    ],
    [
      "a range, any number of times",
      "10.0.0.0/8",
      [
        ["10.0.0.5", 0, true],
        ["10.1.2.3", 31, true],
        ["10.1.2.3", 32, false],
        ["11.1.2.3", 1, false],
      ],
    ],
    [
      "a range outside a hop",
      [{ ...cdn, repeat: true }, lb],
      [
        ["198.51.100.4", 0, false],
        ["198.51.100.4", 1, true],
        ["198.51.100.9", 7, true],
        ["10.0.0.5", 7, false],
      ],
    ],
    [
      "a number of proxies",
      { hops: 2 },
      [
        ["10.0.0.5", 0, true],
        ["198.51.100.4", 0, false],
        ["198.51.100.4", 1, true],
        ["198.51.100.4", 2, false],
        ["127.0.0.6", 1, false],
        ["unknown", 1, false],
        ["", 1, false],
      ],
    ],
    [
      "entry points of one hop",
      [oneOf(cdn, { ...cdn, address: "192.0.2.1" }), lb],
      [
        ["198.51.100.4", 1, true],
        ["192.0.2.1", 1, true],
        ["192.0.2.2", 1, false],
      ],
    ],
    [
      "entry points alone",
      oneOf(cdn, { ...cdn, address: "192.0.2.1" }),
      [
        ["198.51.100.4", 0, true],
        ["192.0.2.1", 0, true],
        ["192.0.2.1", 1, false],
      ],
    ],
    [
      "a hop that may be on a unix socket: what has no address is not believed",
      "loopback, unix",
      [
        ["127.0.0.1", 0, true],
        [undefined, 0, false],
        ["unix", 0, false],
      ],
    ],
    [
      "a hop that keeps the source address",
      [lb, { tells: "source-address" }],
      [["10.0.0.5", 0, true]],
    ],
  ])("trust-proxy-function: %s", (_what, config, rows) => {
    const trust = trustFor(config);
    expect(rows.map(([address, index]) => trust(address, index))).toEqual(
      rows.map(([, , trusted]) => trusted),
    );
  });

  it.each<[string, string | undefined, number, boolean]>([
    ["a port", "10.0.0.5:4711", 1, true],
    ["blanks", " \t10.0.0.5\t", 1, true],
    ["capitals", "::FFFF:10.0.0.5", 1, true],
    ["a zone of the peer", "fe80::5%eth0", 0, true],
    ["a zone with another per cent sign", "fe80::5%25eth0%1", 0, true],
    ["a zone in the list", "fe80::5%eth0", 1, false],
    ["a port of the peer", "10.0.0.5:4711", 0, false],
    ["no text", undefined, 0, false],
    ["no address", "unknown", 1, false],
    ["the unspecified address", "0.0.0.0", 1, false],
    ["a group of hosts", "224.0.0.1", 1, false],
    ["a sidecar's address", "127.0.0.6", 1, false],
  ])("trust-proxy-function: reads as the walk does: %s", (_what, text, index, trusted) => {
    expect(trustFor("10.0.0.0/8, fe80::/10, 0.0.0.0/1, 224.0.0.0/4")(text, index)).toBe(trusted);
  });

  it("trust-proxy-function: a hop that writes bare addresses writes no port", () => {
    const tells = { list: "X-Forwarded-For", format: "ip" } as const;
    const range = trustFor({ ...lb, address: "10.0.0.0/8", repeat: true, tells });
    const texts = ["10.0.0.6", "10.0.0.6:80", "10.0.0.6:0"];
    expect(texts.map((text) => range(text, 1))).toEqual([true, false, false]);
    const outer = trustFor([{ ...cdn, tells }, lb]);
    expect([outer("198.51.100.4:80", 1), outer("10.0.0.5", 0)]).toEqual([true, true]);
    const inner = trustFor([cdn, { ...lb, tells }]);
    expect([inner("198.51.100.4", 1), inner("198.51.100.4:80", 1)]).toEqual([true, false]);
  });
});

describe("trust-proxy-function: a path that none can express is refused", () => {
  it.each<[string, Config]>([
    ["by a secret", { ...lb, secret }],
    ["by an identity", { ...lb, identity: "spiffe://a/b" }],
    ["does not append", { ...lb, tells: { list: "x-forwarded-for", appends: 2 } }],
    ["does not append", { ...lb, tells: { list: "x-real-list" } }],
    ["does not append", { ...lb, tells: { value: "x-real-ip" } }],
    ["does not append", { ...lb, tells: "forwarded" }],
    ["does not append", { ...lb, tells: "proxy-protocol" }],
    ["does not append", { ...lb, tells: "nothing" }],
    ["writes ports", { ...lb, tells: { list: "x-forwarded-for", format: "ip:port" } }],
    ["unix socket", "unix"],
    ["unix socket", [cdn, { ...lb, address: "unix" }]],
    ["not outermost", [cdn, { ...lb, repeat: true }]],
    ["entry points of several hops", [oneOf([cdn, { ...lb, address: "10.1.1.1" }], lb), lb]],
    [
      "entry points of several hops",
      oneOf(
        [cdn, lb],
        [
          { ...cdn, address: "192.0.2.1" },
          { ...lb, address: "10.0.0.6" },
        ],
      ),
    ],
    [
      "entry points of several hops",
      [
        oneOf(cdn, [
          { ...cdn, address: "192.0.2.1" },
          { ...lb, address: "10.1.1.1" },
        ]),
        lb,
      ],
    ],
    [
      "entry points of several hops",
      [
        oneOf(
          [cdn, { ...lb, address: "10.1.1.1" }],
          [
            { ...cdn, address: "192.0.2.1" },
            { ...lb, address: "10.1.1.2" },
          ],
        ),
        lb,
      ],
    ],
    ["repeated", [oneOf(cdn, { ...cdn, address: "192.0.2.0/24", repeat: true }), lb]],
    [
      "repeated",
      [oneOf({ ...cdn, repeat: true }, { ...cdn, address: "192.0.2.0/24", repeat: true }), lb],
    ],
  ])("trust-proxy-function: %s: %j", (given, config) => {
    expect(() => trustFor(config)).toThrow(
      expect.objectContaining({
        code: "no-trust-function",
        given: expect.stringContaining(given) as string,
        remedy: expect.stringContaining("clientIp(path, { seal:") as string,
      }),
    );
  });
});

describe("what a resolver is made of", () => {
  it("is not seen of another version's", () => {
    const other = Object.create(createResolver("direct")) as ReturnType<typeof createResolver>;
    expect(partsOf(other)).toBeUndefined();
  });

  it("follows a live list", () => {
    const list = new LiveAddresses({ name: "office", prefixes: ["192.0.2.1"] });
    const resolver = createResolver({ address: list, tells: "x-forwarded-for" });
    const trust = trustOf(partsOf(resolver)!.path);
    list.update(["192.0.2.2"]);
    expect(resolver.refusedLists).toBe(0);
    expect([trust("192.0.2.1", 0), trust("192.0.2.2", 0)]).toEqual([false, true]);
  });
});
