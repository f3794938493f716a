import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

/**
 * `npm run page` writes `dist/index.html`: one file that works from a disk and connects to nothing.
 * A server that serves it may write `connect-src 'self'` into its policy.
 */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: "warn",
  resolve: { conditions: ["@client-ip/source", "browser", "module", "import", "default"] },
  build: {
    outDir: "dist",
    // What else stands in `dist` is TypeScript's.
    emptyOutDir: false,
    modulePreload: false,
    target: "es2023",
  },
  plugins: [oneFile()],
});

/** Puts the script and the style into the HTML, and allows these two alone. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle): void {
      const texts = new Map<string, string>();
      for (const [name, file] of Object.entries(bundle)) {
        if (name.endsWith(".html")) continue;
        texts.set(name, file.type === "chunk" ? file.code : String(file.source));
        delete bundle[name];
      }
      for (const page of Object.values(bundle)) {
        if (page.type === "asset") page.source = withTexts(String(page.source), texts);
      }
    },
  };
}

function withTexts(html: string, texts: ReadonlyMap<string, string>): string {
  const hashes = { script: "", style: "" };
  let page = html;
  for (const [name, text] of texts) {
    const kind = name.endsWith(".css") ? "style" : "script";
    const tag = new RegExp(String.raw`\s*<(?:script|link)[^>]*${name}"[^>]*>(?:</script>)?`);
    // An end tag inside the text would end it.
    const inner = text.trim().replaceAll(/<\/(script|style)/g, String.raw`<\/$1`);
    hashes[kind] += ` 'sha256-${createHash("sha256").update(inner).digest("base64")}'`;
    page = page.replace(tag, "");
    const place = kind === "script" ? "</body>" : "</head>";
    const open = kind === "script" ? `<script type="module">` : "<style>";
    page = page.replace(place, () => `${open}${inner}</${kind}>\n${place}`);
  }
  const policy = [
    "default-src 'none'",
    `script-src${hashes.script}`,
    `style-src${hashes.style}`,
    "img-src data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return page.replace("<head>", () => `<head>\n    ${meta}`);
}
