import { runInNewContext } from "node:vm";
import type { ProxyHeader } from "@client-ip/proxy-protocol";
import { decode, encode, TLV } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { ADDRESSES, block, codeOf, headerOf, hex, line, plain } from "../bytes.ts";

const V4: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "1.2.3.4", port: 80 },
  destination: { address: "5.6.7.8", port: 443 },
  tlvs: [],
};
const V6: ProxyHeader = {
  ...V4,
  family: "INET6",
  source: { address: "2001:DB8::7", port: 65_535 },
  destination: { address: "::ffff:1.2.3.4", port: 0 },
};
const UNIX: ProxyHeader = {
  ...V4,
  family: "UNIX",
  source: { address: "/run/\xff", port: 0 },
  destination: { address: "\0name", port: 0 },
};
const LOCAL: ProxyHeader = {
  version: 2,
  command: "LOCAL",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const tlv = (type: number, length: number): ProxyHeader["tlvs"][number] => ({
  type,
  value: new Uint8Array(length).fill(1),
});

describe("encode, version 1", () => {
  it.each([
    ["IPv4", V4, "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\r\n"],
    ["IPv6, spelled as given", V6, "PROXY TCP6 2001:DB8::7 ::ffff:1.2.3.4 65535 0\r\n"],
    ["LOCAL, as UNKNOWN", LOCAL, "PROXY UNKNOWN\r\n"],
    ["LOCAL with an address, as UNKNOWN", { ...V4, command: "LOCAL" }, "PROXY UNKNOWN\r\n"],
    ["UNSPEC, as UNKNOWN", { ...LOCAL, command: "PROXY" }, "PROXY UNKNOWN\r\n"],
    [
      "a destination of the other family",
      { ...V6, destination: V4.destination },
      "PROXY TCP6 2001:DB8::7 5.6.7.8 65535 443\r\n",
    ],
  ] as [string, ProxyHeader, string][])("writes %s", (_, header, expected) => {
    expect(text(encode({ ...header, version: 1 }))).toBe(expected);
    expect(decode(line(expected))?.byteLength).toBe(expected.length);
  });

  it.each([
    ["TLVs", { ...V4, tlvs: [tlv(2, 1)] }, "encode-tlv"],
    ["datagrams", { ...V4, transport: "DGRAM" }, "encode-family"],
    ["unix sockets", UNIX, "encode-family"],
    ["IPv6 as IPv4", { ...V4, source: V6.source }, "encode-address"],
    ["IPv4 as IPv6", { ...V6, source: V4.source }, "encode-address"],
    [
      "more than 107 bytes",
      {
        ...V6,
        source: { address: `${"ffff:".repeat(6)}255.255.255.255`, port: 65_535 },
        destination: { address: `${"ffff:".repeat(6)}255.255.255.255`, port: 65_535 },
      },
      "encode-too-large",
    ],
  ] as [string, ProxyHeader, string][])("cannot write %s", (_, header, code) => {
    expect(codeOf(() => encode({ ...header, version: 1 }))).toBe(code);
  });

  it("writes at most 107 bytes", () => {
    const source = { address: `${"ffff:".repeat(6)}255.255.255.255`, port: 9_999 };
    const destination = { address: `${"ffff:".repeat(7)}ffff`, port: 655 };
    expect(encode({ ...V6, version: 1, source, destination })).toHaveLength(107);
    const longer = { ...destination, port: 6_553 };
    expect(codeOf(() => encode({ ...V6, version: 1, source, destination: longer }))).toBe(
      "encode-too-large",
    );
  });
});

describe("encode, version 2", () => {
  it.each([
    ["TCP over IPv4", V4, block("21", "11", ADDRESSES)],
    ["UDP over IPv4", { ...V4, transport: "DGRAM" }, block("21", "12", ADDRESSES)],
    [
      "TCP over IPv6",
      V6,
      block(
        "21",
        "21",
        "20010db8000000000000000000000007 00000000000000000000ffff01020304 ffff 0000",
      ),
    ],
    [
      "IPv6 in capital letters",
      { ...V6, source: { address: "ABCD:EF::ACE", port: 1 } },
      block(
        "21",
        "21",
        "abcd00ef000000000000000000000ace 00000000000000000000ffff01020304 0001 0000",
      ),
    ],
    [
      "a unix stream",
      UNIX,
      block("21", "31", "2f72756e2fff".padEnd(216, "0"), "006e616d65".padEnd(216, "0")),
    ],
    [
      "paths as long as their field",
      { ...UNIX, source: { address: "/".repeat(108), port: 0 } },
      block("21", "31", "2f".repeat(108), "006e616d65".padEnd(216, "0")),
    ],
    ["LOCAL", LOCAL, block("20", "00")],
    ["LOCAL with an address, without the address", { ...V4, command: "LOCAL" }, block("20", "00")],
    ["UNSPEC", { ...LOCAL, command: "PROXY" }, block("21", "00")],
    [
      "TLVs",
      { ...V4, tlvs: [tlv(0, 0), tlv(255, 2), tlv(5, 128)] },
      block("21", "11", ADDRESSES, "00 0000", "ff 0002 0101", `05 0080 ${"01".repeat(128)}`),
    ],
    ["LOCAL with TLVs", { ...LOCAL, tlvs: [tlv(4, 1)] }, block("20", "00", "04 0001 01")],
    // The sum of the same header as in the vectors; what was given for it does not matter.
    ["a checksum", { ...V4, tlvs: [tlv(3, 4)] }, block("21", "11", ADDRESSES, "03 0004 5c0443c9")],
  ] as [string, ProxyHeader, Uint8Array][])("writes %s", (_, header, expected) => {
    expect(encode(header)).toEqual(expected);
    expect(decode(expected)?.byteLength).toBe(expected.length);
  });

  it("computes the checksum anew when a header was changed", () => {
    const sent = block("21", "11", ADDRESSES, "03 0004 5c0443c9");
    const { version, command, family, transport, destination, tlvs } = headerOf(sent);
    const source = { address: "203.0.113.7", port: 80 };
    const again = encode({
      version,
      command,
      family,
      transport,
      source,
      destination: destination!,
      tlvs,
    });
    expect(plain(headerOf(again))).toMatchObject({ ends: ["203.0.113.7 80", "5.6.7.8 443"] });
  });

  it.each([
    ["a family without transport", { ...V4, family: "INET", transport: "UNSPEC" }, "encode-family"],
    ["IPv6 as IPv4", { ...V4, source: V6.source }, "encode-address"],
    ["IPv6 as IPv4's destination", { ...V4, destination: V6.source }, "encode-address"],
    ["IPv4 as IPv6", { ...V6, source: V4.source }, "encode-address"],
    ["a path beyond 108 bytes", withSource(UNIX, "/".repeat(109)), "encode-address"],
    ["a path with a NUL", withSource(UNIX, "/a\0b"), "encode-address"],
    ["an abstract name that ends in NUL", withSource(UNIX, "\0a\0"), "encode-address"],
    ["a path with a character above U+00FF", withSource(UNIX, "/\u0100"), "encode-address"],
    ["a port of a unix socket", { ...UNIX, source: { address: "/a", port: 1 } }, "encode-port"],
    ["a type of 256", { ...V4, tlvs: [tlv(256, 0)] }, "encode-tlv"],
    ["a type of -1", { ...V4, tlvs: [tlv(-1, 0)] }, "encode-tlv"],
    ["a type of 1.5", { ...V4, tlvs: [tlv(1.5, 0)] }, "encode-tlv"],
    ["a UNIQUE_ID of 129 bytes", { ...V4, tlvs: [tlv(TLV.UNIQUE_ID, 129)] }, "encode-tlv"],
    ["a CRC32C of 5 bytes", { ...V4, tlvs: [tlv(TLV.CRC32C, 5)] }, "encode-tlv"],
    ["two CRC32C", { ...V4, tlvs: [tlv(TLV.CRC32C, 4), tlv(TLV.CRC32C, 4)] }, "encode-tlv"],
    ["65,552 bytes", { ...V4, tlvs: [tlv(2, 65_535 - 12 - 3 + 1)] }, "encode-too-large"],
  ] as [string, ProxyHeader, string][])("cannot write %s", (_, header, code) => {
    expect(codeOf(() => encode(header))).toBe(code);
  });

  it("writes at most 65,551 bytes", () => {
    const bytes = encode({ ...V4, tlvs: [tlv(2, 65_535 - 12 - 3)] });
    expect(bytes).toHaveLength(65_551);
    expect(decode(bytes, { maxByteLength: 65_551 })?.byteLength).toBe(65_551);
  });
});

describe("encode, either version", () => {
  it.each([
    ["no source", without("source")],
    ["no destination", without("destination")],
    ["a name", withSource(V4, "localhost")],
    ["an empty address", withSource(V4, "")],
    ["an address that only begins like one", withSource(V4, "1.2.3.")],
    ["an address with more behind it", withSource(V4, "1.2.3.4 5.6.7.8")],
    ["a line break in the address", withSource(V4, "1.2.3.4\r\nGET")],
    ["a zone", { ...V6, source: { address: "fe80::1%eth0", port: 1 } }],
    // U+0131 is 0x31, the digit one, when it is cut to a byte.
    ["characters that are digits only when cut to a byte", withSource(V4, "\u0131.2.3.4")],
    ["a destination that is no address", { ...V4, destination: { address: "x", port: 1 } }],
  ])("cannot write %s", (_, header) => {
    for (const version of [1, 2] as const) {
      expect(codeOf(() => encode({ ...header, version }))).toBe("encode-address");
    }
  });

  it.each([-1, 65_536, 1.5, Number.NaN])("cannot write a port of %d", (port) => {
    for (const version of [1, 2] as const) {
      for (const end of ["source", "destination"]) {
        const header = { ...V4, version, [end]: { address: "1.2.3.4", port } };
        expect(codeOf(() => encode(header))).toBe("encode-port");
      }
    }
  });

  it("has errors that show the given text as JSON, cut to 120 characters", () => {
    expect(() => encode(without("source"))).toThrow("given no source, expected");
    expect(() => encode(without("destination"))).toThrow("given no destination, expected");
    const large = { ...V4, tlvs: [tlv(2, 65_535)] };
    expect(() => encode(large)).toThrow("[encode-too-large] given 65566 bytes, expected");
    expect(() => encode(withSource(V4, "\x1b[31m"))).toThrow(
      String.raw`given "\u001b[31m", expected`,
    );
    expect(() => encode(withSource(V4, "x".repeat(1_000)))).toThrow(`given "${"x".repeat(116)}...`);
  });

  // Without types these were sent as zeros or as one byte each, or ended in a TypeError.
  it.each([
    ["text", "example.org"],
    ["numbers", [300, 2]],
    ["nothing", undefined],
    ["null", null],
    ["wider numbers", new Uint16Array([300, 2])],
    ["a buffer without a view", new ArrayBuffer(2)],
  ])("cannot write %s as the value of a TLV", (_, value) => {
    const header = { ...V4, tlvs: [{ type: 2, value: value as never }] };
    expect(() => encode(header)).toThrow(
      "[encode-tlv] given TLV 2 whose value is no Uint8Array, expected",
    );
  });

  it("accepts the bytes of another realm, such as a test runner's", () => {
    const value = runInNewContext("new Uint8Array([104, 105])") as Uint8Array;
    const header = { ...V4, tlvs: [{ type: 2, value }] };
    expect(encode(header)).toEqual(
      encode({ ...V4, tlvs: [{ type: 2, value: Uint8Array.of(104, 105) }] }),
    );
  });

  it.each([[undefined], [null], [{}], ["tlvs"]])("cannot write %o in place of the TLVs", (tlvs) => {
    for (const version of [1, 2] as const) {
      const header = { ...V4, version, tlvs: tlvs as never };
      expect(() => encode(header)).toThrow("[encode-tlv] given no array of TLVs");
    }
  });

  it("refuses to write a header of version 3", () => {
    expect(codeOf(() => encode({ ...V4, version: 3 as never }))).toBe("encode-version");
  });

  it("writes what was decoded, without the block that LOCAL ignores", () => {
    const local = block("20", "11", ADDRESSES);
    expect(encode(headerOf(local))).toEqual(block("20", "00"));
    expect(text(encode(headerOf(line("PROXY UNKNOWN and more\r\n"))))).toBe("PROXY UNKNOWN\r\n");
    expect(encode(headerOf(hex("0d0a0d0a000d0a515549540a20000000")))).toEqual(block("20", "00"));
  });
});

function withSource(header: ProxyHeader, address: string): ProxyHeader {
  return { ...header, source: { address, port: 0 } };
}

function without(end: "source" | "destination"): ProxyHeader {
  const { [end]: _, ...rest } = V4;
  return rest;
}
