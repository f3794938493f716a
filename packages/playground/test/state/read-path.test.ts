import * as fc from "fast-check";
import { factSheets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../src/state/path-code.ts";
import { pathOf, rowsOf } from "../../src/state/path-rows.ts";
import { callAsJson, resolverOf } from "../../src/state/preset-calls.ts";
import { readPath } from "../../src/state/read-path.ts";

const names = Object.values(factSheets).map(({ text }) => String(text));

describe("the rows of a path", () => {
  it.each([
    ["", []],
    ["direct", []],
    ["nginx", ["nginx"]],
    ["hops=2", ["hops=2"]],
    ["[2001:db8::1]", ["[2001:db8::1]"]],
    ["cloudflare secret=env:A > nginx > app", ["cloudflare secret=env:A", "nginx"]],
    ["nginx >", ["nginx", ""]],
    ['[{"preset":"nginx"}]', ['{"preset":"nginx"}']],
    ["[{", ["[{"]],
  ])("of %s", (path, rows) => {
    expect(rowsOf(path)).toEqual(rows);
  });

  it("give the path again", () => {
    const text = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, (rows) => {
        expect(rowsOf(pathOf(rows, callAsJson))).toEqual(rows);
      }),
    );
  });

  const own = '{"address":"10.0.9.9","tells":{"value":"x-real-ip"}}';

  it.each(names.filter((text) => !text.includes("env:")))("are all JSON if one is: %s", (name) => {
    const path = pathOf([own, name], callAsJson);
    expect(rowsOf(path)).toHaveLength(2);
    expect(JSON.parse(path)).toEqual([
      JSON.parse(own),
      expect.objectContaining({ preset: expect.any(String) }),
    ]);
  });

  it("keep their hops when they become JSON", () => {
    const path = pathOf([own, "nginx 10.0.1.10"], callAsJson);
    expect(resolverOf(path).facts.sequences).toEqual([["10.0.9.9", "nginx"]]);
  });
});

describe("an error of a path", () => {
  it.each([
    ["nginx > ngnix > app", 1],
    ["cloudflare > nginx > app", 0],
    ['[{"address":"10.0.0.1/8","tells":"x-real-ip"},{"preset":"nginx"}]', 0],
    ["aws-nlb 10.0.1.0/24 proxy-protocol > nginx > app", 0],
    ["nginx 10.0.1.10 > ", 1],
  ])("in %s stands at row %d", (path, row) => {
    const { rows, resolver } = readPath(path);
    expect(resolver).toBeUndefined();
    expect(rows.findIndex(({ error }) => error !== undefined)).toBe(row);
  });

  it("that is about no row stands alone", () => {
    expect(readPath("nginx > apache").error?.code).toBe("config-text");
  });

  it("is what any text gives, or a resolver", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { resolver, error, rows } = readPath(text);
        const errors = [error, ...rows.map((row) => row.error)].filter((one) => one !== undefined);
        expect(errors).toHaveLength(resolver === undefined ? 1 : 0);
        expect(codeOf(text)).toContain("clientIp(");
      }),
    );
  });
});

describe("a finding", () => {
  it("stands at the row that it is about", () => {
    const { rows } = readPath("nginx 10.0.0.0/8 > haproxy 10.0.1.10 > app");
    expect(rows.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      expect.arrayContaining(["wide-private-range"]),
      [],
    ]);
  });
});

describe("the code to paste", () => {
  it("calls the presets, and refers to variables", () => {
    expect(codeOf("cloudflare secret=x-proof:env:EDGE > nginx 10.0.1.10 > app")).toBe(
      [
        'import { clientIp } from "@client-ip/express";',
        'import { cloudflare, nginx } from "@client-ip/presets";',
        "",
        "app.use(clientIp([",
        '  cloudflare({ secret: { header: "x-proof", value: process.env.EDGE } }),',
        '  nginx({ address: "10.0.1.10" }),',
        "]));",
      ].join("\n"),
    );
  });

  it.each([
    ["", 'clientIp("direct")'],
    ["hops=2", 'clientIp("hops=2")'],
    ["nginx", "clientIp(nginx())"],
    [
      '[{"address":"10.0.0.1","tells":{"value":"x-real-ip"}}]',
      'clientIp({ address: "10.0.0.1", tells: { value: "x-real-ip" } })',
    ],
  ])("of %j is %s", (path, code) => {
    expect(codeOf(path)).toContain(code);
  });

  it("refers to the variables that JSON names", () => {
    const path = '{"preset":"cloudflare","identity":"env:EDGE"}';
    const [, identity] = /identity: ([\w.]+)/.exec(codeOf(path)) ?? [];
    expect(identity).toBe("process.env.EDGE");
  });

  it("never shows a secret of JSON", () => {
    const path = '{"preset":"cloudflare","secret":{"value":"a long random text"}}';
    expect(codeOf(path)).toContain("cloudflare({ secret: { value: process.env.ORIGIN_SECRET } })");
  });
});
