import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { named } from "../support/named.ts";
import type { Hop, Path, Presets } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";

const presets: Presets = {
  heroku: () => ({ name: "heroku", address: "10.0.0.0/8", tells: "x-forwarded-for" }),
  mesh: () => [
    { name: "gateway", address: "10.244.0.5", tells: "x-forwarded-for" },
    { name: "node", address: "10.244.0.6", tells: "x-forwarded-for" },
  ],
};
const NGINX: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };
const known: Presets = { nginx: () => NGINX, mesh: (): Path => [NGINX, NGINX] };

function refused(config: unknown, given: Presets = known): ClientIpError {
  try {
    parseConfig(config, named(given));
  } catch (error) {
    return error as ClientIpError;
  }
  throw new Error(`not refused: ${JSON.stringify(config)}`);
}

describe("closed-grammar: `true`, the empty text and typos", () => {
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
  ])("refuses %j", (text, word) => {
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
  ])("refuses the text %j (%s)", (text) => {
    expect(refusal(text)).toMatchObject({ name: "ClientIpError" });
  });

  it.each<[unknown, string]>([
    [true, "no peer is trusted without being named"],
    [false, "write 'direct'"],
    [null, "leave the argument out"],
    [1, "{ hops: 1 }"],
    [Number.NaN, "not a number"],
    [[], "an empty path"],
    [[[]], "an empty path"],
    [{ path: [] }, "an empty path"],
    [{ path: "direct" }, "a path has hops"],
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

  it("a count of hops is 1 to 32", () => {
    expect(() => createResolver({ hops: 1 })).not.toThrow();
    expect(() => createResolver({ hops: 32 })).not.toThrow();
    expect(refusal({ hops: 33 }).code).toBe("bad-hop-count");
    expect(refusal({ hops: 0 }).code).toBe("bad-hop-count");
  });
});

