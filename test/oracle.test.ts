import type { IncomingMessage } from "node:http";
import type { Resolution } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import * as fc from "fast-check";
import proxyAddr from "proxy-addr";
import { describe, expect, it } from "vitest";

/*
 * proxy-addr, which Express uses for `trust proxy`, is the oracle of the ranges shorthand: same
 * names, same ranges, same verdicts on lists of well-formed addresses. Where we answer otherwise on
 * purpose, a test below says both answers and why.
 */

/** What proxy-addr makes of a request. */
function theirs(trust: readonly string[], peer: string, header: string | undefined): string {
  const headers = header === undefined ? {} : { "x-forwarded-for": header };
  const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
  return proxyAddr(request, [...trust]);
}

/** What the shorthand of the same names and ranges makes of it. */
function ours(trust: readonly string[], peer: string, header: string | undefined): Resolution {
  const rawHeaders = header === undefined ? [] : ["X-Forwarded-For", header];
  return createResolver(trust.join(", ")).resolve({ peer, rawHeaders });
}

/**
 * Our answer in one word or two: the address, with the warning if there is one, or why there is
 * none.
 */
function inShort({ ip, status, warnings }: Resolution): string {
  return [ip ?? status, ...warnings].join(" ");
}

/**
 * Canonical text (URL Standard 3.5), IPv4-mapped folded: the one difference in every answer, told
 * below.
 */
function canonical(text: string): string {
  if (!text.includes(":")) return text;
  const plain = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (mapped === null) return plain;
  const words = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return words.flatMap((word) => [word >>> 8, word & 255]).join(".");
}

const byte = fc.integer({ min: 0, max: 255 });
const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));

/**
 * Addresses in and beside the named ranges, and elsewhere; none of those that are never a client.
 */
const address: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(fc.constantFrom(10, 11, 100, 203), byte, byte, byte).map((bytes) => bytes.join(".")),
    fc.tuple(byte, byte).map(([low, last]) => `172.${low}.0.${last}`),
    fc.tuple(byte, byte).map(([low, last]) => `192.168.${low}.${last}`),
    fc.tuple(byte, byte).map(([low, last]) => `169.254.${low}.${last}`),
    fc.tuple(byte, byte).map(([low, last]) => `::ffff:10.0.${low}.${last}`),
    fc
      .tuple(fc.constantFrom("fe80", "fec0", "fc00", "fdff", "2001:db8", "1"), group, group)
      .map(([net, high, low]) => `${net}::${high}:${low}`),
    fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
  )
  .filter((text) => !/^(?:ff|0+:0+:0+:0+:0+)/.test(text));

/** Ranges without host bits. */
const range: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("loopback", "linklocal", "uniquelocal"),
  fc.constantFrom(
    "10.0.0.0/8",
    "10.0.0.0/16",
    "203.0.0.0/9",
    "128.0.0.0/1",
    "172.16.0.0/12",
    "100.0.0.0/7",
  ),
  fc.constantFrom(
    "fc00::/7",
    "2001:db8::/32",
    "fe80::/64",
    "8000::/1",
    "1::/16",
    "::ffff:10.0.0.0/104",
  ),
  address,
);

describe("on lists of well-formed addresses the shorthand answers as proxy-addr does", () => {
  const trusted = fc.array(range, { minLength: 1, maxLength: 5 });
  const list = fc.array(address, { minLength: 1, maxLength: 6 });
  const separator = fc.constantFrom(",", ", ", " , ", ",  ");

  it("whatever the ranges, the peer and the list", () => {
    fc.assert(
      fc.property(trusted, address, list, separator, (trust, peer, elements, comma) => {
        const header = elements.join(comma);
        expect(ours(trust, peer, header).ip).toBe(canonical(theirs(trust, peer, header)));
      }),
      { numRuns: 600 },
    );
  });

  it("when some of the addresses are themselves the ranges", () => {
    fc.assert(
      fc.property(address, list, fc.nat(63), (peer, elements, chosen) => {
        const trust = [peer, ...elements].filter((_, index) => ((chosen >> index) & 1) === 1);
        fc.pre(trust.length > 0);
        const header = elements.join(", ");
        expect(ours(trust, peer, header).ip).toBe(canonical(theirs(trust, peer, header)));
      }),
      { numRuns: 500 },
    );
  });

  it("says what proxy-addr does not: that the list ended inside the ranges", () => {
    fc.assert(
      fc.property(trusted, address, list, (trust, peer, elements) => {
        const trusts = proxyAddr.compile([...trust]);
        const all = [peer, ...elements].every((one) => trusts(one, 0));
        const { warnings, proof } = ours(trust, peer, elements.join(", "));
        expect(warnings.includes("list-exhausted")).toBe(all);
        expect(proof).toBe(trusts(peer, 0) && !all ? "address" : "none");
      }),
    );
  });

  it("ignores the header of an unrecognized peer, as proxy-addr does", () => {
    fc.assert(
      fc.property(address, fc.string(), (peer, header) => {
        const trust = ["192.0.2.0/24"];
        expect(theirs(trust, peer, header)).toBe(peer);
        expect(ours(trust, peer, header).ip).toBe(canonical(peer));
      }),
    );
  });
});

