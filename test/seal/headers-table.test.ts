import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { BELIEVED_HEADERS } from "../../packages/node/src/seal/headers-table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const table = new Set(BELIEVED_HEADERS.map(({ header }) => header));

/** A reader of the table, `name version file`, where the package is installed here. */
interface Installed {
  readonly header: string;
  readonly reader: string;
  readonly version: string;
  readonly file: string;
}

const folders = [
  root,
  ...readdirSync(join(root, "packages")).map((one) => join(root, "packages", one)),
].map((folder) => join(folder, "node_modules"));
// pnpm puts what a package depends on beside it.
const places = [
  ...folders,
  ...["better-auth", "proxy-addr", "@fastify/proxy-addr"].map((one) =>
    join(realpathSync(join(root, "node_modules", one)), ...one.split("/").map(() => "..")),
  ),
];

/** The folder of a package that this repository depends on, or one of its dependencies. */
function folderOf(name: string): string | undefined {
  return places
    .map((place) => join(place, name))
    .find((folder) => existsSync(join(folder, "package.json")));
}

const installed: readonly Installed[] = BELIEVED_HEADERS.flatMap(({ header, readers }) =>
  readers.flatMap((reader) => {
    const [, name = "", version = "", path = ""] =
      /^(\S+) (\d\S*) ([^\s,]+)(?:,.*)?$/.exec(reader) ?? [];
    const folder = name === "" ? undefined : folderOf(name.toLowerCase());
    return folder === undefined ? [] : [{ header, reader, version, file: join(folder, path) }];
  }),
);

const versionAt = (file: string): string => {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? "";
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string })
    .version;
};

describe("sealed-headers: the table of removed headers", () => {
  it("names files of packages that are installed here", () => {
    const packages = new Set(installed.map(({ reader }) => reader.split(" ")[0]));
    expect(packages).toEqual(
      new Set([
        "@arcjet/ip",
        "@better-auth/core",
        "@fastify/forwarded",
        "@opentelemetry/instrumentation-http",
        "@sentry/core",
        "@supercharge/request-ip",
        "Express",
        "Fastify",
        "dd-trace",
        "forwarded",
        "h3",
        "hono",
        "koa",
        "request-ip",
      ]),
    );
  });

  it.each(installed)("is right: $header is read in $reader", ({ header, version, file }) => {
    expect(versionAt(file)).toBe(version);
    expect(readFileSync(file, "utf8").toLowerCase()).toContain(header);
  });

  it("has every header in these files that sounds like a client's address", () => {
    const files = new Set(installed.map(({ file }) => file));
    const names = [...files].flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/["'`]([a-z]+(?:-[a-z0-9]+)*)["'`]/gi)].map(
        ([, name = ""]) => name.toLowerCase(),
      ),
    );
    const sounding = names.filter((name) => /forwarded|-ip$|original-(?:for|host)/.test(name));
    expect(sounding.length).toBeGreaterThan(30);
    expect([...new Set(sounding)].filter((name) => !table.has(name))).toEqual(OTHERS);
  });

  it("has each header once, in lower case", () => {
    const headers = BELIEVED_HEADERS.map(({ header }) => header);
    expect(new Set(headers).size).toBe(headers.length);
    expect(headers.filter((name) => !/^[a-z]+(?:-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });
});

/** A package that one of these files imports. */
const OTHERS: readonly string[] = ["forwarded-parse"];
