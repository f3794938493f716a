import { inspect } from "node:util";
import { decode } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import {
  ADDRESSES,
  block,
  codeOf,
  headerOf,
  hex,
  line,
  plain,
  verdict,
  withTlvs,
} from "../bytes.ts";

const IPV6 = "20010db8000000000000000000000007 00000000000000000000ffff01020304 0050 01bb";

function path(text: string): string {
  return Buffer.from(text, "latin1").toString("hex").padEnd(216, "0");
}

describe("proxy-v2-header: a version 2 header", () => {
  it.each([
    ["TCP over IPv4", "11", ADDRESSES, "INET", "STREAM", ["1.2.3.4 80", "5.6.7.8 443"]],
    ["UDP over IPv4", "12", ADDRESSES, "INET", "DGRAM", ["1.2.3.4 80", "5.6.7.8 443"]],
    ["TCP over IPv6", "21", IPV6, "INET6", "STREAM", ["2001:db8::7 80", "::ffff:1.2.3.4 443"]],
    ["UDP over IPv6", "22", IPV6, "INET6", "DGRAM", ["2001:db8::7 80", "::ffff:1.2.3.4 443"]],
    ["a unix stream", "31", path("/a") + path("/b"), "UNIX", "STREAM", ["/a 0", "/b 0"]],
    ["unix datagrams", "32", path("/a") + path("/b"), "UNIX", "DGRAM", ["/a 0", "/b 0"]],
    ["UNSPEC", "00", "", "UNSPEC", "UNSPEC", [undefined, undefined]],
  ])("decodes %s", (_, pair, rest, family, transport, ends) => {
    const bytes = block("21", pair, rest);
    expect(decode(bytes)?.byteLength).toBe(bytes.length);
    expect(plain(headerOf(bytes))).toEqual({
      version: 2,
      command: "PROXY",
      family,
      transport,
      ends,
      tlvs: [],
    });
  });

  it.each([
    ["a path as long as the field", "/".repeat(108), "/".repeat(108)],
    // Senders do not always clear what follows the NUL.
    ["a path up to its first NUL", "/a\0junk", "/a"],
    ["a name of the abstract namespace", "\0name", "\0name"],
    ["an abstract name with a NUL inside", "\0a\0b", "\0a\0b"],
    ["a socket without a name", "", ""],
    // A path is bytes, not text in any encoding.
    ["bytes that are no UTF-8", "/\xff\xe9", "/\xff\xe9"],
  ])("decodes %s", (_, sent, read) => {
    const { source, destination } = headerOf(block("21", "31", path(sent), path("/b")));
    expect([source?.address, destination?.address]).toEqual([read, "/b"]);
  });

  it("can end with a path that fills its field", () => {
    const full = "/".repeat(108);
    const { source, destination } = headerOf(block("21", "31", path(full), path(full)));
    expect([source?.address, destination?.address]).toEqual([full, full]);
  });

  it("decodes each address to its last bit", () => {
    const { source, destination } = headerOf(
      block(
        "21",
        "21",
        "f001f002f003f004f005f006f007f008",
        "8001800280038004 8005800680078008 ffff fffe",
      ),
    );
    expect(source).toMatchObject({
      address: "f001:f002:f003:f004:f005:f006:f007:f008",
      port: 65_535,
    });
    expect(destination).toMatchObject({
      address: "8001:8002:8003:8004:8005:8006:8007:8008",
      port: 65_534,
    });
  });

  it.each([
    // RFC 5952 4.2.3: the longest run, the first of equals; 4.2.2: never a single group.
    ["00010000000000040000000000000008", "1:0:0:4::8"],
    ["00010000000000040005000000000008", "1::4:5:0:0:8"],
    ["00010000000300040005000600070008", "1:0:3:4:5:6:7:8"],
    ["00000000000000000000000000000000", "::"],
    ["00010000000000000000000000000000", "1::"],
    ["00000000000000000000000000000001", "::1"],
    // Only ::ffff:0:0/96 is written with dots (RFC 5952 5).
    ["00000000000000000000000001020304", "::102:304"],
    ["0064ff9b000000000000000001020304", "64:ff9b::102:304"],
    ["00010000000000000000ffff01020304", "1::ffff:102:304"],
    ["00000000000000010000ffff01020304", "::1:0:ffff:102:304"],
  ])("formats the address %s as %s", (bytes, address) => {
    const { source } = headerOf(block("21", "21", bytes, bytes, "0001 0002"));
    expect(source?.address).toBe(address);
  });

  it.each([
    // Each at the first byte that shows it.
    ["another version", "0d0a0d0a000d0a515549540a 11", "v2-version"],
    ["version 3", "0d0a0d0a000d0a515549540a 31", "v2-version"],
    ["an undefined command", "0d0a0d0a000d0a515549540a 22", "v2-command"],
    ["an undefined family", "0d0a0d0a000d0a515549540a 21 41", "v2-family"],
    ["an undefined transport", "0d0a0d0a000d0a515549540a 21 13", "v2-family"],
    ["a family without transport", "0d0a0d0a000d0a515549540a 21 20", "v2-family"],
    ["a transport without family", "0d0a0d0a000d0a515549540a 21 01", "v2-family"],
    ["too short for IPv4", "0d0a0d0a000d0a515549540a 21 11 000b", "v2-length"],
    ["too short for IPv6", "0d0a0d0a000d0a515549540a 21 21 0023", "v2-length"],
    ["too short for UNIX", "0d0a0d0a000d0a515549540a 21 32 00d7", "v2-length"],
    ["beyond the limit", "0d0a0d0a000d0a515549540a 21 11 fff1", "too-large"],
    ["LOCAL beyond the limit", "0d0a0d0a000d0a515549540a 20 00 fff1", "too-large"],
    // One or two bytes cannot be a TLV: known as soon as the length is.
    ["one byte for a TLV", "0d0a0d0a000d0a515549540a 21 11 000d", "tlv-overrun"],
    ["two bytes for a TLV", "0d0a0d0a000d0a515549540a 21 21 0026", "tlv-overrun"],
    [
      "a TLV beyond the end",
      `0d0a0d0a000d0a515549540a 21 11 0010 ${ADDRESSES} 02 0002`,
      "tlv-overrun",
    ],
    [
      "an empty CRC32C at the end",
      `0d0a0d0a000d0a515549540a 21 11 000f ${ADDRESSES} 03 0000`,
      "tlv-length",
    ],
    [
      "a CRC32C of five bytes",
      `0d0a0d0a000d0a515549540a 21 11 0014 ${ADDRESSES} 03 0005`,
      "tlv-length",
    ],
    [
      "a second CRC32C",
      `0d0a0d0a000d0a515549540a 21 11 001a ${ADDRESSES} 03 0004 00000000 03 0004`,
      "tlv-duplicate",
    ],
    [
      "a UNIQUE_ID of 129 bytes",
      `0d0a0d0a000d0a515549540a 21 11 0090 ${ADDRESSES} 05 0081`,
      "tlv-length",
    ],
    [
      "a wrong CRC32C",
      `0d0a0d0a000d0a515549540a 21 11 0013 ${ADDRESSES} 03 0004 5d0443c9`,
      "crc32c",
    ],
  ])("is an error at the last byte of this text: %s", (_, text, code) => {
    const bytes = hex(text);
    expect(verdict(bytes.subarray(0, -1), 65_535)).toBe("more");
    expect(codeOf(() => decode(bytes, { maxByteLength: 65_535 }))).toBe(code);
    const longer = new Uint8Array([...bytes, ...new Uint8Array(300).fill(0xff)]);
    expect(verdict(longer, 65_535)).toBe(verdict(bytes, 65_535));
  });

  it.each([
    ["31", "[v2-version] given 0x31 '1' at byte 12, expected version 2"],
    ["22", "[v2-command] given 0x22 '\"' at byte 12, expected command 0"],
    ["21 41", "[v2-family] given 0x41 'A' at byte 13, expected family"],
    ["21 01", "[v2-family] given 0x01 at byte 13, expected family"],
    ["21 11 000b", "[v2-length] given 11 bytes for 12 of addresses at byte 14, expected"],
    ["21 11 0ff1", "[too-large] given 4097 bytes of 4096 at byte 14, expected"],
    ["21 11 000d", "[tlv-overrun] given 1 bytes of a TLV's first 3 at byte 28, expected"],
    [
      `21 11 0010 ${ADDRESSES} 02 0002`,
      "[tlv-overrun] given a TLV that ends 1 bytes later at byte 28,",
    ],
    [
      `21 11 0014 ${ADDRESSES} 03 0005`,
      "[tlv-length] given a CRC32C of 5 bytes at byte 28, expected",
    ],
    [`21 11 0090 ${ADDRESSES} 05 0081`, "[tlv-length] given a UNIQUE_ID of 129 bytes at byte 28, "],
    [`21 11 0013 ${ADDRESSES} 03 0004 fd0443c9`, "[crc32c] given 0xfd0443c9 at byte 31, expected"],
  ])("has errors that say what was given, and where: %s", (text, message) => {
    expect(verdict(hex(`0d0a0d0a000d0a515549540a ${text}`), 4_096)).toContain(message);
  });

  it.each([
    ["an undefined family", block("20", "ff")],
    ["addresses, which are not those of a client", block("20", "11", ADDRESSES)],
    ["TLVs behind addresses, whose length is unknown", block("20", "11", ADDRESSES, "01 0001 78")],
    ["bytes like TLVs behind another family", block("20", "31", "01 0001 78")],
    ["TLVs that overrun", block("20", "00", "01 ffff 78")],
    ["a wrong checksum", block("20", "00", "03 0004 00000000")],
    ["bytes that are no TLVs", block("21", "00", "01 02")],
  ])("of LOCAL or UNSPEC is accepted, and so is what it ignores: %s", (_, bytes) => {
    const decoded = decode(bytes);
    expect(decoded?.byteLength).toBe(bytes.length);
    expect(decoded && plain(decoded.header)).toMatchObject({
      ends: [undefined, undefined],
      tlvs: [],
    });
    expect(verdict(bytes.subarray(0, -1))).toBe("more");
  });

  it("lists the TLVs of LOCAL behind UNSPEC (nginx's checksum, HAProxy's SSL)", () => {
    const nginx = "0d0a0d0a000d0a515549540a20000007030004a9b87e8f";
    expect(plain(headerOf(hex(nginx)))).toMatchObject({ command: "LOCAL", tlvs: ["3 a9b87e8f"] });
    expect(plain(headerOf(block("20", "00", "20 0005 0000000000")))).toMatchObject({
      tlvs: ["32 0000000000"],
    });
  });

  it("lists every TLV in order, known or not, repeated or empty", () => {
    const header = headerOf(withTlvs([0x99, "x"], [0xf8, ""], [0x99, "y"], [4, "\0\0"]));
    expect(plain(header)).toMatchObject({ tlvs: ["153 78", "248 ", "153 79", "4 0000"] });
    expect(header.tlvs).toBe(header.tlvs);
  });

  it("shares one frozen empty list among headers without TLVs", () => {
    expect(Object.isFrozen(headerOf(block("21", "11", ADDRESSES)).tlvs)).toBe(true);
  });

  it("does not include the bytes behind it", () => {
    const bytes = new Uint8Array([...withTlvs([2, "a"]), ...line("GET / HTTP/1.1\r\n")]);
    expect(plain(headerOf(bytes))).toMatchObject({ tlvs: ["2 61"] });
  });

  it("keeps its addresses when the bytes are overwritten", () => {
    const bytes = block("21", "11", ADDRESSES);
    const header = headerOf(bytes);
    bytes.fill(0);
    expect(plain(header)).toMatchObject({ ends: ["1.2.3.4 80", "5.6.7.8 443"] });
  });

  it.each([block("21", "11", ADDRESSES), withTlvs([2, "a"]), block("21", "21", IPV6)])(
    "shows all its fields in JSON and on Node's console",
    (bytes) => {
      const header = headerOf(bytes);
      const { source, destination } = header;
      for (const shown of [JSON.stringify(header), inspect(header, { depth: 5 })]) {
        for (const value of [source?.address, source?.port, destination?.address, "STREAM"]) {
          expect(shown).toContain(String(value));
        }
        expect(shown).toContain("tlvs");
      }
    },
  );
});
