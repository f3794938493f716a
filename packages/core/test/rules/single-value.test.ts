import type { Hop, ValueTells } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, raw } from "./ask.ts";

const CLIENT = "203.0.113.7";
const says = (tells: ValueTells): Hop => ({ name: "proxy", address: "10.0.0.1", tells });
const real = says({ value: "X-Real-IP" });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("rule 3: a single-value header", () => {
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

  it("absent is missing", () => {
    expect(ask(real, "10.0.0.1", { "X-Real-Ip2": CLIENT })).toMatchObject(unresolved("missing"));
  });

  it("bounds hold: a value of 70 kB is no address", () => {
    const { ip } = ask(real, "10.0.0.1", { "X-Real-IP": `${CLIENT}${" ".repeat(70_000)}` });
    expect(ip).toBeUndefined();
  });
});

describe("rule 3: own string properties only", () => {
  it.each(["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"])(
    "an inherited %s is missing, an own one is read",
    (value) => {
      const hop = says({ value });
      const resolver = createResolver(hop);
      expect(ask(hop, "10.0.0.1")).toMatchObject(unresolved("missing"));
      expect(resolver.resolve(raw("10.0.0.1", {}, { headers: {} }))).toMatchObject(
        unresolved("missing"),
      );
      const lists: Hop = { ...hop, tells: { list: value } };
      expect(ask(lists, "10.0.0.1")).toMatchObject(unresolved("missing"));
      expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [value, CLIENT] })).toMatchObject({
        ip: CLIENT,
      });
    },
  );

  it("a polluted prototype says nothing", () => {
    const inherited = {
      "x-real-ip": "6.6.6.6",
      "x-forwarded-for": "6.6.6.6",
      forwarded: "for=6.6.6.6",
    };
    const headers = Object.create(inherited) as Record<string, string>;
    const hops: Hop[] = [
      real,
      { ...real, tells: "x-forwarded-for" },
      { ...real, tells: "forwarded" },
      { ...real, tells: { value: "x-envoy-external-address" } },
    ];
    for (const hop of hops) {
      const resolver = createResolver(hop);
      expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [], headers })).toMatchObject(
        unresolved("missing"),
      );
    }
  });

  it.each([42, true, null, {}, () => CLIENT, { toString: () => CLIENT }])(
    "an own property that is no string is not read: %j",
    (value) => {
      const headers = { "x-real-ip": value, "x-forwarded-for": value } as unknown as Record<
        string,
        string
      >;
      for (const hop of [real, { ...real, tells: "x-forwarded-for" }] as const) {
        expect(
          createResolver(hop).resolve({ peer: "10.0.0.1", rawHeaders: [], headers }),
        ).toMatchObject(unresolved("missing"));
      }
    },
  );

  it("an inherited secret proves nothing", () => {
    const headers = Object.create({ "x-edge": "s3cret" }) as Record<string, string>;
    const resolver = createResolver({ ...real, secret: { header: "X-Edge", value: "s3cret" } });
    expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders: [], headers })).toMatchObject(
      unresolved("unproven"),
    );
  });
});

describe("rule 4: format", () => {
  const value = "CloudFront-Viewer-Address";
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
    ["::ffff:203.0.113.7:80", CLIENT, 80, "rule 5: mapped"],
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
