// Writes docs/images/page-light.png and page-dark.png: the page as `npm run page` built it.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const file = new URL("dist/index.html", import.meta.url);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  // Root has no sandbox.
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 1040 },
    colorScheme,
    reducedMotion: "reduce",
  });
  await page.goto(String(file));
  await page.locator("attacker-changes [role=status]:not(:empty)").waitFor();
  // Back to the step that believes the first address.
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowLeft");
  const image = new URL(`../../docs/images/page-${colorScheme}.png`, import.meta.url);
  await page.screenshot({ path: fileURLToPath(image) });
}
await browser.close();
