import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const value: Hop = { name: "proxy", address: "10.0.0.1", tells: { value: "X-Real-IP" } };
const answersTo = (element: string) => [
  ask(hop, "10.0.0.1", { "X-Forwarded-For": element }),
  ask(hop, "10.0.0.1", { "X-Forwarded-For": `6.6.6.6,${element}` }),
  ask(value, "10.0.0.1", { "X-Real-IP": element }),
];

describe("strict-address: an element that a hop wrote", () => {
  it.each<[string, string, number | undefined, string]>([
    // [as written, the canonical address, the port, why the row exists]
    ["203.0.113.7", "203.0.113.7", undefined, "dotted decimal"],
    ["1.2.3.4", "1.2.3.4", undefined, "one digit a part"],
    ["223.255.255.254", "223.255.255.254", undefined, "three digits a part"],
    ["1.0.0.0", "1.0.0.0", undefined, "a single zero is no leading zero"],
    ["203.0.113.7:0", "203.0.113.7", 0, "the smallest port"],
    ["203.0.113.7:65535", "203.0.113.7", 65_535, "the largest port"],
    ["2001:db8::7", "2001:db8::7", undefined, "IPv6, bare"],
    ["[2001:db8::7]", "2001:db8::7", undefined, "IPv6 in brackets"],
    ["[2001:db8::7]:443", "2001:db8::7", 443, "IPv6 in brackets with a port"],
    ["[2001:db8::7]:65535", "2001:db8::7", 65_535, "the largest port"],
    ["2001:db8::7:4194", "2001:db8::7:4194", undefined, "an address, never address and port"],
    ["2001:db8:0:0:0:0:0:7", "2001:db8::7", undefined, "RFC 5952: zeros are compressed"],
    ["2001:0DB8::0007", "2001:db8::7", undefined, "RFC 5952: no leading zeros, lower case"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", undefined, "RFC 5952: one zero group stays"],
    ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", undefined, "and is written out"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1", undefined, "RFC 5952: the longest run"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", undefined, "RFC 5952: the first of equal runs"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", undefined, "RFC 4291: `::` may stand for one group"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", undefined, "also at the beginning"],
    ["2001:db8::", "2001:db8::", undefined, "a run at the end"],
    ["2001:db8::203.0.113.7", "2001:db8::cb00:7107", undefined, "RFC 4291 2.2: dotted tail"],
    ["2001:db8:1:2:3:4:203.0.113.7", "2001:db8:1:2:3:4:cb00:7107", undefined, "of six groups"],
    ["::ffff:203.0.113.7", "203.0.113.7", undefined, "IPv4-mapped is folded"],
    ["::FFFF:cb00:7107", "203.0.113.7", undefined, "in hexadecimal too"],
    ["0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7", undefined, "written out too"],
    ["[::ffff:203.0.113.7]:80", "203.0.113.7", 80, "in brackets too"],
    ["::fffe:203.0.113.7", "::fffe:cb00:7107", undefined, "the neighbor of the mapped prefix"],
    ["::1:ffff:203.0.113.7", "::1:ffff:cb00:7107", undefined, "its other neighbor"],
  ])("%s is %s (port %s): %s", (element, ip, port) => {
    for (const answer of answersTo(element)) {
      expect(answer).toMatchObject({ ip, port, status: "resolved" });
    }
  });

  it("mapped-is-ipv4: a NAT64 address stays IPv6", () => {
    for (const { ip, status } of answersTo("64:ff9b::203.0.113.7")) {
      expect(status).toBe("resolved");
      expect(["64:ff9b::cb00:7107", "64:ff9b::203.0.113.7"]).toContain(ip);
    }
  });

  it.each([
    // [as written, why it is no address]
    ["203.0.113.07", "leading zero"],
    ["203.0.113.007", "leading zeros"],
    ["00.0.113.7", "leading zero in front"],
    ["203.0.113", "inet_aton: three parts"],
    ["3405803783", "inet_aton: one number"],
    ["0xcb.0.113.7", "inet_aton: hexadecimal"],
    ["0313.0.113.7", "inet_aton: octal"],
    ["203.0.113.256", "a part above 255"],
    ["203.0.113.1000", "four digits"],
    ["203.0.113.7.1", "five parts"],
    ["203.0.113.7.", "a dot at the end"],
    [".203.0.113.7", "a dot in front"],
    ["203..113.7", "an empty part"],
    ["203.0.113.-7", "a sign"],
    ["203.0.113.7:", "a colon without a port"],
    ["203.0.113.7:65536", "a port above 65535"],
    ["203.0.113.7:8a", "a port that is no number"],
    ["203.0.113.7:-1", "a port with a sign"],
    ["203.0.113.7:80:80", "two ports"],
    ["[203.0.113.7]", "brackets are for IPv6"],
    ["[203.0.113.7]:80", "brackets are for IPv6"],
    ["[2001:db8::7", "no closing bracket"],
    ["2001:db8::7]", "no opening bracket"],
    ["[2001:db8::7]443", "no colon before the port"],
    ["[2001:db8::7]:", "no port after the colon"],
    ["[2001:db8::7]:65536", "a port above 65535"],
    ["[[2001:db8::7]]", "two brackets"],
    ["[]", "nothing in brackets"],
    [":", "a colon alone"],
    [":::", "three colons alone"],
    ["2001:db8:::7", "three colons"],
    ["2001:db8::7::1", "two runs"],
    ["12345::", "a group of five digits"],
    ["2001:db8::7:46532", "a port behind bare IPv6"],
    ["2001:db8::g", "no hexadecimal digit"],
    ["1:2:3:4:5:6:7", "seven groups"],
    ["1:2:3:4:5:6:7:8:9", "nine groups"],
    ["1:2:3:4:5:6:7:8::", "a run for no group"],
    ["1:2:3:4::5:6:7:8", "a run for no group in the middle"],
    [":2001:db8::7", "a colon in front"],
    ["2001:db8::7:", "a colon at the end"],
    ["::203.0.113.07", "leading zero in the dotted tail"],
    ["::203.0.113", "three parts in the dotted tail"],
    ["203.0.113.7::", "a dotted head"],
    ["1:2:3:4:5:6:7:203.0.113.7", "a dotted tail after seven groups"],
    ["fe80::1%eth0", "a zone is refused in text"],
    ["[fe80::1%25eth0]:80", "a zone in brackets"],
    ["203.0.113.7%eth0", "a zone behind IPv4"],
    ['"203.0.113.7"', "quotes are for Forwarded"],
    ["for=203.0.113.7", "pairs are for Forwarded"],
    ["203.0.113.7/32", "a range is no address"],
    ["203.0.113.7 junk", "something behind it"],
    ["junk 203.0.113.7", "something in front of it"],
    ["203.0.113.7;", "another separator"],
    ["203 .0.113.7", "a blank inside"],
    ["\u0661.2.3.4", "digits of another script"],
    ["localhost", "a name"],
    ["unix", "not nginx's word for a unix peer"],
    ["Unix:", "in another case"],
    ["-", "a dash"],
    ["_hidden", "an obfuscated word is for Forwarded"],
  ])("%j is no address: %s", (element) => {
    for (const answer of answersTo(element)) {
      expect(answer).toMatchObject({
        ip: undefined,
        port: undefined,
        status: "malformed",
        source: undefined,
        via: ["proxy"],
      });
    }
  });

  it.each([
    [" 203.0.113.7 ", "SP"],
    ["\t203.0.113.7\t", "HTAB"],
    ["\t  \t203.0.113.7 \t ", "both"],
  ])("spaces-and-tabs: %j around an address is left out (%s)", (element) => {
    for (const answer of answersTo(element)) expect(answer).toMatchObject({ ip: "203.0.113.7" });
  });

  it.each([
    ["\u00A0", "NBSP, which five proxies pass"],
    ["\v", "vertical tab"],
    ["\f", "form feed"],
    ["\r", "carriage return"],
    ["\n", "line feed"],
    ["\u0085", "next line"],
    ["\u2003", "em space"],
    ["\uFEFF", "byte order mark"],
    ["\0", "NUL"],
  ])("spaces-and-tabs: %j around an address is malformed (%s)", (blank) => {
    for (const element of [`${blank}203.0.113.7`, `203.0.113.7${blank}`]) {
      for (const answer of answersTo(element)) {
        expect(answer).toMatchObject({ ip: undefined, status: "malformed" });
      }
    }
  });
});