describe("closed-grammar: what means no configuration", () => {
  it.each<[unknown, string, string, string]>([
    ["", "config-text", "its variable is not set. Set it. Write 'direct' only if", "empty text"],
    ["  ", "config-text", "its variable is not set", "blank text"],
    ["true", "config-text", "Name the proxies to trust", "express's own"],
    ["false", "config-text", "write 'direct'", "express's own"],
    ["off", "config-text", "write 'direct'", "express's own, in another word"],
    ["no", "config-text", "write 'direct'", "a negation"],
    ["none", "config-text", "write 'direct'", "no proxy"],
    ["0", "config-text", "write 'direct'", "no proxies"],
    ["yes", "config-text", "Name the proxies to trust", "an affirmation"],
    ["on", "config-text", "Name the proxies to trust", "an affirmation of a switch"],
    ["trust", "config-text", "Name the proxies to trust", "a wish"],
    ["any", "config-text", "Name the proxies to trust", "every peer"],
    ["all", "config-text", "Name the proxies to trust", "every peer, in another word"],
    ["*", "config-text", "Name the proxies to trust", "every peer, as in other programs"],
    ["loopback, any", "config-text", "Name the proxies to trust", "every peer too"],
    ["2", "config-text", "write 'hops=2'", "a number"],
    ["Direct", "config-text", "Write 'direct'.", "upper case"],
    [" loopback", "config-text", "Write 'loopback'.", "a blank in front"],
    ["loopback ", "config-text", "Write 'loopback'.", "a blank behind"],
    ["loopback, unix ", "config-text", "commas: 'loopback, unix'", "a blank behind several"],
    ["NGINX", "config-text", "Write 'nginx'.", "a preset in upper case"],
    ["ngnix", "config-text", "Write 'nginx'.", "a typo"],
    ["proxy.example", "config-text", "Host names are not looked up", "a host name"],
    ["/nginx", "config-text", "Check the spelling", "a file"],
    ["10.0.0.0/8 loopback", "config-text", "commas: '10.0.0.0/8, loopback'", "blanks alone"],
    ["10.0.0.0/8; ::1", "config-text", "commas: '10.0.0.0/8, ::1'", "semicolons"],
    ["loopback,,unix", "config-text", "commas: 'loopback, unix'", "an empty entry"],
    ["loopback,", "config-text", "commas: 'loopback'", "a comma at the end"],
    [",", "config-text", "Check the spelling", "a comma alone"],
    ["constructor", "config-text", "Check the spelling", "a property that every object has"],
    ["NGINX | app", "config-text", "side first: 'nginx > app'.", "a pipe"],
    ["nginx|mesh", "config-text", "'nginx > mesh > app'", "a pipe without blanks"],
    ["nginx/mesh", "config-text", "'nginx > mesh > app'", "a slash without blanks"],
    ["k8s + nginx", "config-text", "Write '>' between hops: 'nginx > traefik > app'.", "a plus"],
    ["Nginx.com", "config-text", "Write 'nginx'.", "a site in place of its name"],
    ["mesh.app", "config-text", "Write 'mesh'.", "a domain in place of its name"],
    [
      'clientIp("nginx")',
      "config-text",
      "in the quotes alone: 'nginx'.",
      "a call of the middleware",
    ],
    ["createResolver('nginx > app')", "config-text", "alone: 'nginx > app'.", "a call of the core"],
    ['clientIp("mesh s=env:A > app")', "config-text", "'mesh s=env:A > app'.", "a variable in it"],
    [
      'clientIp("mesh s=hunter2 > app")',
      "config-text",
      "Text has no calls.",
      "what may be a secret",
    ],
    ["nginx()", "config-text", "Write 'nginx'.", "a call of a preset"],
    ["nginx({ address: '::1' })", "config-text", "Text has no calls.", "one with options"],
    ["other()", "config-text", "Text has no calls.", "one of what is no preset"],
    [
      '["nginx"]',
      "config-type",
      `'nginx'. In an array and in JSON this hop is [{"preset":"nginx"}]`,
      "text in JSON",
    ],
    [
      ["nginx", "mesh ::1"],
      "config-type",
      "Write one text: 'nginx > mesh ::1 > app'.",
      "several texts",
    ],
    [
      [NGINX, "mesh ::1"],
      "config-type",
      `hop is {"preset":"mesh","address":"::1"}.`,
      "a text among hops",
    ],
    [
      ["mesh s=hunter2"],
      "config-type",
      `'mesh …'. In an array and in JSON this hop is [{"preset":"mesh",…}].`,
      "an option",
    ],
    [{ trustProxy: 1 }, "unknown-field", "Write { hops: 1 }.", "a framework's count"],
    [{ trust_proxy: 2 }, "unknown-field", "Write { hops: 2 }.", "in another spelling"],
    [
      { trustProxy: true },
      "unknown-field",
      "Name the proxies to trust",
      "a framework's trust in all",
    ],
    [{ trustProxy: false }, "unknown-field", "write 'direct'", "a framework's trust in none"],
    ["loopback, nginx", "config-text", "'nginx > NAME loopback > app'", "a preset among ranges"],
    ["direct, loopback", "config-text", "Check the spelling", "direct among ranges"],
    ['"direct"', "config-text", "Remove the quotes", "a text in JSON"],
    ["'direct'", "config-text", "Remove the quotes", "quotes of an environment file"],
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
    ["xhops=2", "config-text", "Check the spelling", "hops= within a text"],
    ["hops 2", "config-text", "Write 'hops=2'.", "a blank for the equals sign"],
    ["hops: 12", "config-text", "Write 'hops=12'.", "a colon for it"],
    ["xhops 2", "config-text", "Check the spelling", "something in front"],
    ["hops 2x", "config-text", "Check the spelling", "something behind"],
    ["hops -", "config-text", "Check the spelling", "no number"],
    ["hops2", "config-text", "Check the spelling", "nothing for the equals sign"],
    ["'loopback'", "config-text", "Remove the quotes.", "quotes"],
    ["''", "config-text", "Remove the quotes.", "quotes around nothing"],
    ["x'a'", "config-text", "Check the spelling", "quotes further in"],
    ["'a'x", "config-text", "Check the spelling", "quotes that end early"],
    ["[::1]", "config-text", "Write '::1'.", "brackets"],
    ["[::1]:80", "config-text", "Write '::1'.", "brackets and a port"],
    ["[2001:db8::1]:443", "config-text", "Write '2001:db8::1'.", "the same, without a leading ::"],
    ["[::1], [::2]", "config-text", "Check the spelling", "several in brackets"],
    ["[1:]", "config-text", "Check the spelling", "no address in brackets"],
    ["[{]", "config-json", "JSON has double quotes only", "JSON that is cut"],
    ["x[::1]", "config-text", "Check the spelling", "brackets further in"],
    ["localhost", "config-text", "Write 'loopback'.", "the host's name of loopback"],
    ["proxy1.example", "config-text", "Host names are not looked up", "a host name with a number"],
    [".0.0.1", "config-text", "Check the spelling", "nothing before the first dot"],
    ['path=[{"a":1}]', "config-text", "Check the spelling", "JSON within a text"],
    [{ hops: 0 }, "bad-hop-count", "write 'direct'", "none"],
    [{ hops: 33 }, "bad-hop-count", "'hops=2'", "more than a walk walks"],
    [{ hops: -1 }, "bad-hop-count", "'hops=2'", "a negative number"],
    [{ hops: 1.5 }, "bad-hop-count", "'hops=2'", "a fraction"],
    [{ hops: Number.NaN }, "bad-hop-count", "'hops=2'", "no number"],
    [{ hops: "2" }, "bad-hop-count", "'hops=2'", "text"],
    [{ hops: undefined }, "bad-hop-count", "'hops=2'", "undefined"],
    [{ hops: 2, shared: true }, "unknown-field", "spelling", "another field"],
    [{ path: [], hop: 1 }, "unknown-field", "spelling", "another field"],
    [{ path: NGINX }, "config-type", "Write { path: [{ address", "a hop as path"],
    [{ path: "direct" }, "config-type", "or { path: 'nginx' }", "no hop as path"],
    [{ path: "hops=2" }, "config-type", "or { path: 'nginx' }", "a number of hops as path"],
    [{ path: "[]" }, "config-type", "or { path: 'nginx' }", "JSON as path"],
    [{ path: "nginks" }, "config-text", "", "a misspelled name as path"],
    [true, "config-type", "Name the proxies to trust", "express's own"],
    [false, "config-type", "leave the argument out", "express's own"],
    [null, "config-type", "leave the argument out", "null"],
    [2, "config-type", "write { hops: 2 }", "a number"],
    [() => true, "config-type", "Call the preset", "a function"],
    [Symbol("x"), "config-type", "leave the argument out", "a symbol"],
  ])("%j is %s, with the remedy %j (%s)", (config, code, remedy) => {
    const error = refused(config);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error.code).toBe(code);
    expect(error.remedy).toContain(remedy);
  });

  it("names a preset before a range of another case", () => {
    expect(refused("LOOPBACK", { Loopback: () => NGINX }).remedy).toBe("Write 'Loopback'.");
  });

  it("names the kind of object that has a field too many", () => {
    expect(refused({ hops: 2, x: 1 }).given).toBe('the field "x" of a hop count');
    expect(refused({ path: [], x: 1 }).given).toBe('the field "x" of a configuration');
  });

  it("says where the names of hops are, if there are any", () => {
    expect(refused("x").expected).toContain("the name of a hop (docs/hops.md lists all), hops");
    expect(refused("x").remedy).not.toContain("createResolver of");
    expect(refused("x", { nginx: () => NGINX }).remedy).not.toContain("createResolver of");
    expect(refused("x", {}).expected).toMatch(/^'direct', ranges/);
    expect(refused("x", {}).remedy).toContain("For the name of a hop use createResolver of");
  });

  it.each([
    '[{"secret":{"header":"x-s","value":"hunter2"}',
    "{secret:{value:'hunter2'}}",
    '{"secret":{"value":["hunter2"}}',
    'path=[{"secret":{"value":"hunter2"}}]',
  ])("does not quote what looks like JSON: %s", (text) => {
    const error = refused(text);
    expect(error.message).not.toContain("hunter2");
    expect(error.given).toBe(`${text.length} characters that look like JSON`);
  });

  it("quotes an address in brackets, which is no JSON", () => {
    expect(refused("[::1]:80").given).toBe('"[::1]:80"');
  });
});

describe("closed-grammar: a hostile configuration", () => {
  const circle: unknown[] = [];
  circle.push(circle);

  it.each<[string, unknown]>([
    ["JSON that is nested 200,000 deep", "[".repeat(200_000) + "]".repeat(200_000)],
    ["an array in itself", circle],
    ["an array in itself, as an entry point", { oneOf: [circle] }],
  ])("is a ClientIpError: %s", (_what, config) => {
    expect(refusal(config)).toMatchObject({ name: "ClientIpError" });
  });

  it("of blanks is read in linear time", () => {
    // Quadratic, this would take hours.
    expect(refusal(`${" ".repeat(1_000_000)}x`).code).toBe("config-text");
  });
});
