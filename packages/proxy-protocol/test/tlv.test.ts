import type { ProxyHeader } from "@client-ip/proxy-protocol";
import {
  alibabaPrivateLink,
  alpn,
  authority,
  awsVpcEndpointId,
  azurePrivateEndpointLinkId,
  gcpPscConnectionId,
  netns,
  ssl,
  uniqueId,
  ztunnelIdentity,
} from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, hex, line, shownTlv, withTlvs } from "./bytes.ts";

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
  ] as const)("%s", (_, reader, type, value, expected) => {
    expect(reader(headerOf(withTlvs([4, "\0"], [type, value])))).toEqual(expected);
    expect(reader(headerOf(withTlvs([4, "\0"])))).toBeUndefined();
    // An empty header of version 1 has none either.
    expect(reader(headerOf(line("PROXY UNKNOWN\r\n")))).toBeUndefined();
    expect(codeOf(() => reader(headerOf(withTlvs([type, value], [type, value]))))).toBe(
      "tlv-duplicate",
    );
  });

  it.each([
    ["ALPN", alpn, 0x01],
    ["AUTHORITY", authority, 0x02],
    ["NETNS", netns, 0x30],
    ["ztunnel", ztunnelIdentity, 0xd0],
  ] as const)("an empty %s is empty text, not absent", (_, reader, type) => {
    expect(reader(headerOf(withTlvs([type, ""])))).toBe("");
  });

  it.each([
    ["AUTHORITY that is not UTF-8", authority, 0x02, hex("c3 28"), "tlv-text"],
    ["AUTHORITY overlong", authority, 0x02, hex("c0 ae"), "tlv-text"],
    ["AUTHORITY with a surrogate", authority, 0x02, hex("ed a0 80"), "tlv-text"],
    ["NETNS beyond ASCII", netns, 0x30, hex("7f"), "tlv-text"],
    ["NETNS with a control byte", netns, 0x30, hex("1f"), "tlv-text"],
    ["AWS beyond ASCII", awsVpcEndpointId, 0xea, hex("01 e9"), "tlv-text"],
    ["AWS without a kind", awsVpcEndpointId, 0xea, hex(""), "tlv-length"],
    ["Azure too short", azurePrivateEndpointLinkId, 0xee, hex("01 c14500"), "tlv-length"],
    ["Azure too long", azurePrivateEndpointLinkId, 0xee, hex("01 c145002100"), "tlv-length"],
    ["Google too short", gcpPscConnectionId, 0xe0, hex("ffffffffc0a864"), "tlv-length"],
    // hitch writes the client's certificate into 0xE0.
    [
      "0xE0 of somebody else",
      gcpPscConnectionId,
      0xe0,
      line("-----BEGIN CERTIFICATE-----"),
      "tlv-length",
    ],
    ["Alibaba without a kind", alibabaPrivateLink, 0xe1, hex(""), "tlv-length"],
    ["ztunnel that is not UTF-8", ztunnelIdentity, 0xd0, hex("ff"), "tlv-text"],
  ] as const)("%s is refused when it is read, not before", (_, reader, type, value, code) => {
    const header = headerOf(withTlvs([type, value]));
    expect(header.tlvs).toHaveLength(1);
    expect(codeOf(() => reader(header))).toBe(code);
  });

  it("shows no more of a wrong value than its type and length", () => {
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

  it("tells the vendors' TLVs apart", () => {
    const header = headerOf(
      withTlvs([0xee, hex("01 c1450021")], [0xea, "\x01vpce-1"], [0xe1, "\x01vpc-1"]),
    );
    expect(awsVpcEndpointId(header)).toBe("vpce-1");
    expect(azurePrivateEndpointLinkId(header)).toBe(553_665_985);
    expect(alibabaPrivateLink(header)?.vpcId).toBe("vpc-1");
  });

  it("leaves other kinds of a vendor's TLV alone", () => {
    expect(awsVpcEndpointId(headerOf(withTlvs([0xea, "\x02other"], [0xea, "\x01vpce-1"])))).toBe(
      "vpce-1",
    );
    expect(awsVpcEndpointId(headerOf(withTlvs([0xea, "\x02other"])))).toBeUndefined();
    expect(azurePrivateEndpointLinkId(headerOf(withTlvs([0xee, "\x02abcd"])))).toBeUndefined();
  });

  it("reads Alibaba's three kinds, each where it is", () => {
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

/** A header with an SSL TLV, its value in hexadecimal. */
function sslHeader(...parts: readonly string[]): ProxyHeader {
  return headerOf(withTlvs([0x20, hex(parts.join(""))]));
}

/** A TLV with text, in hexadecimal. */
function sub(type: number, text: string): string {
  const value = Buffer.from(text);
  return Buffer.from([type, 0, value.length, ...value]).toString("hex");
}

describe("the SSL TLV", () => {
  const NAME = sub(0x22, "client-seven");

  it.each([
    // As recorded of HAProxy 2.6 and hitch 1.7; verify 0 alone proves nothing.
    ["plain TCP", "00 00000000", false, false, 0, undefined],
    ["TLS without a certificate", "01 00000000", true, false, 0, undefined],
    ["TLS without a certificate (hitch)", "01 00000001", true, false, 1, undefined],
    ["a good certificate", "07 00000000", true, true, 0, "client-seven"],
    ["a self-signed certificate", "07 00000012", true, true, 18, undefined],
    ["a resumed session", "05 00000000", true, true, 0, "client-seven"],
    ["a certificate on this connection only", "03 00000000", true, true, 0, "client-seven"],
    ["a refused resumed one", "05 80000000", true, true, 2_147_483_648, undefined],
    ["flags that are not defined", "f9 00000000", true, false, 0, undefined],
  ])("%s", (_, head, tls, certificate, verify, identity) => {
    const read = ssl(sslHeader(head, NAME));
    expect(read).toMatchObject({
      tls,
      certificate,
      verify,
      verified: identity !== undefined,
      identity,
    });
    // The name is there all the same.
    expect(read?.commonName).toBe("client-seven");
  });

  it("reads every TLV within, and lists those it does not know", () => {
    const texts = [
      [0x21, "TLSv1.3"],
      [0x22, "Zoë"],
      [0x23, "TLS_AES_256_GCM_SHA384"],
      [0x24, "RSA-SHA256"],
      [0x25, "EC256"],
      [0x26, "x25519"],
      [0x27, "rsa_pss_rsae_sha256"],
      [0x28, "0\x82"],
      // Types have their own meaning in here: neither CRC32C nor a UNIQUE_ID.
      [0x03, "not four bytes"],
      [0x05, "x".repeat(129)],
    ] as const;
    const read = ssl(sslHeader("07 00000000", ...texts.map(([type, text]) => sub(type, text))));
    expect(read).toMatchObject({
      version: "TLSv1.3",
      commonName: "Zoë",
      identity: "Zoë",
      cipher: "TLS_AES_256_GCM_SHA384",
      signatureAlgorithm: "RSA-SHA256",
      keyAlgorithm: "EC256",
      group: "x25519",
      signatureScheme: "rsa_pss_rsae_sha256",
    });
    expect(Buffer.from(read?.clientCertificate ?? []).toString()).toBe("0\x82");
    expect(read?.tlvs.map(shownTlv)).toEqual(
      texts.map(([type, text]) => `${type} ${Buffer.from(text).toString("hex")}`),
    );
  });

  it("has nothing but flags where the sender says no more", () => {
    expect(ssl(sslHeader("01 00000001"))).toEqual({
      tls: true,
      certificate: false,
      verify: 1,
      verified: false,
      identity: undefined,
      commonName: undefined,
      clientCertificate: undefined,
      version: undefined,
      cipher: undefined,
      signatureAlgorithm: undefined,
      keyAlgorithm: undefined,
      group: undefined,
      signatureScheme: undefined,
      tlvs: [],
    });
    expect(ssl(headerOf(withTlvs([1, "h2"])))).toBeUndefined();
  });

  it.each([
    ["too short for flags and verdict", "07 000000", "tlv-length"],
    ["a TLV within that overruns", "07 00000000 21 ffff", "tlv-overrun"],
    ["two bytes that are no TLV", "07 00000000 21 00", "tlv-overrun"],
    ["two names", `07 00000000 ${NAME} ${NAME}`, "tlv-duplicate"],
    ["a name that is not UTF-8", "07 00000000 22 0001 ff", "tlv-text"],
    ["a cipher that is not ASCII", "07 00000000 23 0001 0a", "tlv-text"],
  ])("is refused when it is read: %s", (_, value, code) => {
    const header = sslHeader(value);
    expect(codeOf(() => ssl(header))).toBe(code);
  });

  it("is refused when there are two: either may be the one that the sender did not mean", () => {
    const two = headerOf(withTlvs([0x20, hex("0700000000")], [0x20, hex("0000000000")]));
    expect(codeOf(() => ssl(two))).toBe("tlv-duplicate");
  });
});
