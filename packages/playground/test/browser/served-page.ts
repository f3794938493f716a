import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, preview } from "vite";
import { findProgram } from "../../../../test/harness/programs.ts";

/** Strict, as the page's own: nothing inline, nothing from elsewhere. */
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:";

/** A page of this folder in a browser. */
export interface ServedPage {
  /** A new window with this page. */
  open(options?: {
    readonly width?: number;
    readonly colorScheme?: "light" | "dark";
  }): Promise<Page>;
  close(): Promise<void>;
}

/**
 * Builds a page of this folder, serves it, and starts Chromium.
 *
 * @param name of the file, such as `elements.html`
 */
export async function servePage(name: string): Promise<ServedPage> {
  const root = fileURLToPath(new URL(".", import.meta.url));
  const outDir = join(tmpdir(), `client-ip-page-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    resolve: { conditions: ["@client-ip/source", "browser", "module", "import", "default"] },
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, name) } },
  });
  const headers = { "Content-Security-Policy": CSP };
  const server = await preview({
    root,
    configFile: false,
    build: { outDir },
    preview: { port: 0, host: "127.0.0.1", headers },
  });
  const url = `${String(server.resolvedUrls?.local[0])}${name}`;
  const browser = await startChromium();
  return {
    open: async ({ width = 1280, colorScheme = "light" } = {}) => {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      page.on("pageerror", (error) => {
        throw error;
      });
      await page.goto(url);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

/** Debian's Chromium. As root it has no sandbox. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: String(findProgram("chromium")),
    args: ["--no-sandbox"],
  });
}
