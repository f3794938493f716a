import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a program printed to stdout, as JSON, and to stderr. */
function run(program: string, options: readonly string[] = [], environment: object = {}) {
  const { stdout, stderr } = spawnSync(process.execPath, [...options, `test/builds/${program}`], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
  });
  if (stdout === "") throw new Error(stderr);
  return { printed: JSON.parse(stdout) as unknown, stderr };
}

beforeAll(() => {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], { cwd: root });
  execFileSync(process.execPath, ["tools/constant-imports.mjs"], { cwd: root });
});

it("an ES module holds what it imports from its package in constants, on the same lines", () => {
  const lines = readFileSync(`${root}/packages/core/dist/walk/walk.js`, "utf8").split("\n");
  const imports = lines.filter((line) => /^import .* from "\.\.?\//.test(line));
  expect(imports).toContain(
    'import { MAX_HOPS as MAX_HOPS$ } from "../limits.js"; const MAX_HOPS = MAX_HOPS$;',
  );
  expect(imports.filter((line) => !/; const .+;$/.test(line))).toEqual([]);
});

describe("two-builds: the ES module and the CommonJS build in one process", () => {
  let both: Readonly<Record<string, unknown>>;

  beforeAll(() => {
    both = run("both.mjs").printed as typeof both;
  });

  it("export the same names", () => {
    const { esm, cjs } = both["names"] as { readonly esm: unknown; readonly cjs: unknown };
    expect(esm).toContainEqual([
      "koa/proxy-protocol",
      expect.arrayContaining(["ProxyAcceptError"]),
    ]);
    expect(cjs).toEqual(esm);
  });

  it("recognize the objects of each other's classes", () => {
    const classes = both["classes"] as Readonly<Record<string, unknown>>;
    expect(Object.keys(classes)).toEqual(
      expect.arrayContaining(["core ClientIpError", "core LiveAddresses", "core Resolver"]),
    );
    const wrong = Object.entries(classes).filter(
      ([, found]) => JSON.stringify(found) !== '{"copies":true,"both":true}',
    );
    expect(wrong).toEqual([]);
  });

  it("warn once", () => {
    expect(both["warnings"]).toEqual(["CLIENT_IP_UNCONFIGURED"]);
  });

  describe.each(["ESM to CommonJS", "CommonJS to ESM"])("%s", (way) => {
    const given = (part: string): unknown => (both[part] as Readonly<Record<string, unknown>>)[way];

    it("gives errors, which a derived class and another one do not recognize", () => {
      const seen = { code: "host-bits", isOurs: true, isDerived: false, isOther: false };
      expect(given("error")).toEqual(seen);
    });

    it("gives live lists, also their later versions", () => {
      expect(given("liveList")).toEqual(["198.51.100.1", "203.0.113.7"]);
    });

    it("gives resolvers, to functions that need their path too", () => {
      expect(given("resolvers")).toEqual({
        isResolver: true,
        isInstance: true,
        trusts: true,
        request: { "x-forwarded-for": "203.0.113.7" },
      });
    });

    it("gives requests with a resolver", () => {
      expect(given("bound")).toBe("203.0.113.7");
    });

    it("gives sealed requests, and one seal a server", () => {
      expect(given("sealed")).toEqual({
        other: "sealed-twice",
        read: "6.6.6.6, 203.0.113.7 became 203.0.113.7",
      });
    });

    it("gives PROXY headers, and one receiver a server", () => {
      expect(given("accepted")).toEqual({ again: "proxy-receiver", read: "203.0.113.7" });
    });
  });
});

describe("two-builds: the register hook in front of a CommonJS application", () => {
  const esm = ["--import", new URL("../packages/node/dist/register.js", import.meta.url).href];
  const cjs = [
    "--require",
    fileURLToPath(new URL("../packages/node/dist/cjs/register.js", import.meta.url)),
  ];

  it.each([
    { build: "ES module", options: esm },
    { build: "CommonJS", options: cjs },
    { build: "ES module and CommonJS", options: [...esm, ...cjs] },
  ])("seals its server once: $build", ({ options }) => {
    const environment = {
      CLIENT_IP_PATH: "loopback",
      CLIENT_IP_ON_UNRESOLVED: "reject",
      CLIENT_IP_KEEP: "",
    };
    const { printed, stderr } = run("registered.cjs", options, environment);
    expect(printed).toEqual({ header: "203.0.113.7", client: "203.0.113.7" });
    expect(stderr.split("client-ip: seals requests")).toHaveLength(2);
  });
});

describe("the program client-ip", () => {
  it.each([
    ["path", 0, "stdout", "The path is valid. Nothing was found.\n"],
    ["other", 2, "stderr", "error command-module\n"],
  ] as const)("ends, though a module holds its process open: %s", (name, status, stream, text) => {
    const args = ["packages/cli/bin/client-ip.js", "check", "--app"];
    const ended = spawnSync(process.execPath, [...args, `test/builds/holding.cjs#${name}`], {
      cwd: root,
      encoding: "utf8",
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "0" },
    });
    expect(ended.status).toBe(status);
    expect(ended[stream]).toContain(text);
  });
});
