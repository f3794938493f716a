import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seriousFindings } from "./serious-findings.ts";
import { servePage, type ServedPage } from "./served-page.ts";

let served: ServedPage;
const pages: Page[] = [];

beforeAll(async () => {
  served = await servePage("elements.html");
});
afterAll(async () => {
  await served.close();
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map(async (page) => page.close()));
});

async function open(...options: Parameters<ServedPage["open"]>): Promise<Page> {
  const page = await served.open(...options);
  pages.push(page);
  return page;
}

const status = async (page: Page): Promise<string> => {
  const found = page.locator("attacker-changes [role=status]:not(:empty)");
  await found.waitFor();
  return found.innerText();
};

describe("the gallery", () => {
  it("shows the requests of the topology that is chosen, by keyboard alone", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Varnish");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.locator("request-gallery li").first().innerText()).toContain("Varnish");
    await page.keyboard.press("Enter");
    expect(await status(page)).toBe(
      "Nothing that an attacker can change about this request changes the answer.",
    );
    const line = page.locator(".attacker-line").first();
    expect(await line.innerText()).toBe("X-Forwarded-For: 1.2.3.4, 2001:db8::7");
    expect(await line.locator("[data-change=nothing]").innerText()).toBe("1.2.3.4");
    expect(await line.locator("[data-change=hop]").innerText()).toBe(", 2001:db8::7");
  });

  it("keeps what a client sent as text", async () => {
    const page = await open();
    await page.selectOption("select", { label: "nginx over a unix socket" });
    await page.getByRole("button", { name: "Forged request" }).nth(1).click();
    await status(page);
    expect(await page.locator("attacker-changes").innerText()).toContain(
      "<script>alert(1)</script>",
    );
    expect(await page.locator("attacker-changes script").count()).toBe(0);
  });
});

const nginx = { name: "nginx", address: "10.0.1.10", tells: "x-forwarded-for" } as const;

/** Shows a request through a path, and returns what an attacker could change, in short. */
async function show(page: Page, path: unknown, ...rawHeaders: string[]): Promise<string> {
  await page.evaluate(
    ([config, headers]) => {
      globalThis.show(config, { peer: "10.0.1.10", rawHeaders: headers });
    },
    [path as typeof nginx, rawHeaders] as const,
  );
  return status(page);
}

describe("what an attacker could still change", () => {
  it("marks each part of a line, and says it in words", async () => {
    const page = await open();
    const summary = await show(
      page,
      { ...nginx, tells: "forwarded" },
      "Forwarded",
      'for=203.0.113.7;host="shop.example"',
    );
    expect(summary).toBe("An attacker can make the answer another address.");
    expect(await page.locator("[data-change=address]").innerText()).toBe("shop.example");
    expect(await page.locator(".attacker-lines ul li").allInnerTexts()).toEqual([
      'for=203.0.113.7;host=": a hop wrote it; the client cannot change it',
      "shop.example: the client's; another text makes the answer another address",
      '": a hop wrote it; the client cannot change it',
    ]);
  });

  it("never makes an element of a header", async () => {
    const page = await open();
    const image = `<img src=x onerror="document.title='fooled'">`;
    await show(page, { ...nginx, name: image }, image, image, "X-Forwarded-For", image);
    expect(await page.locator("img").count()).toBe(1);
    expect(await page.title()).toBe("Elements");
    expect(await page.locator(".attacker-line").first().innerText()).toBe(`${image}: ${image}`);
  });

  it("shows the request that was given last, if several are given at once", async () => {
    const page = await open();
    await page.evaluate((path) => {
      for (let last = 1; last <= 9; last++) {
        const list = `${"1.2.3.4, ".repeat(50)}203.0.113.${last}`;
        globalThis.show(path, { peer: "10.0.1.10", rawHeaders: ["X-Forwarded-For", list] });
      }
    }, nginx);
    await status(page);
    expect(await page.locator(".attacker-line").innerText()).toMatch(/203\.0\.113\.9$/);
  });
});

describe("what others would have said", () => {
  it("says in words what is forged, what is the same and what is another address", async () => {
    const page = await open();
    await show(page, nginx, "X-Forwarded-For", "6.6.6.6, 203.0.113.7");
    const answerOf = async (name: string): Promise<string> =>
      page.locator(`dt:has-text("${name}") + dd`).first().innerText();
    expect(await answerOf("Koa")).toBe("6.6.6.6 forged: the client wrote it");
    expect(await answerOf("Express, a count")).toBe("203.0.113.7 the same as ours");
    expect(await answerOf("proxy-addr")).toBe("10.0.1.10 another address");
  });

  it("keeps a forged text as text", async () => {
    const page = await open();
    const image = "<img src=x onerror=alert(1)>";
    await show(page, nginx, "X-Forwarded-For", `${image}, 203.0.113.7`);
    expect(await page.locator("peer-answers dd").allInnerTexts()).toContain(
      `${image} forged: the client wrote it`,
    );
    expect(await page.locator("peer-answers img").count()).toBe(0);
  });
});

describe("the picture of a walk", () => {
  it.each([320, 1280])("fits into a width of %d, and says the answer in words", async (width) => {
    const page = await open({ width });
    await show(page, nginx, "X-Forwarded-For", "6.6.6.6, 203.0.113.7");
    const picture = page.getByRole("img", {
      name: "The walk: 203.0.113.7 is the client (proof: address)",
    });
    const { naturalWidth, width: shown } = await picture.evaluate((image: HTMLImageElement) => ({
      naturalWidth: image.naturalWidth,
      width: image.width,
    }));
    expect([shown, naturalWidth]).toEqual(width === 320 ? [288, 288] : [680, 680]);
  });

  it("can be saved", async () => {
    const page = await open();
    await show(page, nginx, "X-Forwarded-For", "203.0.113.7");
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save the picture" }).click();
    expect((await started).suggestedFilename()).toBe("walk.svg");
  });
});

describe.each([
  [320, "light"],
  [320, "dark"],
  [1280, "light"],
  [1280, "dark"],
] as const)("at a width of %d in %s", (width, colorScheme) => {
  it("fits, and has no serious finding of axe", async () => {
    const page = await open({ width, colorScheme });
    await page.selectOption("select", { label: "Istio sidecars with REDIRECT" });
    await page.getByRole("button", { name: "Forged request" }).first().click();
    await status(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
