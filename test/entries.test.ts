import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

/** Packages that applications install. */
const PUBLISHED = readdirSync(packages).filter(
  (name) => !["conformance", "playground", "vectors"].includes(name),
);

/** Entries for this repository alone, and those that do their work when they are imported. */
const NOT_CALLED = new Set(["./internal", "./register"]);

/** The files that a package exports to applications, below packages. */
function entriesOf(name: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly "@client-ip/source"?: string }>>;
  };
  return Object.entries(exports).flatMap(([entry, { "@client-ip/source": file }]) =>
    file === undefined || NOT_CALLED.has(entry) ? [] : [join(name, file)],
  );
}

const sources = PUBLISHED.flatMap((name) =>
  readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(packages, name, "src", file), "utf8")),
).join("\n");

/** The doc comment of a function. */
function docOf(name: string): string {
  const declaration = String.raw`export (?:async )?(?:function|const) ${name}\b`;
  const found = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*${declaration}`).exec(sources);
  return found?.[1] ?? "";
}

describe("an entry of a package", () => {
  // examples.test.ts runs the examples.
  it.each(PUBLISHED.flatMap((name) => entriesOf(name)))(
    "has an example of each function: %s",
    async (entry) => {
      const exported = (await import(join(packages, entry))) as Readonly<Record<string, unknown>>;
      const functions = Object.keys(exported).filter(
        (name) => typeof exported[name] === "function" && /^[a-z]/.test(name),
      );
      expect(functions).not.toEqual([]);
      expect(functions.filter((name) => !docOf(name).includes("@example"))).toEqual([]);
    },
  );
});

/** What an application needs, beside the presets. */
const APPLICATION = [
  "ClientIpError",
  "LiveAddresses",
  "anonymize",
  "asTrustProxy",
  "clientIp",
  "clientIpInfoOf",
  "clientIpOf",
  "createResolver",
  "definePath",
  "diagnostics",
  "explainClientIp",
  "factSheets",
  "keepFresh",
  "knownWords",
  "liveAddresses",
  "networks",
  "oneOf",
  "originalHeaders",
  "presets",
  "rateLimitKey",
  "sealRequests",
];

const load = async (...path: readonly string[]): Promise<Readonly<Record<string, unknown>>> => ({
  ...((await import(join(packages, ...path))) as Readonly<Record<string, unknown>>),
});

/** What an adapter adds to it, for a setting of its framework. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  express: [],
  fastify: [],
  h3: ["nitroPlugin"],
  hapi: [],
  hono: ["getIP"],
  koa: [],
};

describe.each(Object.entries(ADDED))("the exports of @client-ip/%s", (name, added) => {
  it("are what an application needs, and the presets", async () => {
    const main = await load(name, "src/index.ts");
    const presets = main["presets"] as object;
    const others = Object.keys(main).filter((one) => !Object.hasOwn(presets, one));
    expect(others.toSorted()).toEqual([...APPLICATION, ...added].toSorted());
  });

  it("are those of @client-ip/node, but for a clientIp of its own", async () => {
    const { clientIp, ...others } = await load(name, "src/index.ts");
    const rest = Object.fromEntries(Object.entries(others).filter(([one]) => !added.includes(one)));
    const { clientIp: clientIpOfNode, ...restOfNode } = await load("node/src/index.ts");
    expect(rest).toEqual(restOfNode);
    expect(clientIp).not.toBe(clientIpOfNode);
  });

  it("at /proxy-protocol are those of @client-ip/node/proxy-protocol", async () => {
    expect(await load(name, "src/proxy-protocol.ts")).toEqual(
      await load("node/src/proxy-protocol.ts"),
    );
  });
});

describe("the exports of @client-ip/nestjs", () => {
  const OWN = [
    "CLIENT_IP_RESOLVER",
    "ClientIp",
    "ClientIpInfo",
    "ClientIpModule",
    "UseClientIp",
    "requestOf",
  ];

  it("are those of @client-ip/node, with a module and decorators", async () => {
    const main = await load("nestjs", "src/index.ts");
    const ofNode = await load("node/src/index.ts");
    expect(main).toMatchObject(ofNode);
    const others = Object.keys(main).filter((name) => !Object.hasOwn(ofNode, name));
    expect(others.toSorted()).toEqual(OWN);
  });

  it("at /proxy-protocol are those of @client-ip/node/proxy-protocol", async () => {
    expect(await load("nestjs", "src/proxy-protocol.ts")).toEqual(
      await load("node/src/proxy-protocol.ts"),
    );
  });
});