describe("where the shorthand answers otherwise on purpose", () => {
  it.each<[string, string, string | undefined, string, string]>([
    // what is different and why · peer · X-Forwarded-For · proxy-addr · ours
    [
      "a recognized proxy that sends no header: its own address is never the client's",
      "127.0.0.1",
      undefined,
      "127.0.0.1",
      "missing",
    ],
    [
      "a list that ends inside the ranges: the same address, with a warning",
      "127.0.0.1",
      "10.0.0.2, 10.0.0.1",
      "10.0.0.2",
      "10.0.0.2 list-exhausted",
    ],
    [
      "text that is no address: proxy-addr hands it to the application",
      "127.0.0.1",
      "203.0.113.9, <script>",
      "<script>",
      "malformed",
    ],
    ["`unknown`, by which a proxy hides its peer", "127.0.0.1", "unknown", "unknown", "hidden"],
    [
      "a port (IIS, Azure Application Gateway): proxy-addr hands it on, and trusts no such proxy",
      "127.0.0.1",
      "203.0.113.9:4711",
      "203.0.113.9:4711",
      "203.0.113.9",
    ],
    [
      "a port behind a trusted address: proxy-addr takes the proxy for the client",
      "127.0.0.1",
      "203.0.113.9, 10.0.0.1:4711",
      "10.0.0.1:4711",
      "203.0.113.9",
    ],
    ["IPv6 in brackets", "127.0.0.1", "203.0.113.9, [fd00::1]:443", "[fd00::1]:443", "203.0.113.9"],
    [
      "IPv4-mapped output is folded to IPv4",
      "127.0.0.1",
      "::ffff:203.0.113.9",
      "::ffff:203.0.113.9",
      "203.0.113.9",
    ],
    [
      "a mapped peer is folded too",
      "::ffff:203.0.113.9",
      undefined,
      "::ffff:203.0.113.9",
      "203.0.113.9",
    ],
    ["IPv6 output is canonical", "127.0.0.1", "2001:DB8:0:0::7", "2001:DB8:0:0::7", "2001:db8::7"],
    [
      "the sidecar's 127.0.0.6 is in no range: any pod can be behind it",
      "127.0.0.6",
      "203.0.113.9",
      "203.0.113.9",
      "hidden",
    ],
    ["nor is it a client", "127.0.0.1", "127.0.0.6", "127.0.0.6", "hidden"],
    [
      "an empty element on the right is where a proxy should have written: the next one is the client's",
      "127.0.0.1",
      "203.0.113.9,",
      "203.0.113.9",
      "malformed",
    ],
    [
      "an empty element between trusted ones",
      "127.0.0.1",
      "203.0.113.9,, 10.0.0.1",
      "203.0.113.9",
      "malformed",
    ],
    [
      "an empty header: proxy-addr falls back to the proxy",
      "127.0.0.1",
      "",
      "127.0.0.1",
      "malformed",
    ],
    [
      "an inet_aton form of a trusted address (0x0a000001 is 10.0.0.1 to ipaddr.js)",
      "127.0.0.1",
      "203.0.113.9, 0x0a000001",
      "203.0.113.9",
      "malformed",
    ],
    [
      "a short form, which inet_aton reads as 10.0.0.1 and ipaddr.js 1 does not read",
      "127.0.0.1",
      "203.0.113.9, 10.1",
      "10.1",
      "malformed",
    ],
    [
      "octal of a trusted address (012.0.0.1 is 10.0.0.1 to ipaddr.js)",
      "127.0.0.1",
      "203.0.113.9, 012.0.0.1",
      "203.0.113.9",
      "malformed",
    ],
    [
      "octal elsewhere: the text would mean another address to another program",
      "127.0.0.1",
      "0313.0.113.9",
      "0313.0.113.9",
      "malformed",
    ],
    [
      "a zone in a header means nothing here",
      "127.0.0.1",
      "2001:db8::9%eth0",
      "2001:db8::9%eth0",
      "malformed",
    ],
    ["a zone of a socket's peer is cut", "fe80::1%eth0", undefined, "fe80::1%eth0", "fe80::1"],
    ["a tab is a blank", "127.0.0.1", "203.0.113.9,\t10.0.0.1", "\t10.0.0.1", "203.0.113.9"],
    ["0.0.0.0 is never a client", "127.0.0.1", "0.0.0.0", "0.0.0.0", "malformed"],
    ["nor is multicast", "127.0.0.1", "224.0.0.1", "224.0.0.1", "malformed"],
    ["nor broadcast", "127.0.0.1", "255.255.255.255", "255.255.255.255", "malformed"],
    [
      "loopback is a client only to a teller on this machine",
      "10.0.0.1",
      "127.0.0.1",
      "127.0.0.1",
      "malformed",
    ],
    [
      "and there it is one, with the warning of the list that ended",
      "127.0.0.1",
      "127.0.0.1",
      "127.0.0.1",
      "127.0.0.1 list-exhausted",
    ],
    [
      "a private peer outside of the ranges, with a forwarding header: the same answer, with a warning",
      "192.168.7.7",
      "203.0.113.9",
      "192.168.7.7",
      "192.168.7.7 unrecognized-proxy",
    ],
  ])("%s", (_why, peer, header, them, us) => {
    const trust = ["loopback", "10.0.0.0/8", "fd00::/8"];
    expect(theirs(trust, peer, header)).toBe(them);
    expect(inShort(ours(trust, peer, header))).toBe(us);
  });

  it("more than 32 proxies in a row: proxy-addr walks on, we stop", () => {
    const header = `203.0.113.9${", 10.0.0.1".repeat(32)}`;
    expect(theirs(["loopback", "10.0.0.0/8"], "127.0.0.1", header)).toBe("203.0.113.9");
    expect(inShort(ours(["loopback", "10.0.0.0/8"], "127.0.0.1", header))).toBe("too-long");
    const shorter = `203.0.113.9${", 10.0.0.1".repeat(31)}`;
    expect(inShort(ours(["loopback", "10.0.0.0/8"], "127.0.0.1", shorter))).toBe("203.0.113.9");
  });

  it("a unix socket: proxy-addr knows no peer, and so believes none", () => {
    expect(theirs(["loopback"], undefined as unknown as string, "203.0.113.9")).toBeUndefined();
    expect(inShort(ours(["loopback"], "unix", "203.0.113.9"))).toBe("hidden");
    expect(inShort(ours(["loopback", "unix"], "unix", "203.0.113.9"))).toBe("203.0.113.9");
  });
});

