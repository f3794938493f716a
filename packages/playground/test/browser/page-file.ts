import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { startChromium } from "./served-page.ts";

/** The page, built into a file, and a browser that opens it. */
export interface PageFile {
  /** The path of the HTML file. */
  readonly file: string;
  /** The URLs of all requests but those for the file itself. */
  readonly requests: readonly string[];
  /** A new window with this page. */
  open(
    options?: BrowserContextOptions & {
      readonly fragment?: string;
      /** Where a server has the page, in place of the file. */
      readonly url?: string;
    },
  ): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the page, and starts Chromium. */
export async function buildPageFile(): Promise<PageFile> {
  const outDir = mkdtempSync(join(tmpdir(), "client-ip-page-"));
  await build({
    configFile: fileURLToPath(new URL("../../vite.config.ts", import.meta.url)),
    build: { outDir },
  });
  const file = join(outDir, "index.html");
  const own = String(pathToFileURL(file));
  const browser: Browser = await startChromium();
  const requests: string[] = [];
  return {
    file,
    requests,
    open: async ({ fragment = "", url = own, ...options } = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => {
        throw error;
      });
      page.on("request", (request) => {
        const isOwn = request.url().startsWith(url) || /^(?:data|blob):/.test(request.url());
        if (!isOwn) requests.push(request.url());
      });
      await page.goto(`${url}${fragment}`);
      return page;
    },
    close: async () => {
      await browser.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
