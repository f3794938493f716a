import {
  alibabaPrivateLink,
  alpn,
  authority,
  awsVpcEndpointId,
  azurePrivateEndpointLinkId,
  gcpPscConnectionId,
  netns,
  uniqueId,
  ztunnelIdentity,
} from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, hex, line, withTlvs } from "../bytes.ts";

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe("the values of TLVs", () => {
  it.each([
    ["ALPN", alpn, 0x01, line("h2"), "h2"],
    ["ALPN of any bytes (RFC 8701)", alpn, 0x01, line("\x8a\x8a"), "\x8a\x8a"],
    ["AUTHORITY", authority, 0x02, line("App.Example"), "App.Example"],
    ["AUTHORITY in UTF-8", authority, 0x02, utf8("bücher.example 🦊"), "bücher.example 🦊"],
    ["UNIQUE_ID", uniqueId, 0x05, hex("00ff"), hex("00ff")],
    ["AUTHORITY as sent, control bytes and all", authority, 0x02, line("a\tb\0"), "a\tb\0"],
    ["NETNS", netns, 0x30, line("blue"), "blue"],
    ["NETNS from the first printable byte to the last", netns, 0x30, line(" ~"), " ~"],
    ["AWS", awsVpcEndpointId, 0xea, line("\x01vpce-08d2"), "vpce-08d2"],
    ["Azure, lowest byte first", azurePrivateEndpointLinkId, 0xee, hex("01 c1450021"), 553_665_985],
    ["Azure, beyond 31 bits", azurePrivateEndpointLinkId, 0xee, hex("01 000000ff"), 4_278_190_080],
    ["Google", gcpPscConnectionId, 0xe0, hex("ffffffffc0a86402"), 18_446_744_072_646_845_442n],
    [
      "ztunnel",
      ztunnelIdentity,
      0xd0,
      line("spiffe://cluster.local/ns/a/sa/b"),
      "spiffe://cluster.local/ns/a/sa/b",
    ],
  ] as const)(
    "tlv-once: one is decoded, two are refused: %s",
    (_, reader, type, value, expected) => {
      expect(reader(headerOf(withTlvs([4, "\0"], [type, value])))).toEqual(expected);
      expect(reader(headerOf(withTlvs([4, "\0"])))).toBeUndefined();
      // An empty header of version 1 has none either.
      expect(reader(headerOf(line("PROXY UNKNOWN\r\n")))).toBeUndefined();
      expect(codeOf(() => reader(headerOf(withTlvs([type, value], [type, value]))))).toBe(
        "tlv-duplicate",
      );
    },
  );

  it.each([
    ["ALPN", alpn, 0x01],
    ["AUTHORITY", authority, 0x02],
    ["NETNS", netns, 0x30],
    ["ztunnel", ztunnelIdentity, 0xd0],
  ] as const)("are empty text, not absent, for an empty %s", (_, reader, type) => {
    expect(reader(headerOf(withTlvs([type, ""])))).toBe("");
  });

  it.each([
    ["AUTHORITY that is not UTF-8", authority, 0x02, hex("c3 28"), "tlv-text"],
    ["AUTHORITY overlong", authority, 0x02, hex("c0 ae"), "tlv-text"],
    ["AUTHORITY with a surrogate", authority, 0x02, hex("ed a0 80"), "tlv-text"],
    ["NETNS beyond ASCII", netns, 0x30, hex("7f"), "tlv-text"],
    ["NETNS with a control byte", netns, 0x30, hex("1f"), "tlv-text"],
    ["AWS beyond ASCII", awsVpcEndpointId, 0xea, hex("01 e9"), "tlv-text"],
    ["AWS without a subtype", awsVpcEndpointId, 0xea, hex(""), "tlv-length"],
    ["Azure too short", azurePrivateEndpointLinkId, 0xee, hex("01 c14500"), "tlv-length"],
    ["Azure too long", azurePrivateEndpointLinkId, 0xee, hex("01 c145002100"), "tlv-length"],
    ["Google too short", gcpPscConnectionId, 0xe0, hex("ffffffffc0a864"), "tlv-length"],
    // hitch writes the client's certificate into 0xE0.
    [
      "0xE0 of another product",
      gcpPscConnectionId,
      0xe0,
      line("-----BEGIN CERTIFICATE-----"),
      "tlv-length",
    ],
    ["Alibaba without a subtype", alibabaPrivateLink, 0xe1, hex(""), "tlv-length"],
    ["ztunnel that is not UTF-8", ztunnelIdentity, 0xd0, hex("ff"), "tlv-text"],
  ] as const)(
    "tlv-values: wrong ones are an error when they are read, not before: %s",
    (_, reader, type, value, code) => {
      const header = headerOf(withTlvs([type, value]));
      expect(header.tlvs).toHaveLength(1);
      expect(codeOf(() => reader(header))).toBe(code);
    },
  );

  it("are shown in errors by type and length alone", () => {
    const twice = headerOf(
      withTlvs([0x01, "h2"], [0x01, "h2"], [0x02, hex("ff")], [0xee, hex("01 00")]),
    );
    expect(() => alpn(twice)).toThrow("[tlv-duplicate] given 2 of type 0x01, expected");
    expect(() => authority(twice)).toThrow("[tlv-text] given 1 bytes that are not UTF-8, expected");
    expect(() => azurePrivateEndpointLinkId(twice)).toThrow("given type 0xee of 2 bytes, expected");
    const header = headerOf(withTlvs([0x30, "\x1b[31m"], [0xe0, "x"]));
    expect(() => netns(header)).toThrow("[tlv-text] given 5 bytes that are not ASCII, expected");
    expect(() => gcpPscConnectionId(header)).toThrow("[tlv-length] given type 0xe0 of 1 bytes,");
  });

  it("are read from the TLV of the vendor", () => {
    const header = headerOf(
      withTlvs([0xee, hex("01 c1450021")], [0xea, "\x01vpce-1"], [0xe1, "\x01vpc-1"]),
    );
    expect(awsVpcEndpointId(header)).toBe("vpce-1");
    expect(azurePrivateEndpointLinkId(header)).toBe(553_665_985);
    expect(alibabaPrivateLink(header)?.vpcId).toBe("vpc-1");
  });

  it("are not read from another subtype of the vendor's TLV", () => {
    expect(awsVpcEndpointId(headerOf(withTlvs([0xea, "\x02other"], [0xea, "\x01vpce-1"])))).toBe(
      "vpce-1",
    );
    expect(awsVpcEndpointId(headerOf(withTlvs([0xea, "\x02other"])))).toBeUndefined();
    expect(azurePrivateEndpointLinkId(headerOf(withTlvs([0xee, "\x02abcd"])))).toBeUndefined();
  });

  it("are read from Alibaba's three subtypes, in any order", () => {
    const header = headerOf(
      withTlvs([0xe1, "\x03epsrv-3"], [0xe1, "\x01vpc-1"], [0xe1, "\x02ep-2"]),
    );
    expect(alibabaPrivateLink(header)).toEqual({
      vpcId: "vpc-1",
      endpointId: "ep-2",
      endpointServiceId: "epsrv-3",
    });
    expect(alibabaPrivateLink(headerOf(withTlvs([0xe1, "\x02ep-2"])))).toEqual({
      vpcId: undefined,
      endpointId: "ep-2",
      endpointServiceId: undefined,
    });
    expect(alibabaPrivateLink(headerOf(withTlvs([0xe1, "\x03epsrv-3"])))?.endpointServiceId).toBe(
      "epsrv-3",
    );
    expect(alibabaPrivateLink(headerOf(withTlvs([0xe1, "\x04x"])))).toBeUndefined();
  });
});
