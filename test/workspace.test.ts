import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The packages of this repository that each package's sources may import. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  presets: ["core"],
  testing: ["core", "presets"],
  "proxy-protocol": ["core"],
  node: ["core", "presets", "proxy-protocol"],
  express: ["node"],
  fastify: ["node"],
  koa: ["node"],
  hapi: ["node"],
  hono: ["node"],
  h3: ["node"],
  nestjs: ["node"],
  cli: ["core", "presets", "proxy-protocol", "vectors"],
  conformance: ["core", "node"],
  vectors: [],
  playground: ["cli", "core", "presets"],
};

/** The folders of a package's sources, and the direction of their imports. */
interface Layout {
  /** The folders that each folder may import; `.` is the public face at the root. */
  readonly folders: Readonly<Record<string, readonly string[]>>;
  /** Files at the root that every folder may import: they import no folder themselves. */
  readonly shared: readonly string[];
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  core: {
    folders: {
      ".": ["address", "config", "headers", "options", "path", "walk"],
      options: [],
      address: ["options"],
      config: ["address", "options"],
      headers: ["address"],
      path: ["address", "config", "options"],
      walk: ["address", "config", "headers", "options", "path"],
    },
    shared: ["copies.ts", "errors.ts", "evidence.ts", "limits.ts", "resolution.ts"],
  },
  node: {
    folders: {
      ".": ["accept", "diagnostics", "live", "request", "seal", "send", "warnings"],
      warnings: [],
      live: ["warnings"],
      request: ["live", "warnings"],
      accept: ["request", "warnings"],
      seal: ["request", "warnings"],
      diagnostics: ["request", "seal"],
      send: [],
    },
    shared: [],
  },
  playground: {
    folders: {
      ".": ["attacker", "drawing", "gallery", "live", "page", "peers"],
      hops: [],
      attacker: ["hops"],
      drawing: ["hops"],
      gallery: [],
      peers: ["hops"],
      state: ["hops"],
      live: [],
      page: ["attacker", "drawing", "gallery", "live", "peers", "state"],
    },
    shared: [],
  },
  cli: {
    folders: {
      ".": ["check", "diff", "doctor", "explain", "options", "peers", "request-text", "vectors"],
      "request-text": [],
      peers: [],
      options: ["request-text"],
      check: ["options"],
      explain: ["options"],
      diff: ["options", "peers"],
      vectors: ["options"],
      doctor: ["options"],
    },
    shared: ["error-codes.ts", "errors.ts"],
  },
  "proxy-protocol": {
    folders: {
      ".": ["decode", "encode", "tlv"],
      tlv: [],
      decode: ["tlv"],
      encode: ["decode", "tlv"],
    },
    shared: [
      "bytes.ts",
      "crc32c.ts",
      "endpoint.ts",
      "error-codes.ts",
      "errors.ts",
      "inspect.ts",
      "ipv6-text.ts",
      "signature.ts",
      "unix-path.ts",
    ],
  },
};

/** One import or re-export, types included. */
interface Import {
  /** The importing file, from the package's `src`. */
  readonly file: string;
  /** The imported file, from the same `src`; or a package's name. */
  readonly target: string;
}

function importsOf(folder: string): Import[] {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(root, folder, file), "utf8");
      return [...text.matchAll(/^(?:import|export|\}).*\bfrom "([^"]+)"/gm)].map(
        ([, from = ""]) => ({
          file,
          target: from.startsWith(".") ? join(file, "..", from) : from,
        }),
      );
    });
}

const folderOf = (file: string): string => file.split("/").at(-2) ?? ".";
const asText = ({ file, target }: Import): string => `${file} imports ${target}`;

/** The files of a circle of imports, or nothing. */
function circleIn(imports: readonly Import[]): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    const next = imports.filter((one) => one.file === file);
    const circle = next
      .map(({ target }) => visit(target, [...way, file]))
      .find(({ length }) => length > 0);
    done.add(file);
    return circle ?? [];
  };
  return imports.map(({ file }) => visit(file, [])).find(({ length }) => length > 0) ?? [];
}

