import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { ClientIpError } from "../src/errors.ts";
import type { Hop, Path } from "../src/config/hop.ts";
import type { Resolver } from "../src/resolver.ts";
import { createResolver } from "../src/resolver.ts";
import type { ParsedConfig, Presets } from "../src/config/parse-config.ts";
import { NON_PUBLIC_RANGES } from "../src/address/non-public.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { textOf, wildText } from "./arbitraries.ts";

const NGINX: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };
const presets: Presets = { nginx: () => NGINX, mesh: (): Path => [NGINX, NGINX] };

function refused(config: unknown, given: Presets = presets): ClientIpError {
  try {
    parseConfig(config, given);
  } catch (error) {
    return error as ClientIpError;
  }
  throw new Error(`not refused: ${JSON.stringify(config)}`);
}

/** The resolver of a text, or the mistake; any other error is thrown. */
function madeOf(config: string): Resolver | ClientIpError {
  try {
    return createResolver(config, { presets });
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
}

/** What ranges mean: any number of appending proxies in them. */
function proxies(...address: readonly string[]): ParsedConfig {
  return { kind: "path", path: [{ address, tells: "x-forwarded-for", repeat: true }] };
}

describe("what a configuration means", () => {
  test.each<[unknown, ParsedConfig, string]>([
    [undefined, { kind: "unconfigured" }, "nothing"],
    ["direct", { kind: "direct" }, "nothing in front"],
    ["nginx", { kind: "path", path: [NGINX] }, "a preset's name"],
    ["mesh", { kind: "path", path: [[NGINX, NGINX]] }, "a preset that returns several hops"],
    ["loopback", proxies("loopback"), "a name"],
    ["private", proxies("private"), "a name"],
    ["cgnat", proxies("cgnat"), "a name"],
    ["unix", proxies("unix"), "a unix socket"],
    ["10.0.0.1", proxies("10.0.0.1"), "an address"],
    ["10.0.0.0/8", proxies("10.0.0.0/8"), "a range"],
    ["::1", proxies("::1"), "an IPv6 address"],
    ["10.0.0.0/8, loopback", proxies("10.0.0.0/8", "loopback"), "ranges separated by commas"],
    [
      "10.0.0.0/8 \t,\t fd00::/8,unix",
      proxies("10.0.0.0/8", "fd00::/8", "unix"),
      "blanks at commas",
    ],
    [{ path: [NGINX] }, { kind: "path", path: [NGINX] }, "a path in an object"],
    [[NGINX], { kind: "path", path: [NGINX] }, "a path"],
    [NGINX, { kind: "path", path: [NGINX] }, "a hop"],
    [{ oneOf: [NGINX] }, { kind: "path", path: [{ oneOf: [NGINX] }] }, "entryPoints"],
    [JSON.stringify([NGINX]), { kind: "path", path: [NGINX] }, "JSON of a path"],
    ["[]", { kind: "path", path: [] }, "JSON of an empty path, which is refused as one"],
    [JSON.stringify(NGINX), { kind: "path", path: [NGINX] }, "JSON of a hop"],
    [JSON.stringify({ path: [NGINX] }), { kind: "path", path: [NGINX] }, "JSON of an object"],
  ])("%j (%#: %j)", (config, meaning) => {
    expect(parseConfig(config, presets)).toEqual(meaning);
  });

  test.each([1, 2, 10, 32])(
    "{ hops: %i }, hops=%i and its JSON are that many required hops",
    (hops) => {
      const meaning = parseConfig({ hops }, presets);
      const path = meaning.kind === "count" ? (meaning.path as readonly Hop[]) : [];
      expect(path).toHaveLength(hops);
      expect(path.every(({ required, shared }) => required === true && shared === true)).toBe(true);
      expect(path.map(({ name }) => name)).toEqual(path.map((_, i) => `proxy ${i + 1}`));
      expect(path.slice(0, -1).every(({ address }) => address === "any")).toBe(true);
      expect(path.at(-1)?.address).toEqual([...NON_PUBLIC_RANGES, "unix"]);
      expect(path.every(({ tells }) => tells === "x-forwarded-for")).toBe(true);
      expect(parseConfig(`hops=${hops}`, presets)).toEqual(meaning);
      expect(parseConfig(JSON.stringify({ hops }), presets)).toEqual(meaning);
    },
  );

  test("a preset's name wins over nothing that it could be confused with", () => {
    expect(parseConfig("direct", { direct: () => NGINX })).toEqual({ kind: "direct" });
  });
});

describe("what no configuration means", () => {
  test.each<[unknown, string, string, string]>([
    ["", "config-text", "With nothing in front of the application write 'direct'.", "empty text"],
    ["  ", "config-text", "write 'direct'", "blank text"],
    ["true", "config-text", "Nobody can be trusted without being named", "express's own"],
    ["false", "config-text", "Look for a typo", "express's own"],
    ["any", "config-text", "Nobody can be trusted without being named", "everybody"],
    ["loopback, any", "config-text", "Nobody can be trusted without being named", "everybody too"],
    ["2", "config-text", "write 'hops=2'", "a number"],
    ["Direct", "config-text", "Write 'direct'.", "upper case"],
    [" loopback", "config-text", "Write 'loopback'.", "a blank in front"],
    ["NGINX", "config-text", "Write 'nginx'.", "a preset in upper case"],
    ["ngnix", "config-text", "Look for a typo; a host name is not looked up.", "a typo"],
    ["proxy.example", "config-text", "a host name is not looked up", "a host name"],
    ["10.0.0.0/8 loopback", "config-text", "commas: '10.0.0.0/8, loopback'", "blanks alone"],
    ["10.0.0.0/8; ::1", "config-text", "commas: '10.0.0.0/8, ::1'", "semicolons"],
    ["loopback,,unix", "config-text", "commas: 'loopback, unix'", "an empty entry"],
    ["loopback,", "config-text", "commas: 'loopback'", "a comma at the end"],
    ["constructor", "config-text", "Look for a typo", "a property that every object has"],
    ["loopback, nginx", "config-text", "Look for a typo", "a preset among ranges"],
    ["direct, loopback", "config-text", "Look for a typo", "direct among ranges"],
    ['"direct"', "config-text", "Take the quotes out", "a text in JSON"],
    ["'direct'", "config-text", "Take the quotes out", "quotes of an environment file"],
    ["hops: 2", "config-text", "Write 'hops=2'", "as in YAML"],
    ["hops = 2", "config-text", "Write 'hops=2'", "blanks"],
    ["localhost", "config-text", "Write 'loopback'", "the host name"],
    ["[::1]", "config-text", "Write '::1'", "brackets"],
    ["[", "config-json", "Check the quotes and commas", "an open bracket"],
    ["{'path':[]}", "config-json", "JSON has double quotes only", "single quotes"],
    ['"', "config-json", "JSON has double quotes only", "an open quote"],
    ["hops=", "bad-hop-count", "'hops=2'", "no number"],
    ["hops=0", "bad-hop-count", "write 'direct'", "none"],
    ["hops=33", "bad-hop-count", "'hops=2'", "more than a walk walks"],
    ["hops=1.5", "bad-hop-count", "'hops=2'", "a fraction"],
    ["hops=1e1", "bad-hop-count", "'hops=2'", "a number as JavaScript writes it"],
    ["hops=0x2", "bad-hop-count", "'hops=2'", "a number as JavaScript writes it"],
    ["hops= 2", "bad-hop-count", "'hops=2'", "a blank"],
    ["hops=2\n", "bad-hop-count", "'hops=2'", "a line end"],
    ["hops=", "bad-hop-count", "'hops=2'", "nothing, which Number() would call 0"],
    ["hops=002", "bad-hop-count", "'hops=2'", "leading zeros"],
    ["xhops=2", "config-text", "Look for a typo", "hops= within a text"],
    ["hops 2", "config-text", "Write 'hops=2'.", "a blank for the equals sign"],
    ["hops: 12", "config-text", "Write 'hops=12'.", "a colon for it"],
    ["xhops 2", "config-text", "Look for a typo", "something in front"],
    ["hops 2x", "config-text", "Look for a typo", "something behind"],
    ["hops -", "config-text", "Look for a typo", "no number"],
    ["hops2", "config-text", "Look for a typo", "nothing for the equals sign"],
    ["'loopback'", "config-text", "Take the quotes out.", "quotes"],
    ["''", "config-text", "Take the quotes out.", "quotes around nothing"],
    ["x'a'", "config-text", "Look for a typo", "quotes further in"],
    ["'a'x", "config-text", "Look for a typo", "quotes that end early"],
    ["[::1]", "config-text", "Write '::1'.", "brackets"],
    ["[::1]:80", "config-json", "JSON has double quotes only", "brackets and a port"],
    ["x[::1]", "config-text", "Look for a typo", "brackets further in"],
    ["localhost", "config-text", "Write 'loopback'.", "the host's name of loopback"],
    ["proxy1.example", "config-text", "a host name is not looked up", "a host name with a number"],
    [".0.0.1", "config-text", "Look for a typo", "nothing before the first dot"],
    ['path=[{"a":1}]', "config-text", "Look for a typo", "JSON within a text"],
    [{ hops: 0 }, "bad-hop-count", "write 'direct'", "none"],
    [{ hops: 33 }, "bad-hop-count", "'hops=2'", "more than a walk walks"],
    [{ hops: -1 }, "bad-hop-count", "'hops=2'", "a negative number"],
    [{ hops: 1.5 }, "bad-hop-count", "'hops=2'", "a fraction"],
    [{ hops: Number.NaN }, "bad-hop-count", "'hops=2'", "no number"],
    [{ hops: "2" }, "bad-hop-count", "'hops=2'", "text"],
    [{ hops: undefined }, "bad-hop-count", "'hops=2'", "undefined"],
    [{ hops: 2, shared: true }, "unknown-field", "typo", "another field"],
    [{ path: [], hop: 1 }, "unknown-field", "typo", "another field"],
    [{ path: NGINX }, "config-type", "leave the argument out", "a hop as path"],
    [{ path: "direct" }, "config-type", "leave the argument out", "text as path"],
    [true, "config-type", "Nobody can be trusted without being named", "express's own"],
    [false, "config-type", "leave the argument out", "express's own"],
    [null, "config-type", "leave the argument out", "null"],
    [2, "config-type", "write { hops: 2 }", "a number"],
    [() => true, "config-type", "A preset is called", "a function"],
    [Symbol("x"), "config-type", "leave the argument out", "a symbol"],
  ])("%j is %s, with the remedy %j (%s)", (config, code, remedy) => {
    const error = refused(config);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error.code).toBe(code);
    expect(error.remedy).toContain(remedy);
  });

  test("a preset's name comes before a range's of another case", () => {
    expect(refused("LOOPBACK", { Loopback: () => NGINX }).remedy).toBe("Write 'Loopback'.");
  });

  test("the object with a field too many is named", () => {
    expect(refused({ hops: 2, x: 1 }).given).toBe('the field "x" of a hop count');
    expect(refused({ path: [], x: 1 }).given).toBe('the field "x" of a configuration');
  });

  test("the presets are named where there are any", () => {
    expect(refused("x").expected).toContain("a preset's name (nginx, mesh), ranges");
    expect(refused("x", {}).expected).toContain("a preset's name, ranges");
  });

  test.each([
    '[{"secret":{"header":"x-s","value":"hunter2"}',
    "{secret:{value:'hunter2'}}",
    '{"secret":{"value":["hunter2"}}',
    'path=[{"secret":{"value":"hunter2"}}]',
  ])("%s: what looks like JSON is not quote, for it may hold a secret", (text) => {
    const error = refused(text);
    expect(error.message).not.toContain("hunter2");
    expect(error.given).toBe(`${text.length} characters that look like JSON`);
  });
});

describe("any text at all", () => {
  const words = fc.constantFrom(
    "loopback",
    "10.0.0.0/8",
    "::1",
    "127.0.0.6",
    "hops=",
    "3",
    "direct",
    "nginx",
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

  it("that makes a resolver never trusts everybody", () => {
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
