import { ADDRESS_HEADERS } from "@client-ip/core/internal";
import { describe, expect, it } from "vitest";
import { forgedAddresses } from "../../src/doctor/forged-addresses.ts";
import { forgingProbes } from "../../src/doctor/probes.ts";

const probesOf = (names: readonly string[]) => forgingProbes(names, forgedAddresses(new Set()));

const linesIn = (rawHeaders: readonly string[]): readonly string[] =>
  rawHeaders.flatMap((name, i) => (i % 2 === 0 ? `${name}: ${rawHeaders[i + 1]}` : []));

describe("the doctor's forged requests", () => {
  it("hold what may confuse a proxy, and each address once", () => {
    const probes = probesOf(["x-forwarded-for", "forwarded", "cloudfront-viewer-address"]);
    const lines = probes.map(({ what, rawHeaders }) => [what, linesIn(rawHeaders)]);
    expect(Object.fromEntries(lines)).toEqual({
      "every header": [
        "x-forwarded-for: 192.0.2.11",
        "forwarded: for=198.51.100.11",
        "cloudfront-viewer-address: 203.0.113.11:443",
      ],
      "every header in IPv6": [
        "x-forwarded-for: 2001:db8:f0:9ed::1",
        'forwarded: for="[2001:db8:f0:9ed::2]"',
        "cloudfront-viewer-address: 2001:db8:f0:9ed::3:443",
      ],
      "a list in X-Forwarded-For": ["X-Forwarded-For: 192.0.2.12, 198.51.100.12"],
      "two lines of X-Forwarded-For": [
        "X-Forwarded-For: 203.0.113.12",
        "X-Forwarded-For: 192.0.2.13, 198.51.100.13",
      ],
      "addresses with ports": ["X-Forwarded-For: [2001:db8:f0:9ed::4]:443, 203.0.113.13:8080"],
      "a list that ends in what is no address": ["X-Forwarded-For: 192.0.2.14, unknown, "],
      "two lines of Forwarded": [
        "Forwarded: for=198.51.100.14",
        'Forwarded: for=203.0.113.14;proto=https, for="[2001:db8:f0:9ed::5]"',
      ],
      "a quote in Forwarded that never ends": ['Forwarded: for="192.0.2.15'],
      "most headers twice": [
        "x-forwarded-for: 198.51.100.15",
        "x-forwarded-for: 203.0.113.15",
        "forwarded: for=192.0.2.16",
        "forwarded: for=198.51.100.16",
        "cloudfront-viewer-address: 203.0.113.16:443",
        "cloudfront-viewer-address: 192.0.2.17:443",
      ],
      "names with underscores": [
        "X_Forwarded_For: 198.51.100.17",
        "X_Real_IP: 203.0.113.17",
        "Forwarded_For: 192.0.2.18",
      ],
      "a request to remove the headers": [
        "X-Forwarded-For: 198.51.100.18",
        "Connection: close, x-forwarded-for, x-real-ip, forwarded",
      ],
      "the scheme and the host": [
        "x-forwarded-proto: forged-by-client-ip-doctor",
        "x-forwarded-host: forged-by-client-ip-doctor",
      ],
    });
  });

  it("name the addresses in them", () => {
    const probes = probesOf(["x-real-ip", "forwarded"]);
    for (const { rawHeaders, forged } of probes) {
      const text = rawHeaders.join(" ");
      expect(forged.filter((address) => !text.includes(address))).toEqual([]);
    }
    expect(probes.map(({ forged }) => forged.length)).toEqual([2, 2, 2, 3, 2, 1, 3, 1, 4, 3, 1, 0]);
  });

  it("have no more lines than a proxy takes", () => {
    const lines = probesOf(ADDRESS_HEADERS).map(({ rawHeaders }) => rawHeaders.length / 2);
    expect(Math.max(...lines)).toBe(48);
  });
});

describe("forgedAddresses", () => {
  it("gives addresses for documentation, in turn from each network", () => {
    const { ipv4, ipv6 } = forgedAddresses(new Set());
    const first = Array.from({ length: 4 }, () => ipv4());
    expect(first).toEqual(["192.0.2.11", "198.51.100.11", "203.0.113.11", "192.0.2.12"]);
    const sixteenth = Array.from({ length: 16 }, () => ipv6()).at(-1);
    expect(sixteenth).toBe("2001:db8:f0:9ed::10");
  });

  it("gives none that was seen", () => {
    const seen = new Set(["192.0.2.11", "198.51.100.11", "2001:db8:f0:9ed::1"]);
    const { ipv4, ipv6 } = forgedAddresses(seen);
    expect([ipv4(), ipv6()]).toEqual(["203.0.113.11", "2001:db8:f0:9ed::2"]);
  });
});