describe.each(Object.entries(LAYOUTS))("packages/%s/src", (name, { folders, shared }) => {
  const imports = importsOf(`packages/${name}/src`);

  it("has these folders, and at most ten files beside them", () => {
    const entries = readdirSync(join(root, `packages/${name}/src`));
    expect(entries.filter((entry) => entry.endsWith(".ts")).length).toBeLessThanOrEqual(10);
    const builds = manifestOf(name).private === true ? [] : ["cjs"];
    expect(entries.filter((entry) => !entry.endsWith(".ts")).toSorted()).toEqual(
      [...builds, ...Object.keys(folders).filter((folder) => folder !== ".")].toSorted(),
    );
  });

  it("imports in one direction from folder to folder", () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [folderOf(file), folderOf(target)];
      if (!target.endsWith(".ts") || from === to) return false;
      return to === "." ? !shared.includes(target) : !(folders[from] ?? []).includes(to);
    });
    expect(wrong.map((one) => asText(one))).toEqual([]);
  });

  it("has these folders in an order in which each imports earlier ones only", () => {
    const done = new Set<string>();
    let left = Object.keys(folders);
    for (let round = left.length; round > 0; round--) {
      for (const one of left) {
        if ((folders[one] ?? []).every((other) => done.has(other))) done.add(one);
      }
      left = left.filter((one) => !done.has(one));
    }
    expect(left).toEqual([]);
  });

  it("keeps the files that every folder shares free of the folders", () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        shared.includes(file) && target.endsWith(".ts") && folderOf(target) !== ".",
    );
    expect(wrong.map((one) => asText(one))).toEqual([]);
  });
});

