import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResolver, type Hop, rateLimitKey, type Resolution } from "../../src/index.ts";
import { STATUSES } from "../../src/resolution.ts";
import { ask } from "../support/ask.ts";
import { addressText, ipv6Groups, wildText } from "../support/arbitraries.ts";

const direct = createResolver("direct");
const keyOf = (peer: string | undefined, options = {}): string =>
  rateLimitKey(direct.resolve({ peer, rawHeaders: [] }), options);

const text = (groups: readonly number[]): string =>
  groups.map((group) => group.toString(16)).join(":");

const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const xff = (list: string): { readonly "X-Forwarded-For": string } => ({ "X-Forwarded-For": list });

describe("key-for-every-answer: a client", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7", "IPv4 is one client"],
    ["10.0.0.7", "10.0.0.7", "a private one too"],
    ["::ffff:203.0.113.7", "203.0.113.7", "IPv4-mapped text is IPv4"],
    ["2001:db8:0:1234:5:6:7:8", "2001:db8:0:1200::/56", "public IPv6 is a household"],
    ["2001:db8:0:12ff:ffff:ffff:ffff:ffff", "2001:db8:0:1200::/56", "to its last address"],
    ["2001:db8:0:1300::", "2001:db8:0:1300::/56", "and the next one is another"],
    ["64:ff9b::203.0.113.7", "203.0.113.7", "NAT64 embeds an IPv4 address"],
    ["64:ff9b:0:0:0:1:cb00:7107", "64:ff9b::/56", "its neighbor is IPv6"],
    ["64:ff9b:1::203.0.113.7", "64:ff9b:1::cb00:7107/128", "NAT64 of one network"],
    ["fd00:1:2:3::7", "fd00:1:2:3::7/128", "pods share a network"],
    ["fe80::7%eth0", "fe80::7/128", "so do hosts on a link"],
    ["::1", "::1/128", "the loopback address"],
  ])("key-for-every-answer: %s is %s: %s", (peer, key) => {
    expect(keyOf(peer)).toBe(key);
  });

  it("key-for-every-answer: the length of IPv6 networks can be chosen", () => {
    expect(keyOf("2001:db8:0:1234::8", { ipv6Prefix: 64 })).toBe("2001:db8:0:1234::/64");
    expect(keyOf("2001:db8:0:1234::8", { ipv6Prefix: 128 })).toBe("2001:db8:0:1234::8/128");
    expect(keyOf("2001:db8:0:1234::8", { ipv6Prefix: 1 })).toBe("::/1");
    expect(keyOf("fd00::8", { ipv6Prefix: 32 })).toBe("fd00::8/128");
    expect(keyOf("203.0.113.7", { ipv6Prefix: 32 })).toBe("203.0.113.7");
  });

  it("key-for-every-answer: two addresses have one key if their networks are the same", () => {
    const last = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(ipv6Groups, fc.integer({ min: 0, max: 255 }), last, (groups, low, others) => {
        const [first = 0, second = 0, third = 0, fourth = 0] = groups;
        // 2000::/3 is public.
        const site = [0x2000 | (first & 0x1fff), second, third];
        const sibling = [...site, (fourth & 0xff00) | low, ...others];
        const stranger = [...site, fourth ^ 0x100, ...others];
        const key = keyOf(text([...site, ...groups.slice(3)]));
        expect(keyOf(text(sibling))).toBe(key);
        expect(keyOf(text(stranger))).not.toBe(key);
        expect(key).toMatch(/^[\da-f:]+::\/56$/);
      }),
    );
  });
});

describe("key-for-every-answer: a request without a client", () => {
  it.each<[string, Resolution, string]>([
    ["the peer's", ask(lb, "10.0.0.5"), "unresolved:missing:10.0.0.5"],
    ["by status", ask(lb, "10.0.0.5", xff("x")), "unresolved:malformed:10.0.0.5"],
    ["no peer", ask(lb, undefined), "unresolved:no-peer:none"],
    ["no address for a peer", ask(lb, "10.0.0"), "unresolved:malformed:none"],
    ["a unix socket", ask("unix", "unix"), "unresolved:missing:unix"],
    [
      "a hop that was reached by proof",
      ask([cdn, lb], "10.0.0.5", xff("x, 198.51.100.4")),
      "unresolved:malformed:198.51.100.4",
    ],
    [
      "who goes around a required hop",
      ask([{ ...cdn, required: true }, lb], "10.0.0.5", xff("6.6.6.6, 203.0.113.9")),
      "unresolved:bypassed:203.0.113.9",
    ],
    [
      "masked",
      ask([{ ...cdn, required: true }, lb], "10.0.0.5", xff("2001:db8:0:1234::9")),
      "unresolved:bypassed:2001:db8:0:1200::/56",
    ],
    [
      "of a private network, whole",
      ask({ ...lb, address: "fd00::5" }, "fd00::5"),
      "unresolved:missing:fd00::5/128",
    ],
    [
      "by NAT64",
      ask({ ...lb, address: "64:ff9b::/96" }, "64:ff9b::198.51.100.4"),
      "unresolved:missing:198.51.100.4",
    ],
  ])("key-for-every-answer: %s", (_what, resolution, key) => {
    expect(rateLimitKey(resolution)).toBe(key);
  });

  it("key-for-every-answer: has one for each status, so that none uses up another's limit", () => {
    const keys = Object.keys(STATUSES).flatMap((status) =>
      status === "resolved"
        ? []
        : rateLimitKey({ ip: undefined, status: status as "missing", peer: "10.0.0.5" }),
    );
    expect(new Set(keys).size).toBe(Object.keys(STATUSES).length - 1);
  });

  it("key-for-every-answer: there always is one, and no client's text is in it", () => {
    const resolver = createResolver([cdn, lb]);
    const peer = fc.oneof(fc.constantFrom("10.0.0.5", undefined, "unix"), addressText, wildText);
    const last = fc.oneof(wildText, addressText, fc.constant("198.51.100.4"));
    fc.assert(
      fc.property(peer, fc.array(last), (given, elements) => {
        const rawHeaders = ["X-Forwarded-For", elements.join(", ")];
        const key = rateLimitKey(resolver.resolve({ peer: given, rawHeaders }));
        expect(key).toMatch(/^(?:unresolved:[a-z-]+:)?(?:[\d.]+|[\da-f:]+\/\d+|unix|none)$/);
      }),
    );
  });
});

describe("key-for-every-answer: what is no resolution is refused", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["an address", "203.0.113.7"],
    ["an object", {}],
    ["evidence", { peer: "203.0.113.7", rawHeaders: [] }],
    ["an answer whose address is none", { status: "resolved", ip: "client" }],
    ["an answer without an address", { status: "resolved", ip: undefined }],
  ])("%s", (_what, given) => {
    const call = (): string => rateLimitKey(given as unknown as Resolution);
    expect(call).toThrow(/^\[config-type\].*a resolution/);
  });

  it.each([0, 129, 56.5, "56", null])("a length that is none: %j", (ipv6Prefix) => {
    expect(() => keyOf("203.0.113.7", { ipv6Prefix })).toThrow("[bad-field] given ipv6Prefix: ");
  });

  it("options that are null", () => {
    expect(() => keyOf("203.0.113.7", null as never)).toThrow("[config-type] given null in place");
  });

  it("but other objects than options change nothing: limiters pass a response", () => {
    expect(keyOf("2001:db8::7", { statusCode: 200 })).toBe("2001:db8::/56");
  });
});
