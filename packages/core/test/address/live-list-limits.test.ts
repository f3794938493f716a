import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientIpError, LiveAddressesOptions } from "../../src/index.ts";
import { LiveAddresses } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

const hosts = (count: number, net = "192.0.2"): string[] =>
  Array.from({ length: count }, (_, i) => `${net}.${i}`);

function after(
  prefixes: readonly string[],
  now: readonly string[],
  more: Partial<LiveAddressesOptions> = { maxChange: 4 },
): ClientIpError {
  const edges = new LiveAddresses({ name: "cdn", prefixes, ...more });
  return thrownBy(() => edges.update(now));
}

function list(prefixes: readonly string[]): LiveAddresses {
  return new LiveAddresses({ name: "cdn", prefixes, publicOnly: true });
}

describe("live-list-bounds: a list of public addresses", () => {
  it.each([
    "10.1.0.0/16",
    "172.16.0.0/12",
    "192.168.1.1",
    "127.0.0.1",
    "100.64.0.0/10",
    "169.254.169.254",
    "0.0.0.0/8",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.0/8",
    "::1",
    "::/16",
    "fd00::/16",
    "fe80::/16",
    "ff02::1",
    "4000::/16",
    "::ffff:10.0.0.1",
  ])("has no %s", (wrong) => {
    expect(thrownBy(() => list(["198.51.100.0/24", wrong]))).toMatchObject({
      code: "live-list",
      given: `"${wrong}" in the list "cdn"`,
      expected: "public addresses",
    });
    const good = list(["198.51.100.0/24"]);
    expect(thrownBy(() => good.update(["198.51.100.0/24", wrong])).code).toBe("live-list");
    expect(good.generation).toBe(0);
  });

  it("is refused for the first of several", () => {
    const { given } = thrownBy(() => list(["198.51.100.0/24", "10.0.0.0/8", "::1"]));
    expect(given).toContain('"10.0.0.0/8"');
  });

  it("is refused for a range that holds a private one", () => {
    const wide = { name: "cdn", publicOnly: true, widest: { ipv4: 1, ipv6: 1 } };
    const error = thrownBy(() => new LiveAddresses({ ...wide, prefixes: ["168.0.0.0/5"] }));
    expect(error.given).toContain('"168.0.0.0/5"');
  });

  it("has public ones, those of documentation included", () => {
    expect(list(["104.16.0.0/13", "2606:4700::/32", "2001:db8::/32"]).current.size).toBe(3);
  });
});

describe("live-list-bounds: a change", () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ["of entries, up", hosts(4), hosts(17), "17 entries after 4"],
    ["of entries, down", hosts(17), hosts(4), "4 entries after 17"],
    ["of IPv4, up", ["192.0.2.0/28"], ["192.0.0.0/22"], "1024 IPv4 addresses after 16"],
    ["of IPv4, down", ["192.0.0.0/22"], ["192.0.2.0/28"], "16 IPv4 addresses after 1024"],
    ["of IPv6", ["2001:db8::/32"], ["2001:db8::/35"], "IPv6 addresses after"],
    ["to no IPv4", ["192.0.2.1", "2001:db8::1"], ["2001:db8::1"], "0 IPv4 addresses after 1"],
    ["to no IPv6", ["192.0.2.1", "2001:db8::1"], ["192.0.2.1"], "0 IPv6 addresses after 1"],
  ])("that is too large is refused: %s", (_what, before, now, given) => {
    const error = after(before, now);
    expect(error).toMatchObject({ code: "live-list" });
    expect(error.given).toContain(given);
    expect(error.remedy).toContain("`maxChange`");
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["as many as allowed", hosts(4), hosts(16)],
    ["as few as allowed", hosts(16), hosts(4)],
    ["other addresses", hosts(16), hosts(16, "198.51.100")],
    ["other addresses of IPv6", ["2001:db8::/48"], ["2001:db8:1::/48"]],
    ["IPv6 for the first time", hosts(4), [...hosts(4), "2001:db8::/32"]],
  ])("that is possible is used: %s", (_what, before, now) => {
    const edges = new LiveAddresses({ name: "cdn", prefixes: before, maxChange: 4 });
    edges.update(now);
    expect(edges.generation).toBe(1);
  });

  it("has no limit without the option, and none from the first list to none", () => {
    const edges = new LiveAddresses({ name: "cdn", prefixes: hosts(1) });
    edges.update(hosts(200));
    const pending = new LiveAddresses({ name: "cdn", maxChange: 1 });
    pending.update(hosts(200));
    expect([edges.current.size, pending.current.size]).toEqual([200, 200]);
  });

  it("keeps to its factor, whatever the sizes are", () => {
    const size = fc.integer({ min: 1, max: 250 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 8 }), (before, now, maxChange) => {
        const edges = new LiveAddresses({ name: "cdn", prefixes: hosts(before), maxChange });
        const allowed = now <= before * maxChange && before <= now * maxChange;
        const update = (): void => edges.update(hosts(now));
        if (!allowed) thrownBy(update);
        else update();
        expect(edges.generation).toBe(allowed ? 1 : 0);
      }),
    );
  });
});
