// Packs every published package and installs the tarballs in an empty project, as a user would.
// Compiles a consumer with the oldest and the newest supported TypeScript (skipLibCheck off),
// checks that a wrong use fails, and loads each entry by require() and import.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "client-ip-consumer-"));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const errorsOf = (version, name) => {
  const tsc = `node_modules/typescript-${version}/bin/tsc`;
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", `tsconfig.${name}.json`], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout.split("\n").filter((line) => /error TS\d+/.test(line));
};

const manifests = readdirSync(join(root, "packages"))
  .map((name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")))
  .filter((manifest) => manifest.private !== true);
const packages = manifests.map(({ name }) => name);
const entries = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`),
);

const USE = `
import express, { type Request } from "express";
import fastify from "fastify";
import Koa from "koa";
import { clientIp as onExpress, istio, type Resolution } from "@client-ip/express";
import { clientIp as onFastify } from "@client-ip/fastify";
import { clientIp as onKoa } from "@client-ip/koa";
import { clientIpOf, createResolver } from "@client-ip/node";
import { bindResolver, type NodeRequest } from "@client-ip/node/adapter";
import { acceptProxyProtocol, type ProxyAcceptError } from "@client-ip/express/proxy-protocol";
import { createServer } from "node:http";

const app = express();
app.use(onExpress(istio({ gateway: "istio-system/istio-ingressgateway-service-account", mode: "sidecar" })));
app.get("/", (req: Request) => {
  const ip: string | undefined = req.clientIp;
  const info: Resolution = req.clientIpInfo;
  return [ip, info.status];
});
const server = fastify();
await server.register(onFastify("loopback"));
server.get("/", (request) => request.clientIp ?? request.clientIpInfo.status);
const koa = new Koa();
koa.use(onKoa({ hops: 2 }));
koa.use((ctx) => {
  const ip: string | undefined = ctx.clientIp;
  ctx.body = ip ?? ctx.clientIpInfo.peer;
});
const resolver = createResolver([{ address: "10.0.0.0/8", tells: "x-forwarded-for" }]);
const http = createServer((req: NodeRequest, res) => {
  bindResolver(req, resolver);
  res.end(clientIpOf(req));
});
acceptProxyProtocol(http, { resolver, onError: ({ code }: ProxyAcceptError) => console.warn(code) });
`;
const WRONG = `
import { clientIp } from "@client-ip/express";
clientIp({ adress: "10.0.0.0/8", tells: "x-forwarded-for" });
`;

try {
  const tarballs = Object.fromEntries(
    packages.map((name) => {
      const source = join(root, "packages", name.replace("@client-ip/", ""));
      const printed = run(
        process.execPath,
        [join(root, "tools/pnpm.mjs"), "pack", "--json", "--pack-destination", folder],
        source,
      );
      return [name, `file:${JSON.parse(printed.slice(printed.indexOf("{"))).filename}`];
    }),
  );
  const manifest = {
    type: "module",
    dependencies: {
      ...tarballs,
      "@types/express": "^5.0.6",
      "@types/koa": "^3.0.3",
      "@types/node": "20.19.43",
      express: "^5.3.0",
      fastify: "^5.12.8",
      koa: "^3.3.0",
      "typescript-5.7": "npm:typescript@5.7.3",
      "typescript-7.0": "npm:typescript@7.0.2",
    },
    overrides: tarballs,
  };
  const options = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2023"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "use.ts"), USE);
  writeFileSync(join(folder, "wrong.ts"), WRONG);
  for (const name of ["use", "wrong"]) {
    const config = { compilerOptions: options, files: [`${name}.ts`] };
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(config));
  }
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
  for (const version of ["5.7", "7.0"]) {
    // Errors in the declarations of other packages are printed, and do not count.
    const errors = errorsOf(version, "use");
    const ours = errors.filter((line) => !line.startsWith("node_modules/@types/"));
    for (const line of errors) console.log(`TypeScript ${version}: ${line}`);
    if (ours.length > 0) throw new Error(`TypeScript ${version} does not compile a consumer`);
    if (!errorsOf(version, "wrong").some((line) => line.startsWith("wrong.ts"))) {
      throw new Error(`TypeScript ${version} compiled a hop with a misspelt field`);
    }
    console.log(`TypeScript ${version}: compiles with skipLibCheck off, refuses a wrong use`);
  }
  for (const entry of entries.filter((name) => !name.endsWith(".json"))) {
    run(process.execPath, ["--input-type=commonjs", "-e", `require(${JSON.stringify(entry)})`]);
    run(process.execPath, ["--input-type=module", "-e", `await import(${JSON.stringify(entry)})`]);
    console.log(`${entry}: require() and import() on Node ${process.version}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
