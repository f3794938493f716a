import type { Hop, Presets } from "@client-ip/core";
import { createResolver, isResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, refusal } from "./ask.ts";

const CLIENT = "203.0.113.7";
const list = (text: string) => ({ "X-Forwarded-For": text });
const presets: Presets = {
  heroku: () => ({ name: "heroku", address: "10.0.0.0/8", tells: "x-forwarded-for" }),
  mesh: () => [
    { name: "gateway", address: "10.244.0.5", tells: "x-forwarded-for" },
    { name: "node", address: "10.244.0.6", tells: "x-forwarded-for" },
  ],
};

describe("section 1: text", () => {
  it("direct: the socket peer", () => {
    expect(ask("direct", "10.0.0.1", list(CLIENT))).toMatchObject({ ip: "10.0.0.1", via: [] });
  });

  it("a preset's name calls it without arguments", () => {
    const heroku = createResolver("heroku", { presets });
    expect(ask(heroku, "10.1.2.3", list(`6.6.6.6, ${CLIENT}`))).toMatchObject({
      ip: CLIENT,
      via: ["heroku"],
    });
    const mesh = createResolver("mesh", { presets });
    expect(ask(mesh, "10.244.0.6", list(`${CLIENT}, 10.244.0.5`))).toMatchObject({
      ip: CLIENT,
      via: ["gateway", "node"],
    });
    let given: unknown[] | undefined;
    createResolver("spy", {
      presets: {
        spy: (...options: unknown[]) => {
          given = options;
          return { address: "10.0.0.1", tells: "x-forwarded-for" };
        },
      },
    });
    expect(given).toEqual([]);
  });

  it.each([
    // [ranges, peer, list, client]
    ["10.0.0.0/8, loopback", "127.0.0.1", `6.6.6.6, ${CLIENT}, 10.0.0.3, 10.0.0.2`],
    ["10.0.0.0/8,loopback", "10.9.9.9", CLIENT],
    ["loopback", "::1", `6.6.6.6, ${CLIENT}`],
    ["linklocal", "169.254.1.1", CLIENT],
    ["uniquelocal", "192.168.1.1", CLIENT],
    ["private", "172.16.0.1", CLIENT],
    ["cgnat", "100.64.0.1", CLIENT],
    ["10.0.0.1", "10.0.0.1", CLIENT],
    ["2001:db8::/32, ::1", "2001:db8::5", CLIENT],
    [
      "loopback, linklocal, uniquelocal",
      "fd00::1",
      `${CLIENT}, 169.254.0.1, 127.0.0.1`.replace(", 127.0.0.1", ""),
    ],
  ])("ranges %s: any number of appending proxies in them", (text, peer, lines) => {
    expect(ask(text, peer, list(lines))).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      source: "x-forwarded-for",
      proof: "address",
      warnings: [],
    });
    expect(ask(text, "192.0.2.66", list(lines))).toMatchObject({ ip: "192.0.2.66", via: [] });
  });

  it("ranges: a list that ends in them is exhausted", () => {
    expect(ask("10.0.0.0/8", "10.0.0.1", list("10.0.0.3, 10.0.0.2"))).toMatchObject({
      ip: "10.0.0.3",
      warnings: ["list-exhausted"],
    });
    expect(ask("10.0.0.0/8", "10.0.0.1")).toMatchObject({ status: "missing" });
  });

  it("hops=N is { hops: N }", () => {
    for (const config of ["hops=2", { hops: 2 }] as const) {
      expect(ask(config, "10.0.0.1", list(`6.6.6.6, ${CLIENT}, 192.0.2.1`))).toMatchObject({
        ip: CLIENT,
        proof: "count",
      });
      expect(ask(config, "192.0.2.66", list("6.6.6.6, 7.7.7.7"))).toMatchObject({
        status: "bypassed",
      });
    }
  });

  it.each([
    ['{"address":"10.0.0.1","tells":"x-forwarded-for"}', "a hop"],
    ['[{"address":"10.0.0.1","tells":"x-forwarded-for"}]', "a path"],
    ['{"path":[{"address":"10.0.0.1","tells":"x-forwarded-for"}]}', "a path in an object"],
    [
      '{"oneOf":[{"address":"10.0.0.1","tells":"x-forwarded-for"},{"address":"10.0.0.2","tells":"forwarded"}]}',
      "entry points",
    ],
    ['[ {"address":["10.0.0.1"],\n "tells":{"list":"x-forwarded-for"}} ]', "with white space"],
    ['{"hops":1}', "a number of hops"],
  ])("JSON %s (%s)", (text) => {
    expect(ask(text, "10.0.0.1", list(`6.6.6.6, ${CLIENT}`))).toMatchObject({ ip: CLIENT });
  });
});

