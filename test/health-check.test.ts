import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { runInNewContext } from "node:vm";
import { awsAlb, clientIp } from "@client-ip/express";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const page = readFileSync(new URL("../docs/answers.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code = ""]) => code);
const code = blocks.find((block) => block.includes("/healthz")) ?? "";

describe("the health check in docs/answers.md", () => {
  let server: Server;

  beforeAll(async () => {
    const app = express();
    // The test is the balancer, so its address is in one of the subnets.
    const here = code.replace('"10.0.1.0/24"', '"127.0.0.1"');
    runInNewContext(here, { app, awsAlb, clientIp });
    server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  afterAll(() => server.close());

  async function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return `${response.status} ${await response.text()}`;
  }

  it("answers the balancer, which sends no X-Forwarded-For", async () => {
    expect(await ask("/healthz")).toBe("200 ok");
  });

  it("has no client anywhere else without that header", async () => {
    expect(await ask("/")).toBe("403 missing");
  });

  it("lets the clients of the balancer in", async () => {
    const forged = { "x-forwarded-for": "6.6.6.6, 203.0.113.7" };
    expect(await ask("/", forged)).toBe("200 Hello 203.0.113.7");
  });
});
