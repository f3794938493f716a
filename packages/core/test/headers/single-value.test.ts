import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { ask } from "../support/ask.ts";
import { Address } from "../../src/address/address.ts";
import {
  formatAddress,
  parseAddress,
  parseAddressColonPort,
  parseEndpoint,
} from "../../src/address/parse.ts";
import { readValue } from "../../src/headers/single-value.ts";
import { WalkState } from "../../src/walk/walk-state.ts";
import { addressText, textOf, wildText } from "../support/arbitraries.ts";
import type { Hop, ValueTells } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const says = (tells: ValueTells): Hop => ({ name: "proxy", address: "10.0.0.1", tells });
const real = says({ value: "X-Real-IP" });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

function read(lines: readonly string[], format?: "ip" | "ip:port"): string {
  const state = new WalkState(0);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => ["X-Real-IP", line]) });
  const result = readValue(state, "x-real-ip", format);
  return result === "address" ? `${formatAddress(state.reported)} ${state.reported.port}` : result;
}

const formats = fc.constantFrom(undefined, "ip" as const, "ip:port" as const);

describe("one-value: a single-value header in a path", () => {
  it("is one line with one address", () => {
    expect(ask(real, "10.0.0.1", { "x-real-ip": CLIENT })).toMatchObject({
      ip: CLIENT,
      source: "x-real-ip",
      proof: "address",
      via: ["proxy"],
      warnings: [],
    });
    expect(ask(real, "10.0.0.1", { "X-Real-IP": `${CLIENT}:4711` })).toMatchObject({
      ip: CLIENT,
      port: 4711,
    });
  });

  it.each<[string | string[], string]>([
    // [lines, why the row exists]
    [["6.6.6.6", CLIENT], "more than one line: proxies leave the forged one first"],
    [[CLIENT, "6.6.6.6"], "nor is the last one right"],
    [[CLIENT, CLIENT], "even with equal values"],
    [[CLIENT, ""], "even with an empty one"],
    [["", CLIENT], "even with an empty one in front"],
    [`6.6.6.6, ${CLIENT}`, "a comma"],
    [`${CLIENT},`, "a comma at the end"],
    [`,${CLIENT}`, "a comma in front"],
    [`${CLIENT},${CLIENT}`, "a comma between equal values"],
    ["", "an empty line says nothing that is an address"],
    [" ", "nor does a blank one"],
  ])("%j is malformed: %s", (values) => {
    expect(ask(real, "10.0.0.1", { "X-Real-IP": values })).toMatchObject({
      ...unresolved("malformed"),
      via: ["proxy"],
    });
  });

  it("absent-is-missing: a single-value header that is absent", () => {
    expect(ask(real, "10.0.0.1", { "X-Real-Ip2": CLIENT })).toMatchObject(unresolved("missing"));
  });

  it("scan-limit: a value of 70 kB is no address", () => {
    const { ip } = ask(real, "10.0.0.1", { "X-Real-IP": `${CLIENT}${" ".repeat(70_000)}` });
    expect(ip).toBeUndefined();
  });
});

describe("value-format: with and without a format", () => {
  const value = "X-Viewer-Address";
  const port = says({ value, format: "ip:port" });
  const bare = says({ value, format: "ip" });
  const usual = says({ value });
  const from = (hop: Hop, text: string) => ask(hop, "10.0.0.1", { [value]: text });

  it.each([
    // [as written, address, port, why the row exists]
    ["203.0.113.7:46532", CLIENT, 46_532, "IPv4 as everywhere"],
    ["2001:db8::7:46532", "2001:db8::7", 46_532, "CloudFront's IPv6 without brackets"],
    ["2001:db8::7:4194", "2001:db8::7", 4194, "a port that could be a group"],
    ["2001:db8:1:2:3:4:5:6:80", "2001:db8:1:2:3:4:5:6", 80, "a full address"],
    ["::ffff:203.0.113.7:80", CLIENT, 80, "mapped"],
    ["2001:db8::7:0", "2001:db8::7", 0, "the smallest port"],
    ["203.0.113.7:65535", CLIENT, 65_535, "the largest port"],
  ])("'ip:port' reads %s as %s and %s: %s", (text, ip, number) => {
    expect(from(port, text)).toMatchObject({ ip, port: number, source: value.toLowerCase() });
  });

  it.each([
    ["203.0.113.7", "no port"],
    ["2001:db8::7", "what is left of the last colon is no address"],
    ["2001:db8::7:65536", "a port above 65535"],
    ["203.0.113.7:", "an empty port"],
    [":46532", "no address"],
    ["2001:db8::7:46532, 6.6.6.6:1", "a comma"],
    ["203.0.113.07:80", "a leading zero"],
    ["127.0.0.1:80", "loopback told from elsewhere"],
    ["0.0.0.0:80", "never a client"],
    ["ff02::1:80", "never a client"],
    ["fe80::1%eth0:80", "a zone"],
  ])("'ip:port' refuses %s: %s", (text) => {
    expect(from(port, text)).toMatchObject(unresolved("malformed"));
  });

  it("'ip' is a bare address", () => {
    for (const ip of [CLIENT, "2001:db8::7", "2001:db8::7:4194"]) {
      expect(from(bare, ip)).toMatchObject({ ip, port: undefined });
    }
    for (const text of [
      `${CLIENT}:80`,
      "[2001:db8::7]",
      "[2001:db8::7]:80",
      `${CLIENT}, ${CLIENT}`,
    ]) {
      expect(from(bare, text)).toMatchObject(unresolved("malformed"));
    }
  });

  it("without a format IPv6 is never address and port", () => {
    expect(from(usual, "2001:db8::7:4194")).toMatchObject({
      ip: "2001:db8::7:4194",
      port: undefined,
    });
    expect(from(usual, "2001:db8::7:46532")).toMatchObject(unresolved("malformed"));
    expect(from(usual, "[2001:db8::7]:46532")).toMatchObject({ ip: "2001:db8::7", port: 46_532 });
  });
});

describe("one-value: the reader of a single-value header", () => {
  it("is read by the parser of its format, without the blanks around it", () => {
    fc.assert(
      fc.property(wildText, textOf(" \t", 2), formats, (text, blanks, format) => {
        const parse = {
          any: parseEndpoint,
          ip: parseAddress,
          "ip:port": parseAddressColonPort,
        }[format ?? "any"];
        const address = new Address();
        const bare = text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
        const found = parse(bare, 0, bare.length, address);
        const expected = found ? `${formatAddress(address)} ${address.port}` : "malformed";
        expect(read([blanks + text + blanks], format)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("is malformed as soon as there are two lines or a comma, even of equal values", () => {
    fc.assert(
      fc.property(addressText, wildText, formats, (text, other, format) => {
        expect(read([text, text], format)).toBe("malformed");
        expect(read([`${text},${text}`], format)).toBe("malformed");
        expect(read([other, text], format)).toBe("malformed");
        expect(read([text, other], format)).toBe("malformed");
      }),
    );
  });

  it("is missing when it is absent, malformed when it is empty", () => {
    expect(read([])).toBe("missing");
    expect(read([""])).toBe("malformed");
  });

  it("scan-limit: a single value is scanned up to 4,096 characters", () => {
    expect(read(["1.2.3.4".padStart(4_096)])).toBe("1.2.3.4 -1");
    expect(read(["1.2.3.4".padStart(4_097)])).toBe("too-long");
  });
});
