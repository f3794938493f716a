import { readdirSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { Config } from "@client-ip/node";
import { REMEDIES } from "../packages/core/src/resolution-remedies.ts";
import { awsAlb, cloudflare, createResolver, istio, nginx } from "@client-ip/node";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/** The arguments of every `clientIp(…)` and `createResolver(…)` in a document, to the matching parenthesis. */
function configurationsIn(document: string): string[] {
  const found: string[] = [];
  for (const call of document.matchAll(/\b(?:clientIp|createResolver)\(/g)) {
    const start = call.index + call[0].length;
    let depth = 1;
    let end = start;
    while (depth > 0 && end < document.length) {
      if (document[end] === "(") depth++;
      if (document[end] === ")") depth--;
      end++;
    }
    found.push(document.slice(start, end - 1));
  }
  return found;
}

/** Evaluates a configuration as a user's module would, with the presets in scope. */
function evaluate(text: string): Config {
  const scope = { awsAlb, cloudflare, istio, nginx, process, SECRET: "a long random text" };
  return runInNewContext(`(${text || "undefined"})`, scope) as Config;
}

describe("README", () => {
  const configurations = configurationsIn(read("README.md")).filter(
    (text) => text !== "resolver" && text !== "path",
  );

  it("shows configurations", () => {
    expect(configurations.length).toBeGreaterThan(10);
  });

  it.each(configurations)("is right that one can write %s", (text) => {
    expect(() => createResolver(evaluate(text))).not.toThrow();
  });

  it("shows what explain really prints", () => {
    const resolver = createResolver([
      { name: "edge", address: "10.0.0.5", tells: "x-forwarded-for" },
      { name: "nginx", address: "loopback", tells: "x-forwarded-for" },
    ]);
    const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.0.0.5"];
    expect(read("README.md")).toContain(
      `\`\`\`text\n${String(resolver.explain({ peer: "127.0.0.1", rawHeaders }))}\n\`\`\``,
    );
  });

  it("names every status but the good one", () => {
    for (const status of Object.keys(REMEDIES.statuses)) {
      expect(read("README.md")).toContain(`\`${status}\``);
    }
  });
});

describe("docs/topologies", () => {
  const pages = readdirSync(new URL("../docs/topologies", import.meta.url));

  it("has an index of all its pages", () => {
    const index = read("docs/topologies/README.md");
    const linked = [...index.matchAll(/\]\(([a-z0-9-]+\.md)\)/g)].map(([, page]) => page);
    expect([...new Set(linked)].toSorted()).toEqual(
      pages.filter((page) => page !== "README.md").toSorted(),
    );
  });
});
