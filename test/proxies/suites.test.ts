import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it, vi } from "vitest";

import { announce, PAGES, RECIPES, SUITES, suitesLeftOut } from "./suites.ts";

describe("the suites with real proxies", () => {
  it("each say what they need", () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".test.ts"));
    const named = Object.keys(SUITES).map((suite) => `${suite}.test.ts`);
    expect(files.toSorted()).toEqual([...named, "suites.test.ts"].toSorted());
  });

  it("are as many of the recipes as start a program", () => {
    const folder = new URL("../../examples/with/test/", import.meta.url);
    const starting = readdirSync(folder).filter(
      (file) =>
        file.endsWith(".test.ts") &&
        readFileSync(new URL(file, folder), "utf8").includes("useRedis"),
    );
    expect(Object.keys(RECIPES).map((name) => `${name}.test.ts`)).toEqual(starting);
  });

  it("are all tests in a browser", () => {
    const folder = new URL("../../packages/playground/test/browser/", import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
    expect(Object.keys(PAGES).map((name) => `${name}.test.ts`)).toEqual(files.toSorted());
  });

  it("run where everything is there", () => {
    expect(suitesLeftOut(() => true)).toEqual([]);
  });

  it("are left out where one of their programs is absent", () => {
    const because = "no nginx (apt-get install nginx)";
    expect(suitesLeftOut((need) => need !== "nginx")).toEqual([
      { what: "test/proxies/nginx.test.ts", because },
      { what: "test/proxies/haproxy-nginx.test.ts", because },
      { what: "test/proxies/nginx-stream.test.ts", because },
      { what: "test/proxies/doctor.test.ts", because },
      { what: "test/proxies/scheme.test.ts", because },
    ]);
  });
});

describe("what is left out", () => {
  const nginx = { what: "test/proxies/nginx.test.ts", because: "no nginx (apt-get install nginx)" };
  const text = "left out: test/proxies/nginx.test.ts: no nginx (apt-get install nginx)";

  it("is printed by name, with its remedy", () => {
    const print = vi.fn<(text: string) => void>();
    announce([nginx], false, print);
    expect(print).toHaveBeenCalledExactlyOnceWith(text);
  });

  it("is an error where everything is required", () => {
    expect(() => announce([nginx], true, () => {})).toThrow(text);
  });

  it("is not printed when it is nothing", () => {
    const print = vi.fn<(text: string) => void>();
    announce([], true, print);
    expect(print).not.toHaveBeenCalled();
  });
});
