import { ClientIpError, type ListFormat } from "@client-ip/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/live/formats.ts";
import { SAMPLES } from "./documents.ts";

const V4 = ["192.0.2.0/24", "198.51.100.7"];
const V6 = ["2001:db8::/32"];

const v4 = fc
  .tuple(fc.ipV4(), fc.constantFrom("", "/32"))
  .map(([address, length]) => address + length);
const v6 = fc.ipV6().filter((address) => !address.includes("."));
const lists = fc.record({
  first: fc.uniqueArray(v4, { minLength: 1, maxLength: 9 }),
  second: fc.uniqueArray(v6, { minLength: 1, maxLength: 9 }),
});
const WRONG = ["<html>", "192.0.2.1/24", "10.0.0", "any", "private", "", " 192.0.2.1", 5, null, {}];

describe.each(SAMPLES)("live-document-whole: $format", ({ format, selection, make }) => {
  const parse = (document: unknown): readonly string[] =>
    FORMATS[format].parse(JSON.stringify(document), selection).prefixes;

  it("lists IPv4 and IPv6 of the selected entries", () => {
    expect(parse(make(V4, V6))).toEqual([...V4, ...V6]);
  });

  it("lists any addresses, and none of a document with one wrong entry", () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(...WRONG), fc.nat(), ({ first, second }, wrong, at) => {
        expect(parse(make(first, second))).toEqual([...first, ...second]);
        const place = at % (first.length + 1);
        const broken = [...first.slice(0, place), wrong, ...first.slice(place)];
        expect(() => parse(make(broken, second))).toThrow(ClientIpError);
        expect(() => parse(make(first, [...second, wrong]))).toThrow(ClientIpError);
      }),
    );
  });

  it.each([
    ["no JSON", "{"],
    ["a page", "<!doctype html><html></html>"],
    ["nothing", ""],
    ["null", "null"],
    ["text", '"192.0.2.0/24"'],
    ["another object", '{"prefixes":"all"}'],
    ["an empty object", "{}"],
  ])("refuses %s", (_what, text) => {
    expect(() => FORMATS[format].parse(text, selection)).toThrow("[live-document]");
  });

  it("refuses or lists any JSON, and throws no other error", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        let error: unknown;
        try {
          FORMATS[format].parse(text, selection);
        } catch (thrown) {
          error = thrown;
        }
        expect(
          error ??
            new ClientIpError({ code: "live-document", given: "", expected: "", remedy: "" }),
        ).toBeInstanceOf(ClientIpError);
      }),
    );
  });
});

function parseLines(text: string): readonly string[] {
  return FORMATS.lines.parse(text, {}).prefixes;
}

describe("live-document-whole: lines", () => {
  it("are one entry each, with comments, blanks and either line ending", () => {
    const text =
      "# edges\n192.0.2.0/24 # Frankfurt\r\n\n \t 198.51.100.7\t\n#2001:db8::1\n2001:db8::/32";
    expect(parseLines(text)).toEqual([...V4, ...V6]);
  });

  it("have no comment that begins within a word", () => {
    expect(() => parseLines("192.0.2.1#edges")).toThrow("[bad-address]");
  });

  it("are read in linear time", () => {
    // Quadratic, this would take hours, in which no request is answered.
    expect(() => parseLines(`192.0.2.1${" \t".repeat(1_000_000)}x`)).toThrow(ClientIpError);
    expect(parseLines("\n".repeat(1_000_000))).toEqual([]);
  });

  it("list any addresses, and none of a text with one wrong line", () => {
    const wrong = fc.constantFrom(
      "<html>",
      "10.0.0.1/8",
      "10.0.0.1, 10.0.0.2",
      "10.0.0.1 10.0.0.2",
      "any",
      "::1%eth0",
    );
    fc.assert(
      fc.property(lists, wrong, fc.nat(), ({ first, second }, line, at) => {
        const all = [...first, ...second];
        expect(parseLines(all.join("\n"))).toEqual(all);
        const broken = all.toSpliced(at % (all.length + 1), 0, line);
        expect(() => parseLines(broken.join("\n"))).toThrow(ClientIpError);
      }),
    );
  });
});

const aws = SAMPLES[0]?.make(V4, V6) as Readonly<Record<string, unknown>>;
const parseAws = (document: object, service = "CLOUDFRONT_ORIGIN_FACING", region?: string) =>
  FORMATS.aws.parse(JSON.stringify(document), { service, ...(region && { region }) });

function parseGoogle(entry: object) {
  const document = { syncToken: "1753362301123", prefixes: [entry] };
  return FORMATS.google.parse(JSON.stringify(document), {});
}

