import { createServer } from "node:http";
import httpProxy from "http-proxy";
import { describe, expect, it } from "vitest";
import { clientIpOf } from "../../src/index.ts";
import { bytesOf, exchange, listening, sealedServer, seenBy } from "./serving.ts";

const LINES = [
  "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
  "X-Real-IP: 6.6.6.6",
  "Connection: x-forwarded-for",
];

/** What an application behind ours gets of a request that http-proxy forwards. */
async function forwarded(options: httpProxy.ServerOptions): Promise<string | undefined> {
  const application = createServer((req, res) => res.end(JSON.stringify(seenBy(req).headers)));
  return await listening(application, async (target) => {
    const proxy = httpProxy.createProxyServer({ ...options, target: `http://127.0.0.1:${target}` });
    const logged: unknown[] = [];
    const server = sealedServer((req, res) => {
      res.on("finish", () => logged.push(clientIpOf(req)));
      proxy.web(req, res);
    });
    const received = await listening(server, (port) => exchange(port, bytesOf(LINES)));
    expect(logged).toEqual(["203.0.113.7"]);
    const headers = /\{.*\}/.exec(received)?.[0] ?? "{}";
    expect(headers).not.toContain("6.6.6.6");
    return (JSON.parse(headers) as Record<string, string>)["x-forwarded-for"];
  });
}

describe("sealed-evidence: a request that http-proxy forwards", () => {
  it("carries the sealed list", async () => {
    expect(await forwarded({})).toBe("203.0.113.7");
  });

  it("carries the sealed list with our peer appended", async () => {
    expect(await forwarded({ xfwd: true })).toBe("203.0.113.7,127.0.0.1");
  });
});
