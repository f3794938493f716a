// Runs the lines of docs/install.md in an empty project, for each framework, and loads the package.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "client-ip-install-"));

const page = readFileSync(join(root, "docs/install.md"), "utf8");
const [, written = ""] = /^```sh\n([^]*?)^```$/m.exec(page) ?? [];
// This clone stands for a new one.
const lines = written.replace(/^git clone .* \.\.\/client-ip\n/m, "");
if (lines === written) throw new Error("docs/install.md does not clone the repository");

try {
  symlinkSync(root, join(folder, "client-ip"));
  for (const framework of ["express", "fastify", "koa"]) {
    const app = join(folder, framework);
    mkdirSync(app);
    writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const script = lines.replaceAll("express", framework);
    execFileSync("sh", ["-euc", script], { cwd: app, stdio: ["ignore", "ignore", "inherit"] });
    const use = `import { clientIp } from "@client-ip/${framework}"; console.log(typeof clientIp("nginx"));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", use], {
      cwd: app,
      encoding: "utf8",
    });
    if (printed !== "function\n") throw new Error(printed);
    console.log(`@client-ip/${framework}: installed from a clone by docs/install.md`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
