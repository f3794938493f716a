// Packs @client-ip/nestjs and what it needs, and installs the tarballs in an application as Nest's
// starter makes it: CommonJS, TypeScript with emitDecoratorMetadata, once for each supported major.
// Compiles the application with the oldest and the newest TypeScript, and asks it by HTTP.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tarballsIn } from "./tarballs.mjs";

const folder = mkdtempSync(join(tmpdir(), "client-ip-nestjs-"));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** Errors in our declarations. Those of other packages do not count. */
function errorsIn(app, compiler) {
  const options = [compiler, "--noEmit", "--skipLibCheck", "false"];
  const { stdout } = spawnSync(process.execPath, options, { cwd: app, encoding: "utf8" });
  return stdout.split("\n").filter((line) => /@client-ip.+ error TS\d+/.test(line));
}

/** Those of `nest new`. */
const TSCONFIG = {
  compilerOptions: {
    module: "nodenext",
    moduleResolution: "nodenext",
    esModuleInterop: true,
    isolatedModules: true,
    declaration: true,
    removeComments: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    target: "es2022",
    lib: ["es2023"],
    types: ["node"],
    rootDir: "src",
    outDir: "dist",
    strict: true,
    skipLibCheck: true,
  },
  include: ["src"],
};

const MAIN = `
import { CLIENT_IP_RESOLVER, ClientIp, ClientIpInfo, ClientIpModule, UseClientIp, clientIpOf, requestOf } from "@client-ip/nestjs";
import type { Resolution, Resolver } from "@client-ip/nestjs";
import { Controller, Get, Inject, Injectable, Module, UseGuards } from "@nestjs/common";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

@Injectable()
class Known implements CanActivate {
  constructor(@Inject(CLIENT_IP_RESOLVER) private readonly resolver: Resolver) {}

  canActivate(context: ExecutionContext): boolean {
    return clientIpOf(requestOf(context), this.resolver) === "203.0.113.7";
  }
}

@Controller()
@UseGuards(Known)
class AppController {
  @Get()
  both(@ClientIp() ip: string | undefined, @ClientIpInfo() info: Resolution): object {
    return { ip, status: info.status };
  }

  @Get("direct")
  @UseClientIp("direct")
  direct(@ClientIp() ip: string): string {
    return ip;
  }
}

@Module({
  imports: [ClientIpModule.forRootAsync({ useFactory: async () => "loopback" })],
  controllers: [AppController],
})
class AppModule {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ["error"] });
  await app.listen(0, "127.0.0.1");
  const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" };
  const url = await app.getUrl();
  const replies = [await fetch(url, { headers }), await fetch(url + "/direct", { headers })];
  console.log((await Promise.all(replies.map((reply) => reply.text()))).join(" "));
  await app.close();
}
void bootstrap();
`;

const PRINTED = '{"ip":"203.0.113.7","status":"resolved"} 127.0.0.1\n';

/** Nest 12 is an ES module, which CommonJS may import since TypeScript 5.8. */
const COMPILERS = { 11: ["5.7", "7.0"], 12: ["7.0"] };

try {
  const tarballs = tarballsIn(folder, "nestjs");
  for (const [major, compilers] of Object.entries(COMPILERS)) {
    const app = join(folder, major);
    mkdirSync(join(app, "src"), { recursive: true });
    const nest = ["common", "core", "platform-express"].map((name) => [`@nestjs/${name}`, major]);
    const manifest = {
      private: true,
      dependencies: {
        ...tarballs,
        ...Object.fromEntries(nest),
        "@types/node": "20.19.43",
        "reflect-metadata": "^0.2.2",
        rxjs: "^7.8.2",
        "typescript-5.7": "npm:typescript@5.7.3",
        "typescript-7.0": "npm:typescript@7.0.2",
      },
      overrides: tarballs,
    };
    writeFileSync(join(app, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify(TSCONFIG));
    writeFileSync(join(app, "src/main.ts"), MAIN);
    run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], app);
    for (const version of compilers) {
      rmSync(join(app, "dist"), { recursive: true, force: true });
      const compiler = `node_modules/typescript-${version}/bin/tsc`;
      run(process.execPath, [compiler], app);
      const errors = errorsIn(app, compiler);
      if (errors.length > 0) throw new Error(errors.join("\n"));
      const printed = run(process.execPath, ["dist/main.js"], app);
      if (printed !== PRINTED) throw new Error(printed);
      console.log(`NestJS ${major} in CommonJS, by TypeScript ${version}: answers`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
