import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPageFile, type PageFile } from "./page-file.ts";

/** What `npm start` runs, as far as it is used here. */
interface Demonstration {
  readonly startDemo: (
    addresses: Readonly<Record<"client" | "edge" | "balancer", string>>,
    html: string,
    open: (edge: Server) => Promise<string>,
  ) => Promise<{ readonly edge: string; readonly page: string; stop(): Promise<unknown> }>;
}
interface Listening {
  readonly listen: (server: Server, port: number) => Promise<string>;
}

const folder = "../../../../examples/demo";
const load = async (name: string): Promise<unknown> =>
  import(new URL(`${folder}/${name}.js`, import.meta.url).href);

/** Sends this request to the demonstration's edge, as curl does. */
async function send(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const [response] = await once(request(url, { headers, agent: false }).end(), "response");
  response.resume();
  await once(response, "end");
}

describe("the page of npm start", () => {
  let built: PageFile;
  let demo: Awaited<ReturnType<Demonstration["startDemo"]>>;

  beforeAll(async () => {
    built = await buildPageFile();
    const { startDemo } = (await load("demo")) as Demonstration;
    const { listen } = (await load("listening")) as Listening;
    const addresses = { client: "127.0.0.1", edge: "127.0.0.1", balancer: "127.0.0.1" };
    const html = readFileSync(built.file, "utf8");
    demo = await startDemo(addresses, html, async (edge) => listen(edge, 0));
  });
  afterAll(async () => {
    await demo.stop();
    await built.close();
  });

  it.each([
    ["Express", ""],
    ["Fastify", "/fastify"],
    ["Koa", "/koa"],
  ])("shows a request to %s as it comes, with its walk", async (framework, at) => {
    const page = await built.open({ url: `${demo.page}/` });
    await page.waitForSelector("live-requests");
    const forged = {
      "X-Forwarded-For": "6.6.6.6, <img src=x onerror=alert(1)>",
      Cookie: "a=secret",
    };
    await send(`${demo.edge}${at}`, forged);
    await page.locator("ol.live li", { hasText: framework }).first().waitFor();
    await expect.poll(async () => page.locator(".lines").innerText()).toContain("onerror=alert(1)");
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.content()).not.toContain("a=secret");
    expect(await page.locator(".answer").innerText()).toContain("127.0.0.1");
    await page.context().close();
  });
});
