import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, line, plain, verdict } from "../bytes.ts";

const LONG = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";

describe("proxy-v1-line: a version 1 line", () => {
  it.each([
    ["IPv4", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\r\n", "1.2.3.4 80", "5.6.7.8 443"],
    ["the smallest values", "PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0 0", "0.0.0.0 0"],
    [
      "addresses whose first bit is set",
      "PROXY TCP4 128.0.0.0 255.0.0.1 1 2\r\n",
      "128.0.0.0 1",
      "255.0.0.1 2",
    ],
    ["IPv6, canonical", "PROXY TCP6 2001:db8::7 ::1 1 2\r\n", "2001:db8::7 1", "::1 2"],
    [
      "IPv6 without ::, and :: alone",
      "PROXY TCP6 1:2:3:4:5:6:7:8 :: 1 2\r\n",
      "1:2:3:4:5:6:7:8 1",
      ":: 2",
    ],
    [
      "single zero groups, and :: at the end",
      "PROXY TCP6 1:0:3:0:5:6:7:8 1:: 1 2\r\n",
      "1:0:3:0:5:6:7:8 1",
      "1:: 2",
    ],
    ["capital letters, as sent", "PROXY TCP6 2001:DB8::A ::F 1 2\r\n", "2001:DB8::A 1", "::F 2"],
    ["leading zeros, as sent", "PROXY TCP6 2001:0db8::7 ::01 1 2\r\n", "2001:0db8::7 1", "::01 2"],
    [
      "a :: for one group, as sent",
      "PROXY TCP6 1:2:3::5:6:7:8 ::1 1 2\r\n",
      "1:2:3::5:6:7:8 1",
      "::1 2",
    ],
    [
      "a :: for one group at the end, as sent",
      "PROXY TCP6 1:2:3:4:5:6:7:: ::1 1 2\r\n",
      "1:2:3:4:5:6:7:: 1",
      "::1 2",
    ],
    [
      "a :: at the wrong place, as sent",
      "PROXY TCP6 1::4:0:0:0:8 ::1 1 2\r\n",
      "1::4:0:0:0:8 1",
      "::1 2",
    ],
    [
      "zero groups without ::, as sent",
      "PROXY TCP6 1:0:0:4:5:6:7:8 ::1 1 2\r\n",
      "1:0:0:4:5:6:7:8 1",
      "::1 2",
    ],
    [
      "a :: that is too short, as sent",
      "PROXY TCP6 1::0:4:5:6:7 ::1 1 2\r\n",
      "1::0:4:5:6:7 1",
      "::1 2",
    ],
    [
      "an IPv4-mapped address",
      "PROXY TCP6 ::ffff:1.2.3.4 ::1 1 2\r\n",
      "::ffff:1.2.3.4 1",
      "::1 2",
    ],
    [
      "an IPv4-mapped address in hexadecimal, as sent",
      "PROXY TCP6 ::ffff:102:304 ::1 1 2\r\n",
      "::ffff:102:304 1",
      "::1 2",
    ],
    [
      "an address that is nearly IPv4-mapped",
      "PROXY TCP6 ::fffe:102:304 ::1 1 2\r\n",
      "::fffe:102:304 1",
      "::1 2",
    ],
    [
      "a dotted tail",
      "PROXY TCP6 1:2:3:4:5:6:7.8.9.10 ::1.2.3.4 1 2\r\n",
      "1:2:3:4:5:6:7.8.9.10 1",
      "::1.2.3.4 2",
    ],
    [
      "a :: and a dotted tail",
      "PROXY TCP6 1::3:4:5:6:7.8.9.10 ::1 1 2\r\n",
      "1::3:4:5:6:7.8.9.10 1",
      "::1 2",
    ],
    [
      "an IPv4 destination in TCP6 (nginx)",
      "PROXY TCP6 2001:db8::7 10.0.1.10 1 2\r\n",
      "2001:db8::7 1",
      "10.0.1.10 2",
    ],
    [
      "an IPv6 destination in TCP4 (Varnish)",
      "PROXY TCP4 1.2.3.4 2001:db8::1 1 2\r\n",
      "1.2.3.4 1",
      "2001:db8::1 2",
    ],
    [
      "an IPv6 destination of letters in TCP4",
      "PROXY TCP4 1.2.3.4 feed::f 1 2\r\n",
      "1.2.3.4 1",
      "feed::f 2",
    ],
  ])("decodes %s", (_, text, source, destination) => {
    expect(plain(headerOf(line(text)))).toEqual({
      version: 1,
      command: "PROXY",
      family: text.startsWith("PROXY TCP4") ? "INET" : "INET6",
      transport: "STREAM",
      ends: [source, destination],
      tlvs: [],
    });
  });

  it("can have 107 bytes, with the longest addresses or with UNKNOWN", () => {
    const fits = `PROXY TCP6 ${LONG} ${"ffff:".repeat(7)}ffff 9999 655\r\n`;
    expect(fits).toHaveLength(107);
    expect(headerOf(line(fits)).destination?.port).toBe(655);
    const widest = `PROXY UNKNOWN ${"x".repeat(91)}\r\n`;
    expect(widest).toHaveLength(107);
    expect(decode(line(widest))?.byteLength).toBe(107);
  });

  it.each([
    // The CR would be byte 106, its LF byte 107: one too many.
    ["UNKNOWN", `PROXY UNKNOWN ${"x".repeat(92)}\r\n`],
    ["UNKNOWN, with its LF as byte 106", `PROXY UNKNOWN ${"x".repeat(92)}\n`],
    // Right in itself, but the longest spelling of IPv6 leaves no room for two ports.
    ["a first port", `PROXY TCP6 ${LONG} ${LONG} 65535`],
    ["a CR as byte 106", `PROXY TCP6 ${LONG} ${LONG} 1 1\r\n`],
    ["a second port", `PROXY TCP6 ${LONG} ${"ffff:".repeat(7)}ffff 65535 6553`],
  ])("is an error as soon as it cannot end within 107 bytes: %s", (_, text) => {
    expect(verdict(line(text.slice(0, 105)))).toBe("more");
    expect(codeOf(() => decode(line(text.slice(0, 106))))).toBe("v1-too-long");
    expect(codeOf(() => decode(line(text)))).toBe("v1-too-long");
  });

  it.each([
    // The error is at the first wrong byte, not at the end of the line.
    ["no space after PROXY", "PROXYT", "v1-syntax"],
    ["a tab after PROXY", "PROXY\t", "v1-syntax"],
    ["PROXY and LF", "PROXY\n", "v1-crlf"],
    ["two spaces after PROXY", "PROXY  ", "v1-family"],
    ["no family", "PROXY \r", "v1-family"],
    ["LF for a family", "PROXY \n", "v1-crlf"],
    ["small letters", "PROXY t", "v1-family"],
    ["UDP4", "PROXY UD", "v1-family"],
    ["TLS4", "PROXY TL", "v1-family"],
    ["TCP5", "PROXY TCP5", "v1-family"],
    ["TCP without a digit", "PROXY TCP ", "v1-family"],
    ["TCP46", "PROXY TCP46", "v1-family"],
    ["a family and nothing else", "PROXY TCP4\r", "v1-syntax"],
    ["a family and LF", "PROXY TCP6\n", "v1-crlf"],
    ["UNKNOWN run on", "PROXY UNKNOWNS", "v1-family"],
    ["UNKNOWN and LF", "PROXY UNKNOWN\n", "v1-crlf"],
    ["LF in what UNKNOWN ignores", "PROXY UNKNOWN a\n", "v1-crlf"],
    ["a lone CR in what UNKNOWN ignores", "PROXY UNKNOWN a\rb", "v1-crlf"],
    ["two spaces before the source", "PROXY TCP4  ", "v1-syntax"],
    ["no source", "PROXY TCP4 \r", "v1-syntax"],
    ["no destination", "PROXY TCP4 1.2.3.4\r", "v1-syntax"],
    ["two spaces before the destination", "PROXY TCP4 1.2.3.4  ", "v1-syntax"],
    ["no ports", "PROXY TCP4 1.2.3.4 5.6.7.8\r", "v1-syntax"],
    ["two spaces before the ports", "PROXY TCP4 1.2.3.4 5.6.7.8  ", "v1-syntax"],
    ["one port", "PROXY TCP4 1.2.3.4 5.6.7.8 80\r", "v1-syntax"],
    ["two spaces between the ports", "PROXY TCP4 1.2.3.4 5.6.7.8 80  ", "v1-syntax"],
    ["a space at the end", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443 ", "v1-syntax"],
    ["LF after an address", "PROXY TCP4 1.2.3.4\n", "v1-crlf"],
    ["LF within an address", "PROXY TCP4 1.2\n", "v1-crlf"],
    ["LF at the end", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\n", "v1-crlf"],
    ["CR without LF", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\rG", "v1-crlf"],
    ["two CRs", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\r\r", "v1-crlf"],

    ["an octet with a leading zero", "PROXY TCP4 01", "v1-address"],
    ["an octet of two zeros", "PROXY TCP4 1.00", "v1-address"],
    ["an octet of 256", "PROXY TCP4 256", "v1-address"],
    ["an octet of four digits", "PROXY TCP4 1000", "v1-address"],
    ["an empty octet", "PROXY TCP4 1..", "v1-address"],
    ["three octets", "PROXY TCP4 1.2.3 ", "v1-address"],
    ["three octets and CR", "PROXY TCP4 1.2.3\r", "v1-address"],
    ["five octets", "PROXY TCP4 1.2.3.4.", "v1-address"],
    ["a number for an address", "PROXY TCP4 1690", "v1-address"],
    ["a hexadecimal octet", "PROXY TCP4 0x", "v1-address"],
    // The bytes next to the digits.
    ["a slash for an octet", "PROXY TCP4 1./", "v1-address"],
    ["a colon for an octet", "PROXY TCP4 1.:", "v1-address"],
    ["a colon in an octet", "PROXY TCP4 1.2:", "v1-address"],
    ["a slash in an octet", "PROXY TCP4 1.2/", "v1-address"],
    ["a port with the address", "PROXY TCP4 1.2.3.4:", "v1-address"],
    ["a prefix length", "PROXY TCP4 1.2.3.4/", "v1-address"],
    ["NUL after the address", "PROXY TCP4 1.2.3.4\0", "v1-address"],
    ["IPv6 for TCP4", "PROXY TCP4 20:", "v1-address"],
    ["IPv4 for TCP6", "PROXY TCP6 1.2.3.4 ", "v1-address"],
    ["a name", "PROXY TCP4 l", "v1-address"],

    ["one colon", "PROXY TCP6 :1", "v1-address"],
    ["three colons", "PROXY TCP6 :::", "v1-address"],
    ["three colons later", "PROXY TCP6 1:::", "v1-address"],
    ["two gaps", "PROXY TCP6 1::2::", "v1-address"],
    ["two gaps, the first in front", "PROXY TCP6 ::1::", "v1-address"],
    ["a colon at the end", "PROXY TCP6 1::2: ", "v1-address"],
    ["a group of five digits", "PROXY TCP6 12345", "v1-address"],
    ["a letter beyond f", "PROXY TCP6 g", "v1-address"],
    ["a minus", "PROXY TCP6 -", "v1-address"],
    ["the last of all bytes", "PROXY TCP6 ::\xff", "v1-address"],
    ["seven groups", "PROXY TCP6 1:2:3:4:5:6:7 ", "v1-address"],
    ["a ninth group", "PROXY TCP6 1:2:3:4:5:6:7:8:", "v1-address"],
    ["a gap of nothing", "PROXY TCP6 1:2:3:4:5:6:7::8", "v1-address"],
    ["a gap of nothing at the end", "PROXY TCP6 1:2:3:4:5:6:7:8:", "v1-address"],
    ["a gap of nothing at the start", "PROXY TCP6 ::2:3:4:5:6:7:8:", "v1-address"],
    ["a gap of nothing in front of eight", "PROXY TCP6 ::1:2:3:4:5:6:7:", "v1-address"],
    ["a zone", "PROXY TCP6 fe80::1%", "v1-address"],
    ["brackets", "PROXY TCP6 [", "v1-address"],
    ["a dotted tail too early", "PROXY TCP6 1:2:3:4:5:7.8.9.10 ", "v1-address"],
    ["a dotted tail too late", "PROXY TCP6 1:2:3:4:5:6:7:8.", "v1-address"],
    ["a dotted tail too late for the gap", "PROXY TCP6 ::2:3:4:5:6:7:8.", "v1-address"],
    ["a wrong dotted tail", "PROXY TCP6 ::256.", "v1-address"],
    ["a dotted tail with a leading zero", "PROXY TCP6 ::01.", "v1-address"],
    ["a hexadecimal dotted tail", "PROXY TCP6 ::a.", "v1-address"],
    ["more after a dotted tail", "PROXY TCP6 ::1.2.3.4:", "v1-address"],
    ["a destination of no family", "PROXY TCP6 ::1 1.2.3 ", "v1-address"],
    ["a destination of no family", "PROXY TCP4 1.2.3.4 1:2 ", "v1-address"],
    ["a destination's zone", "PROXY TCP4 1.2.3.4 fe80::1%", "v1-address"],

    ["a signed port", "PROXY TCP4 1.2.3.4 5.6.7.8 +", "v1-port"],
    ["a port with a leading zero", "PROXY TCP4 1.2.3.4 5.6.7.8 08", "v1-port"],
    ["a port of two zeros", "PROXY TCP4 1.2.3.4 5.6.7.8 00", "v1-port"],
    ["a port of 65536", "PROXY TCP4 1.2.3.4 5.6.7.8 65536", "v1-port"],
    ["a slash for a port", "PROXY TCP4 1.2.3.4 5.6.7.8 /", "v1-port"],
    ["a colon for a port", "PROXY TCP4 1.2.3.4 5.6.7.8 :", "v1-port"],
    ["a slash in a port", "PROXY TCP4 1.2.3.4 5.6.7.8 8/", "v1-port"],
    ["a colon in a port", "PROXY TCP4 1.2.3.4 5.6.7.8 8:", "v1-port"],
    ["a name for a port", "PROXY TCP4 1.2.3.4 5.6.7.8 n", "v1-port"],
    ["a hexadecimal port", "PROXY TCP4 1.2.3.4 5.6.7.8 0x", "v1-port"],
    ["a decimal point", "PROXY TCP4 1.2.3.4 5.6.7.8 80.", "v1-port"],
    ["NUL after the last port", "PROXY TCP4 1.2.3.4 5.6.7.8 80 443\0", "v1-port"],
    ["a second port of 65536", "PROXY TCP4 1.2.3.4 5.6.7.8 80 65536", "v1-port"],
  ])("is an error at the last byte of this text: %s", (_, text, code) => {
    expect(verdict(line(text.slice(0, -1)))).toBe("more");
    expect(codeOf(() => decode(line(text)))).toBe(code);
    // A wrong octet of a dotted tail is known only at its dot: the byte before the dot is wrong.
    const at = /::(?:256|01|a)\.$/.test(text) ? text.length - 2 : text.length - 1;
    expect(verdict(line(text))).toContain(` at byte ${at}, `);
    // Nothing that follows makes it better, or another error.
    expect(verdict(line(`${text} 5.6.7.8 80 443\r\n`))).toBe(verdict(line(text)));
  });

  it("has errors that name the wrong byte and its offset", () => {
    expect(() => decode(line("PROXY TCP4 1.2.3.x"))).toThrow(
      new ProxyProtocolError("v1-address", "0x78 'x'", 17),
    );
    expect(verdict(line("PROXY TCP4 1.2.3.x"))).toContain("given 0x78 'x' at byte 17, expected");
    expect(verdict(line("PROXY\x1b"))).toContain("given 0x1b at byte 5, expected");
    expect(verdict(line("PROXY TCP6 :1"))).toContain("given 0x31 '1' at byte 12, expected");
  });

  it("keeps its addresses when the bytes are overwritten", () => {
    const bytes = line("PROXY TCP6 2001:db8::7 2001:DB8::1 1 2\r\n");
    const header = headerOf(bytes);
    bytes.fill(0x20);
    expect(plain(header)).toMatchObject({ ends: ["2001:db8::7 1", "2001:DB8::1 2"] });
  });
});
