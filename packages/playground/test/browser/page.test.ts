import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPageFile, type PageFile } from "./page-file.ts";
import { seriousFindings } from "./serious-findings.ts";
import { serveLive } from "./serve-live.ts";

let built: PageFile;
const pages: Page[] = [];

beforeAll(async () => {
  built = await buildPageFile();
});
afterAll(async () => {
  await built.close();
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map(async (page) => page.context().close()));
});

async function open(...options: Parameters<PageFile["open"]>): Promise<Page> {
  const page = await built.open(...options);
  pages.push(page);
  return page;
}

const answerOf = async (page: Page): Promise<string> => page.locator(".answer").innerText();

/** Writes into a field and leaves it. */
async function write(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press("Tab");
}

/** What the walk believes of the request at the step that is shown. */
const believed = async (page: Page): Promise<string[]> =>
  page.locator(".lines [data-kind=now]").allInnerTexts();

describe("the file of the page", () => {
  it("is one file with a strict policy, and no larger than it must be", () => {
    const html = readFileSync(built.file, "utf8");
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/<(?:script|link)[^>]+(?:src|href)="(?!data:)/);
    expect(gzipSync(html).length).toBeLessThan(160_000);
  });
});

describe("the policy", () => {
  it("lets no request leave, and no text become an element", async () => {
    const page = await open();
    const refused = page.evaluate(async () => {
      const failed = await fetch("http://127.0.0.1:9/").then(
        () => "sent",
        () => "refused",
      );
      try {
        document.body.innerHTML = "<b>text</b>";
        return [failed, "changed"];
      } catch (error) {
        return [failed, error instanceof TypeError ? "refused" : "another error"];
      }
    });
    expect(await refused).toEqual(["refused", "refused"]);
    expect(built.requests).toEqual([]);
  });

  it("keeps what a client sent as text", async () => {
    const page = await open();
    const image = `<img src=x onerror="document.title='fooled'">`;
    await write(page, "Header lines, as they arrived", `X-Forwarded-For: ${image}\nVia: ${image}`);
    expect(await page.locator(".lines").innerText()).toContain(image);
    expect(await page.locator("img").count()).toBe(1);
    expect(await page.title()).toBe("Who is the client? – client-ip");
  });
});