/** Why the shorthand is refused. */
function refusal(trust: string): string {
  try {
    createResolver(trust);
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
  return "accepted";
}

describe("where a configuration is read otherwise on purpose", () => {
  it.each([
    ["127.0.0.1/8", "host-bits", "host bits: was the range meant, or the address?"],
    ["10.0.0.0/255.0.0.0", "bad-address", "a netmask"],
    ["0x0a000005", "config-text", "an inet_aton form, which hides a typo"],
    ["010.0.0.1", "bad-address", "octal: it would mean 8.0.0.1"],
    ["10.0.0.0/08", "bad-address", "a length with a leading zero"],
    ["fe80::1%eth0", "bad-address", "a zone"],
  ])("proxy-addr accepts %s, we refuse it (%s): %s", (trust, code) => {
    expect(() => proxyAddr.compile([trust])).not.toThrow();
    expect(refusal(trust)).toBe(code);
  });

  it.each(["10.0.0.0/33", "localhost", "10.0.0.0/", "10.0.0.0/x", "10.5", ""])(
    "both refuse %j",
    (trust) => {
      expect(() => proxyAddr.compile([trust])).toThrow(TypeError);
      expect(refusal(trust)).not.toBe("accepted");
    },
  );

  it("a zero-length prefix: proxy-addr refuses it, and so do we, for a hop that repeats", () => {
    expect(() => proxyAddr.compile(["0.0.0.0/0"])).toThrow(TypeError);
    expect(refusal("0.0.0.0/0")).toBe("repeat-any");
  });

  it("names that proxy-addr does not know: private, cgnat, unix", () => {
    for (const name of ["private", "cgnat", "unix"]) {
      expect(() => proxyAddr.compile([name])).toThrow(TypeError);
      expect(refusal(name)).toBe("accepted");
    }
  });

  it("an IPv6 range that holds the mapped addresses holds no IPv4, in both", () => {
    expect(proxyAddr.compile(["::/80"])("10.0.0.1", 0)).toBe(false);
    expect(inShort(ours(["::/80"], "10.0.0.1", "203.0.113.9"))).toBe("10.0.0.1 unrecognized-proxy");
  });
});
