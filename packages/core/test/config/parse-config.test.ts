import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { ask } from "../support/ask.ts";
import type { ParsedConfig } from "../../src/config/parse-config.ts";
import { NON_PUBLIC_RANGES } from "../../src/address/non-public.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { textOf, wildText } from "../support/arbitraries.ts";
import { named } from "../support/named.ts";
import type { Hop, Path, Presets, Resolver } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const list = (text: string) => ({ "X-Forwarded-For": text });
const presets: Presets = {
  heroku: () => ({ name: "heroku", address: "10.0.0.0/8", tells: "x-forwarded-for" }),
  mesh: () => [
    { name: "gateway", address: "10.244.0.5", tells: "x-forwarded-for" },
    { name: "node", address: "10.244.0.6", tells: "x-forwarded-for" },
  ],
};
const NGINX: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };
const known: Presets = { nginx: () => NGINX, mesh: (): Path => [NGINX, NGINX] };

/** The resolver of a text, or the mistake; any other error is thrown. */
function madeOf(config: string): Resolver | ClientIpError {
  try {
    return createResolver(config, { presets: known });
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
}

/** What ranges mean: any number of appending proxies in them. */
function proxies(...address: readonly string[]): readonly unknown[] {
  return [{ address, tells: "x-forwarded-for", repeat: true }];
}

describe("closed-grammar: a configuration as text", () => {
  it("the text direct is the socket's peer", () => {
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

  it("a list that ends in the ranges is exhausted", () => {
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
  ])("the JSON %s is read (%s)", (text) => {
    expect(ask(text, "10.0.0.1", list(`6.6.6.6, ${CLIENT}`))).toMatchObject({ ip: CLIENT });
  });
});

describe("closed-grammar: what each form of a configuration means", () => {
  const texts: readonly (readonly [string, readonly unknown[], string])[] = [
    ["nginx", [NGINX], "a preset's name"],
    ["mesh", [[NGINX, NGINX]], "a preset that returns several hops"],
    ["nginx > nginx > app", [NGINX, NGINX], "several hops"],
    ["loopback", proxies("loopback"), "a name"],
    ["private", proxies("private"), "a name"],
    ["cgnat", proxies("cgnat"), "a name"],
    ["unix", proxies("unix"), "a unix socket"],
    ["10.0.0.1", proxies("10.0.0.1"), "an address"],
    ["10.0.0.0/8", proxies("10.0.0.0/8"), "a range"],
    ["::1", proxies("::1"), "an IPv6 address"],
    ["10.0.0.0/8, loopback", proxies("10.0.0.0/8", "loopback"), "ranges separated by commas"],
    ["10.0.0.0/8 ,loopback", proxies("10.0.0.0/8", "loopback"), "a blank before the last comma"],
    [
      "10.0.0.0/8 \t,\t fd00::/8,unix",
      proxies("10.0.0.0/8", "fd00::/8", "unix"),
      "blanks at commas",
    ],
  ];

  it.each(texts)("%j: %j (%s)", (text, path) => {
    expect(parseConfig(text, named(known))).toEqual({ kind: "path", path, text });
  });

  it.each(texts)("options-of-a-path: %j beside options, also as JSON", (text, path) => {
    const config = { path: text, accept: ["dead-hop"] };
    const meaning = { kind: "path", path, text, options: { accept: ["dead-hop"] } };
    expect(parseConfig(config, named(known))).toEqual(meaning);
    expect(parseConfig(JSON.stringify(config), named(known))).toEqual(meaning);
  });

  it.each<[unknown, ParsedConfig, string]>([
    [undefined, { kind: "unconfigured" }, "nothing"],
    ["direct", { kind: "direct" }, "nothing in front"],
    [{ path: [NGINX] }, { kind: "path", path: [NGINX] }, "a path in an object"],
    [[NGINX], { kind: "path", path: [NGINX] }, "a path"],
    [NGINX, { kind: "path", path: [NGINX] }, "a hop"],
    [{ oneOf: [NGINX] }, { kind: "path", path: [{ oneOf: [NGINX] }] }, "entryPoints"],
    [JSON.stringify([NGINX]), { kind: "path", path: [NGINX] }, "JSON of a path"],
    ["[]", { kind: "path", path: [] }, "JSON of an empty path, which is refused as one"],
    [JSON.stringify(NGINX), { kind: "path", path: [NGINX] }, "JSON of a hop"],
    [JSON.stringify({ path: [NGINX] }), { kind: "path", path: [NGINX] }, "JSON of an object"],
  ])("%j (%#: %j)", (config, meaning) => {
    expect(parseConfig(config, named(known))).toEqual(meaning);
  });

  it.each([1, 2, 10, 32])(
    "{ hops: %i }, hops=%i and its JSON are that many required hops",
    (hops) => {
      const meaning = parseConfig({ hops }, named(known));
      const path = meaning.kind === "count" ? (meaning.path as readonly Hop[]) : [];
      expect(path).toHaveLength(hops);
      expect(path.every(({ required, shared }) => required === true && shared === true)).toBe(true);
      expect(path.map(({ name }) => name)).toEqual(path.map((_, i) => `proxy ${i + 1}`));
      expect(path.slice(0, -1).every(({ address }) => address === "any")).toBe(true);
      expect(path.at(-1)?.address).toEqual([...NON_PUBLIC_RANGES, "unix"]);
      expect(path.every(({ tells }) => tells === "x-forwarded-for")).toBe(true);
      expect(parseConfig(`hops=${hops}`, named(known))).toEqual(meaning);
      expect(parseConfig(JSON.stringify({ hops }), named(known))).toEqual(meaning);
    },
  );

  it("a preset's name wins over nothing that it could be confused with", () => {
    expect(parseConfig("direct", named({ direct: () => NGINX }))).toEqual({ kind: "direct" });
  });
});

describe("closed-grammar: any text at all", () => {
  const words = fc.constantFrom(
    "loopback",
    "10.0.0.0/8",
    "::1",
    "127.0.0.6",
    "hops=",
    "3",
    "direct",
    "nginx",
    " > ",
    " > app",
    "secret=env:S",
    '{"path":[]}',
    "any",
    "unix",
  );
  const text = fc.oneof(
    wildText,
    fc
      .array(fc.oneof(words, textOf(' ,;\t"[]{}=', 2)), { maxLength: 5 })
      .map((all) => all.join("")),
  );

  it("makes a resolver, or is refused with code, what was given, what was expected and the remedy", () => {
    fc.assert(
      fc.property(text, (config) => {
        const made = madeOf(config);
        const said =
          made instanceof ClientIpError
            ? [made.code, made.given, made.expected, made.remedy]
            : ["a resolver"];
        expect(said.every((part) => part.length > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never trusts every peer", () => {
    fc.assert(
      fc.property(text, (config) => {
        const made = madeOf(config);
        if (made instanceof ClientIpError) return;
        const rawHeaders = ["X-Forwarded-For", "198.51.100.9"];
        for (const peer of ["203.0.113.1", "2a00::1"]) {
          expect([undefined, peer]).toContain(made.resolve({ peer, rawHeaders }).ip);
        }
      }),
    );
  });
});