describe("the path", () => {
  it("is built from hops with names, moved and removed by keyboard alone", async () => {
    const page = await open({ fragment: "#path=direct&peer=10.0.1.10" });
    const choice = page.getByLabel("Add a hop next to the application");
    for (const name of ["haproxy", "nginx"]) {
      await choice.focus();
      await page.keyboard.type(`${name} (`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    }
    const variable = page.getByRole("group", { name: "As an environment variable" });
    expect(await variable.innerText()).toBe(
      "CLIENT_IP_PATH='haproxy 10.0.1.10 > nginx 10.0.1.10 > app'",
    );
    await page.getByRole("button", { name: "Move hop 2 towards the client" }).press("Enter");
    expect(await variable.innerText()).toBe(
      "CLIENT_IP_PATH='nginx 10.0.1.10 > haproxy 10.0.1.10 > app'",
    );
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("hop-1");
    await page.getByRole("button", { name: "Remove hop 1" }).press("Enter");
    expect(await variable.innerText()).toBe("CLIENT_IP_PATH='haproxy 10.0.1.10'");
    expect(await page.getByRole("group", { name: "As code" }).innerText()).toContain(
      'app.use(clientIp(haproxy({ address: "10.0.1.10" })));',
    );
  });

  it("shows an error and a finding beside the hop that they are about", async () => {
    const page = await open();
    await write(page, "Hop 2", "ngnix");
    const second = page.locator(".hop").nth(1);
    expect(await second.locator(".problem").innerText()).toContain("Write 'nginx'.");
    expect(await page.locator(".hop").first().locator(".problem").count()).toBe(0);
    expect(await answerOf(page)).toContain("No answer");
    await write(page, "Hop 2", "nginx 10.0.0.0/8");
    expect(await second.locator("[data-severity=advice]").innerText()).toContain(
      "wide private range",
    );
  });

  it("is written as JSON, too", async () => {
    const page = await open();
    await write(
      page,
      "The path as text or JSON",
      '[{ "name": "edge", "address": "10.0.1.10", "tells": { "value": "cf-connecting-ip" } }]',
    );
    expect(await answerOf(page)).toBe("203.0.113.7 is the client (proof: address)");
    expect(await page.getByRole("group", { name: "As code" }).innerText()).toContain(
      'clientIp({ name: "edge", address: "10.0.1.10", tells: { value: "cf-connecting-ip" } })',
    );
  });
});

describe("the walk", () => {
  it("goes step by step, by buttons and by keys, and marks what it believes", async () => {
    const page = await open();
    expect(await answerOf(page)).toBe("203.0.113.7 is the client (proof: address)");
    expect(await believed(page)).toEqual(["203.0.113.7"]);
    for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowLeft");
    expect(await believed(page)).toEqual(["172.70.3.4"]);
    expect(await page.locator("walk-panel [role=status]").innerText()).toBe(
      "Step 3 of 6: nginx: X-Forwarded-For line 1 reports 172.70.3.4",
    );
    expect(await page.locator(".hop").nth(1).getAttribute("data-mark")).toBe("now");
    await page.getByRole("button", { name: "Back", exact: true }).click();
    expect(await believed(page)).toEqual([]);
    await page.getByRole("button", { name: "Forward", exact: true }).click();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await believed(page)).toEqual(["203.0.113.7"]);
  });

  it("greys what no hop vouches for, once it is over", async () => {
    const page = await open();
    const unvouched = page.locator(".lines [data-kind=client]");
    expect(await unvouched.allInnerTexts()).toContain("6.6.6.6, 203.0.113.7");
    await page.keyboard.press("ArrowLeft");
    expect(await unvouched.count()).toBe(0);
  });

  it("does not move while a field is edited", async () => {
    const page = await open();
    await page.getByLabel("The socket's peer").focus();
    await page.keyboard.press("ArrowLeft");
    expect(await page.locator("walk-panel [role=status]").innerText()).not.toContain("Step");
  });

  it("plays to its end", async () => {
    const page = await open();
    await page.clock.install();
    const status = page.locator("walk-panel [role=status]");
    await page.getByRole("button", { name: "Play" }).click();
    expect(await status.innerText()).toBe("Nothing is read yet.");
    await page.clock.runFor(1_300);
    expect(await status.innerText()).toContain("Step 1 of 6");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.clock.runFor(9_000);
    expect(await status.innerText()).toContain("Step 1 of 6");
    await page.getByRole("button", { name: "Play" }).click();
    await page.clock.runFor(9_000);
    expect(await status.innerText()).toContain("is the client");
    expect(await page.getByRole("button", { name: "Play" }).count()).toBe(1);
  });

  it("shows all at once where motion is reduced", async () => {
    const page = await open({ reducedMotion: "reduce" });
    for (let step = 0; step < 6; step++) await page.keyboard.press("ArrowLeft");
    await page.getByRole("button", { name: "Play" }).click();
    expect(await page.locator("walk-panel [role=status]").innerText()).toContain("is the client");
  });
});

describe("a pasted request", () => {
  it("takes the place of the header lines", async () => {
    const page = await open();
    await page.locator("summary", { hasText: "Paste a request" }).click();
    await page
      .getByLabel(/^Output of curl/)
      .fill("curl -H 'CF-Connecting-IP: 198.51.100.9' https://shop.example/");
    await page.getByRole("button", { name: "Read the request" }).click();
    expect(await page.getByLabel("Header lines, as they arrived").inputValue()).toContain(
      "CF-Connecting-IP: 198.51.100.9",
    );
  });

  it("of several is asked for, and one that is none is an error", async () => {
    const page = await open();
    await page.locator("summary", { hasText: "Paste a request" }).click();
    const field = page.getByLabel(/^Output of curl/);
    await field.fill("hello");
    const read = page.getByRole("button", { name: "Read the request" });
    await read.click();
    expect(await page.getByRole("alert").filter({ hasText: "no request" }).count()).toBe(1);
    const entries = ["203.0.113.1", "203.0.113.2"].map((value) => ({
      request: { headers: [{ name: "X-Forwarded-For", value }] },
    }));
    await field.fill(JSON.stringify({ log: { entries } }));
    await read.click();
    await page.getByLabel(/^Which of its requests/).fill("2");
    await read.click();
    expect(await page.getByLabel("Header lines, as they arrived").inputValue()).toContain(
      "X-Forwarded-For: 203.0.113.2",
    );
  });
});