describe("live-document-whole: what a vendor's document may not be", () => {
  it("of AWS: without the service, a time, or a field of an entry that is not selected", () => {
    expect(parseAws(aws).published).toEqual(new Date(1753377187000));
    expect(parseAws(aws, "EC2", "eu-central-1").prefixes).toEqual(["198.18.0.0/16"]);
    expect(() => parseAws(aws, "CLOUDFRONT_ORIGIN")).toThrow("no entries of CLOUDFRONT_ORIGIN");
    expect(() => parseAws(aws, "EC2", "GLOBAL")).toThrow("no entries of EC2 in GLOBAL");
    for (const syncToken of ["now", " 1753377187", "1753377187 ", "999999999999999"])
      expect(() => parseAws({ ...aws, syncToken })).toThrow("syncToken that is no time");
    expect(() => parseAws({ ...aws, ipv6_prefixes: undefined })).toThrow("ipv6_prefixes");
    for (const entry of [
      { ip_prefix: "192.0.2.9", service: "EC2" },
      { ip_prefix: "x", service: "EC2", region: "" },
      5,
    ]) {
      const prefixes = [...(aws["prefixes"] as readonly unknown[]), entry];
      expect(() => parseAws({ ...aws, prefixes })).toThrow(ClientIpError);
    }
  });

  it("of Google: with an entry that has both families, or none", () => {
    expect(parseGoogle({ ipv4Prefix: "192.0.2.0/24" })).toEqual({
      prefixes: ["192.0.2.0/24"],
      published: new Date(1753362301123),
    });
    expect(() => parseGoogle({ ipv4Prefix: "192.0.2.0/24", ipv6Prefix: "::1" })).toThrow(
      "an entry of",
    );
    expect(() => parseGoogle({ service: "Google Cloud" })).toThrow("an entry of prefixes");
  });

  it("of Azure: without the tag", () => {
    const document = JSON.stringify(SAMPLES[1]?.make(V4, V6));
    expect(() => FORMATS.azure.parse(document, { tag: "AzureFrontDoor" })).toThrow("0 entries");
  });

  it("of Cloudflare or Imperva: one that says it failed", () => {
    const result = { ipv4_cidrs: V4, ipv6_cidrs: V6 };
    expect(() => FORMATS.cloudflare.parse(JSON.stringify({ success: false, result }), {})).toThrow(
      "success",
    );
    const failed = JSON.stringify({ res: 9411, ipRanges: V4, ipv6Ranges: V6 });
    expect(() => FORMATS.imperva.parse(failed, {})).toThrow("res");
  });

  it("of Cloudflare: with JD Cloud's addresses, if they were asked for", () => {
    const result = { ipv4_cidrs: V4, ipv6_cidrs: V6, jdcloud_cidrs: ["203.0.113.0/24"] };
    const { prefixes } = FORMATS.cloudflare.parse(JSON.stringify({ success: true, result }), {});
    expect(prefixes).toEqual([...V4, ...V6, "203.0.113.0/24"]);
  });
});

const GOOGLE = { ipv4Prefix: "192.0.2.1" };

it("live-document-whole: a region of Google selects the entries of all its services", () => {
  const google = SAMPLES.find(({ format }) => format === "google");
  const document = JSON.stringify(google?.make(V4, V6));
  const { prefixes } = FORMATS.google.parse(document, { region: "europe-west1" });
  expect(prefixes).toEqual([...V4, ...V6]);
});

describe("live-document-whole: the error of", () => {
  it.each<[ListFormat, unknown, string, string]>([
    ["aws", [], "the document that is no object", "an object"],
    ["aws", aws, "no entries of none", "some"],
    ["azure", [], "the document that is no object", "an object"],
    ["azure", {}, "values that is no array", "an array"],
    ["azure", { values: [5] }, "values that is no object", "an object"],
    ["azure", { values: [{}] }, "properties that is no object", "an object"],
    ["azure", { values: [{ properties: {} }] }, "name that is no text", "text"],
    ["azure", { values: [] }, '0 entries of the tag "none"', "one"],
    ["bunny", {}, "the document that is no array", "an array of addresses"],
    ["bunny", [5], "an entry that is no text", "an address or a CIDR"],
    ["cloudflare", [], "the document that is no object", "an object"],
    ["cloudflare", {}, "success that is not true", "true"],
    ["cloudflare", { success: true, result: 5 }, "the document that is no object", "an object"],
    ["fastly", { addresses: V4 }, "ipv6_addresses that is no array", "an array of addresses"],
    ["google", [], "the document that is no object", "an object"],
    ["google", { prefixes: [{}] }, "an entry of prefixes", "ipv4Prefix or ipv6Prefix"],
    ["google", { prefixes: [{ ...GOOGLE, service: 5 }] }, "service that is no text", "text"],
    ["google", { prefixes: [{ ...GOOGLE, scope: 5 }] }, "scope that is no text", "text"],
    ["imperva", [], "the document that is no object", "an object"],
    ["imperva", { res: 1 }, "res that is not 0", "0"],
  ])("%s says what is wrong: %j", (format, document, given, expected) => {
    const selection = { service: "none", tag: "none" };
    expect(() => FORMATS[format].parse(JSON.stringify(document), selection)).toThrow(
      `given a document with ${given}, expected ${expected}`,
    );
  });

  it("each says that a text is no JSON", () => {
    expect(() => FORMATS.bunny.parse("{", {})).toThrow("text that is no JSON, expected JSON.");
  });
});