describe("packages", () => {
  it("are all in the table of imports above", () => {
    expect(readdirSync(join(root, "packages")).toSorted()).toEqual(
      Object.keys(PACKAGES).toSorted(),
    );
  });

  it.each(Object.keys(PACKAGES))("import each other in one direction: %s", (name) => {
    const wrong = importsOf(`packages/${name}/src`).filter(({ target }) => {
      const other = /^@client-ip\/([a-z0-9-]+)/.exec(target)?.[1];
      return other === undefined
        ? target.startsWith("..")
        : !(PACKAGES[name] ?? []).includes(other);
    });
    expect(wrong.map((one) => asText(one))).toEqual([]);
  });

  // `@client-ip/core/internal` may change in any version: packages of two versions do not fit. npm
  // packs the manifests as they stand here, so the protocols of pnpm have no place in them.
  it.each(Object.keys(PACKAGES))("depend on each other in the same version: %s", (name) => {
    const { version, ...manifest } = manifestOf(name);
    const all = Object.entries({ ...manifest.devDependencies, ...manifest.dependencies });
    const ours = all.filter(([other]) => other.startsWith("@client-ip/"));
    expect(ours.filter(([, range]) => range !== version)).toEqual([]);
    expect(all.filter(([, range]) => /^(catalog|workspace):/.test(range))).toEqual([]);
  });

  it.each(Object.keys(PACKAGES))("test the versions of the catalog: %s", (name) => {
    const { catalog } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as {
      readonly catalog: Readonly<Record<string, string>>;
    };
    const named = Object.entries(manifestOf(name).devDependencies ?? {}).filter(
      ([other]) => other in catalog,
    );
    const wrong = named.filter(([other, range]) => catalog[other] !== range);
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(PACKAGES))("have no circle of imports, types included: %s", (name) => {
    expect(circleIn(importsOf(`packages/${name}/src`))).toEqual([]);
  });
});

const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

/** What a package says about its files. */
interface Manifest {
  readonly private?: boolean;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const manifestOf = (name: string): Manifest => json(`packages/${name}/package.json`) as Manifest;

/** Those that applications install; the vectors are data, without sources. */
const PUBLISHED = readdirSync(join(root, "packages")).filter(
  (name) => manifestOf(name).private !== true,
);
const BUILT = PUBLISHED.filter((name) => name !== "vectors");

/** The files of an entry, such as `index`, with the CommonJS build for `require()`. */
const entryOf = (file: string): object => ({
  "@client-ip/source": `./src/${file}.ts`,
  require: { types: `./dist/cjs/${file}.d.ts`, default: `./dist/cjs/${file}.js` },
  types: `./dist/${file}.d.ts`,
  default: `./dist/${file}.js`,
});

describe("a published package", () => {
  it("is found", () => {
    expect(PUBLISHED).toEqual(expect.arrayContaining(["core", "express", "node", "testing"]));
  });

  it.each(BUILT)("has both builds of each entry, for every resolution: %s", (name) => {
    const { exports, ...manifest } = manifestOf(name);
    const files = Object.keys(exports)
      .filter((entry) => entry !== "./package.json")
      .map((entry) => (entry === "." ? "index" : entry.slice("./".length)));
    const built = files.map((file) => [file === "index" ? "." : `./${file}`, entryOf(file)]);
    // As text, since the conditions are tried in this order.
    expect(JSON.stringify(exports)).toBe(
      JSON.stringify({ ...Object.fromEntries(built), "./package.json": "./package.json" }),
    );
    // TypeScript's `node10` reads no exports.
    const subpaths = files.filter((file) => file !== "index");
    const types = subpaths.map((file) => [file, [`./dist/cjs/${file}.d.ts`]]);
    expect(manifest).toMatchObject({
      type: "module",
      files: ["CHANGELOG.md", "dist", "src"],
      main: "./dist/cjs/index.js",
      types: "./dist/cjs/index.d.ts",
      ...(types.length > 0 && { typesVersions: { "*": Object.fromEntries(types) } }),
    });
  });

  it.each(PUBLISHED)("says what npm shows, and who built it: %s", (name) => {
    expect(manifestOf(name)).toMatchObject({
      description: expect.stringMatching(/[^.]$/),
      keywords: expect.arrayContaining([expect.any(String)]),
      homepage: `https://github.com/client-ip/client-ip/tree/main/packages/${name}#readme`,
      bugs: "https://github.com/client-ip/client-ip/issues",
      license: "MIT",
      repository: { directory: `packages/${name}` },
      publishConfig: { access: "public", provenance: true },
    });
  });

  // Each would be checked as one that is published.
  it("is told from the others in commands", () => {
    const hidden = Object.keys(PACKAGES).filter((name) => !PUBLISHED.includes(name));
    const { scripts } = json("package.json") as { readonly scripts: Record<string, string> };
    for (const command of [scripts["check:pack"], scripts["sbom"]]) {
      const left = command?.match(/(?<=--filter=!@client-ip\/)\w+/g);
      expect(left).toEqual(hidden);
    }
  });

  it.each(PUBLISHED)("tells what is new in its version: %s", (name) => {
    const log = readFileSync(join(root, "packages", name, "CHANGELOG.md"), "utf8");
    expect(log.match(/^## (.+)$/m)?.[1]).toBe(manifestOf(name).version);
  });

  // pnpm packs the license of the root, npm does not.
  it.each(PUBLISHED)("has the license: %s", (name) => {
    const text = readFileSync(join(root, "packages", name, "LICENSE"), "utf8");
    expect(text).toBe(readFileSync(join(root, "LICENSE"), "utf8"));
  });

  it.each(BUILT)("is built twice from the same sources: %s", (name) => {
    const { references } = json(`packages/${name}/tsconfig.json`) as {
      readonly references: readonly { readonly path: string }[];
    };
    expect(json(`packages/${name}/tsconfig.cjs.json`)).toEqual({
      extends: ["./tsconfig.json", "../../tools/commonjs.json"],
      references: references.map(({ path }) => ({ path: `${path}/tsconfig.cjs.json` })),
    });
    expect(json(`packages/${name}/src/cjs/package.json`)).toEqual({ type: "commonjs" });
    expect(json("tsconfig.json")).toMatchObject({
      references: expect.arrayContaining([
        { path: `packages/${name}` },
        { path: `packages/${name}/tsconfig.cjs.json` },
      ]),
    });
  });
});