describe("the link", () => {
  it("opens the same case elsewhere, and Back returns to what was before", async () => {
    const page = await open();
    await page.getByLabel("What runs in front of the application").selectOption("Varnish");
    await page.getByRole("button", { name: "Forged request" }).first().click();
    const path = page.getByLabel("The path as text or JSON");
    const varnish = await path.inputValue();
    const [answer, link] = [await answerOf(page), new URL(page.url()).hash];
    const other = await open({ fragment: link });
    expect(await answerOf(other)).toBe(answer);
    await page.goBack();
    expect(await path.inputValue()).toContain("cloudflare");
    await page.goForward();
    expect(await path.inputValue()).toBe(varnish);
  });

  it("never holds a secret", async () => {
    const page = await open();
    await write(page, "Header lines, as they arrived", "Cookie: id=hunter2\nVia: 1.1 edge");
    expect(page.url()).toContain("Via");
    expect(page.url()).not.toContain("hunter2");
  });
});

describe("the page of a server", () => {
  it("shows each request as it reaches an application", async () => {
    const live = await serveLive(readFileSync(built.file, "utf8"));
    try {
      const page = await open({ url: live.url });
      await live.send({
        framework: "express",
        ip: "6.6.6.6",
        path: "nginx 10.0.1.10",
        peer: "10.0.1.10",
        headers: [["X-Forwarded-For", "6.6.6.6, 203.0.113.9"]],
      });
      await page.getByText("express itself says 6.6.6.6").waitFor();
      expect(await answerOf(page)).toContain("203.0.113.9 is the client");
      await page.getByLabel("Show each request at once").uncheck();
      await live.send({ framework: "koa", path: "direct", peer: "203.0.113.8", headers: [] });
      await page.getByText("koa itself says nothing").waitFor();
      expect(await answerOf(page)).toContain("203.0.113.9 is the client");
      await page.getByRole("button", { name: "Show", exact: true }).first().click();
      expect(await answerOf(page)).toContain("203.0.113.8 is the client");
    } finally {
      await live.close();
    }
  });
});

describe.each([
  [320, "light"],
  [320, "dark"],
  [1280, "light"],
  [1280, "dark"],
] as const)("at a width of %d in %s", (width, colorScheme) => {
  it("fits with words as long as German ones, and has no serious finding of axe", async () => {
    const page = await open({ viewport: { width, height: 800 }, colorScheme });
    await page.locator("attacker-changes [role=status]:not(:empty)").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await seriousFindings(page)).toEqual([]);
    await write(page, "Hop 2", "ngnix");
    await page.locator("summary").first().click();
    expect(await seriousFindings(page)).toEqual([]);
    await write(page, "Hop 2", "nginx 10.0.1.10");
    await page.locator(".steps button").nth(2).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode() !== null) {
        const { currentNode: node } = texts;
        const isWord = /[a-z]{3}/i.test(node.nodeValue ?? "");
        const isLabel = node.parentElement?.closest("label, button, h1, h2, h3, summary, p, b");
        if (isWord && isLabel) node.nodeValue = "Netzwerkadressübersetzungseinstellung";
      }
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe("the panels", () => {
  it("follow the request", async () => {
    const page = await open();
    await write(page, "Header lines, as they arrived", "X-Forwarded-For: 6.6.6.6, 203.0.113.7");
    await write(page, "The path as text or JSON", "nginx 10.0.1.10");
    expect(await page.locator('dt:has-text("Koa") + dd').innerText()).toContain("forged");
    const found = page.locator("attacker-changes [role=status]:not(:empty)");
    await found.waitFor();
    expect(await found.innerText()).toContain("Nothing that an attacker can change");
    expect(await page.getByRole("img").getAttribute("alt")).toContain("203.0.113.7 is the client");
  });
});