describe("section 1: `true`, empty, typos throw", () => {
  it.each([
    // [text, what the remedy speaks of]
    ["", "direct"],
    [" ", "direct"],
    ["true", ""],
    ["false", ""],
    ["1", "hops=1"],
    ["2", "hops=2"],
    ["Loopback", "loopback"],
    ["direct ", "direct"],
    [" direct", "direct"],
    ["Direct", "direct"],
    ["loopback 10.0.0.0/8", "loopback, 10.0.0.0/8"],
    ["loopback;10.0.0.0/8", ","],
    ["locahost", ""],
    ["localhost", ""],
    ["heroku", ""],
    ["Heroku", ""],
    ["proxy.example.com", ""],
    ["hops", ""],
    ["undefined", ""],
    ["null", ""],
    ["toString", ""],
    ["constructor", ""],
    ["__proto__", ""],
    ["direct, loopback", ""],
    ["loopback, nowhere", ""],
  ])("%j", (text, word) => {
    const error = refusal(text);
    expect(error).toMatchObject({ name: "ClientIpError", code: "config-text" });
    expect(error.given).toContain(text.trim());
    expect(error.expected).not.toBe("");
    expect(error.remedy).toContain(word);
    expect(error.remedy).not.toBe("");
  });

  it("a preset's name in another case names the preset", () => {
    expect(refusal("Heroku", { presets }).remedy).toContain("heroku");
    for (const text of ["heroku ", "heroku, loopback", "toString", "__proto__"]) {
      expect(refusal(text, { presets }).code).toBe("config-text");
    }
  });

  it.each([
    ["10.0.0.0/8,", "an empty range"],
    [",", "only a comma"],
    ["10.0.0.0/33", "a prefix that is too long"],
    ["10.0.0.1/8", "host bits"],
    ["10.0.0", "three parts"],
    ["10.0.0.0/8/8", "two prefixes"],
    ["010.0.0.0/8", "a leading zero"],
    ["10.0.0.0/08", "a leading zero in the prefix"],
    ["10.0.0.0/255.0.0.0", "a mask"],
    ["10.5", "inet_aton"],
    ["0x0a000005", "inet_aton"],
    ["167772161", "inet_aton"],
    ["fe80::1%eth0", "a zone"],
    ["[::1]", "brackets"],
    ["10.0.0.1:80", "a port"],
    ["any", "repeat with any"],
    ["0.0.0.0/0", "repeat with everything"],
    ["loopback, ::/0", "repeat with everything"],
    ["hops=", "no number"],
    ["hops=0", "no hop"],
    ["hops=-1", "a negative number"],
    ["hops=1.5", "half a hop"],
    ["hops=33", "more than are ever walked"],
    ["hops=1e1", "an exponent"],
    ["hops=0x2", "hexadecimal"],
    ["hops=two", "a word"],
    ["hops=2 ", "a blank"],
    ["hops =2", "a blank"],
    ["hops: 2", "a colon"],
    ["[]", "an empty path where one was meant"],
    ["[", "broken JSON"],
    ['{"hops":}', "broken JSON"],
    ["{}", "no WHO"],
    ['{"hops":2,"address":"10.0.0.1"}', "two configurations"],
    ["[[]]", "an empty path in a path"],
    ["[1]", "a number for a hop"],
    ["[null]", "nothing for a hop"],
    ['["direct"]', "text for a hop"],
  ])("%j (%s)", (text) => {
    expect(refusal(text)).toMatchObject({ name: "ClientIpError" });
  });

  it.each<[unknown, string]>([
    [true, "nobody is trusted without being named"],
    [false, "write 'direct'"],
    [null, "leave the argument out"],
    [1, "{ hops: 1 }"],
    [Number.NaN, "not a number"],
    [[], "an empty path"],
    [[[]], "an empty path"],
    [{ path: [] }, "an empty path"],
    [{ path: "direct" }, "a path is an array"],
    [{}, "no hop"],
    [() => true, "a function"],
    [new Map(), "another object"],
    [{ hops: 0 }, "no hop"],
    [{ hops: 1.5 }, "half a hop"],
    [{ hops: -1 }, "a negative number"],
    [{ hops: "2" }, "text"],
    [{ hops: Number.NaN }, "no number"],
    [{ hops: Number.POSITIVE_INFINITY }, "too many"],
    [{ hops: 33 }, "more than are ever walked"],
    [{ hops: undefined }, "none"],
    [{ hops: 1, address: "10.0.0.1" }, "two configurations"],
  ])("%j is no configuration (%s)", (config) => {
    expect(refusal(config)).toMatchObject({ name: "ClientIpError" });
  });

  it("hops are 1 to 32", () => {
    expect(() => createResolver({ hops: 1 })).not.toThrow();
    expect(() => createResolver({ hops: 32 })).not.toThrow();
    expect(refusal({ hops: 33 }).code).toBe("bad-hop-count");
    expect(refusal({ hops: 0 }).code).toBe("bad-hop-count");
  });
});

it("isResolver tells a resolver from a configuration", () => {
  const hop: Hop = { address: "10.0.0.1", tells: "x-forwarded-for" };
  expect(isResolver(createResolver(hop))).toBe(true);
  for (const value of [hop, [hop], "direct", undefined, null, {}, { resolve: () => undefined }]) {
    expect(isResolver(value)).toBe(false);
  }
});
