import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { asking } from "../../src/doctor/ask.ts";
import { HONEST } from "../../src/doctor/probes.ts";
import { targetOf } from "../../src/doctor/target.ts";
import { certificate, makeCertificates } from "../../../../test/harness/tls.ts";
import { runWith } from "../running.ts";

const token = "0123456789abcdef0123456789abcdef";
const env = { DIAGNOSTICS_TOKEN: token };
const MINE = "--yes-this-is-mine";

/** How a request arrived, as the endpoint says it. */
const tell: RequestListener = ({ rawHeaders, socket }, res) => {
  const kept = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 && /forwarded|-ip$/i.test(name) ? [name, rawHeaders[i + 1]] : [],
  );
  const seen = { peer: socket.remoteAddress, rawHeaders: kept, masked: [], proxyProtocol: [] };
  res.end(JSON.stringify({ version: 1, ...seen, answer: { ip: "6.6.6.6", status: "resolved" } }));
};

async function serving<Result>(
  listener: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

afterEach(() => void vi.useRealTimers());

describe("client-ip doctor", () => {
  it("asks the endpoint with the token, each time on a new connection", async () => {
    const asked: unknown[] = [];
    const ended = await serving(
      (req, res) => {
        asked.push([req.url?.replace(/\?.*/, ""), req.headers["client-ip-token"], req.method]);
        tell(req, res);
      },
      (url) => runWith(["doctor", url, MINE], { env }),
    );
    expect(asked).toEqual(
      Array.from({ length: 16 }, () => ["/client-ip-diagnostics", token, "GET"]),
    );
    expect(ended.stderr).toBe("");
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(
      /^The path\n {2}clientIp\("direct"\)\n {2}CLIENT_IP_PATH='direct'\n/,
    );
    expect(ended.stdout).toContain("answers something else: 6.6.6.6");
    expect(ended.stdout).toMatch(/- Kept as the client sent it\. .*: x-forwarded-for, forwarded, /);
    expect(ended.stdout).toContain("What cannot be seen from outside");
  });

  it.each([
    [262_144, 1],
    [262_145, 2],
  ])("reads an answer of up to 256 KiB: %i", async (length, exitCode) => {
    const answer = { version: 1, peer: "192.0.2.1", rawHeaders: [], masked: [], proxyProtocol: [] };
    const ended = await serving(
      (_req, res) => res.end(JSON.stringify(answer).padEnd(length)),
      (url) => runWith(["doctor", url, MINE], { env }),
    );
    expect(ended.exitCode).toBe(exitCode);
  });

  it("ends after a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const took = [50_000, 10_000];
    const { stderr } = await serving(
      (req, res) => {
        vi.setSystemTime(Date.now() + took.shift()!);
        tell(req, res);
      },
      (url) => runWith(["doctor", url, MINE], { env }),
    );
    expect(took).toEqual([]);
    expect(stderr).toContain("an end after at most 16 requests and 60 seconds");
  });

  it.each([
    [true, 0],
    [false, 1],
  ])("exits with 0 if the application's own path is right: %j", async (isRight, exitCode) => {
    const { exitCode: ended } = await serving(
      ({ rawHeaders, socket: { remoteAddress: peer } }, res) => {
        const answer = { ip: isRight ? peer : "6.6.6.6", status: "resolved" };
        const lists = { rawHeaders, masked: [], proxyProtocol: [] };
        res.end(JSON.stringify({ version: 1, peer, ...lists, answer }));
      },
      (url) => runWith(["doctor", url, MINE], { env }),
    );
    expect(ended).toBe(exitCode);
  });

  it("writes JSON, and takes the token of another variable", async () => {
    const { stdout } = await serving(tell, (url) =>
      runWith(["doctor", `${url}/a`, MINE, "--token-env", "OTHER", "--json"], {
        env: { OTHER: token },
      }),
    );
    expect(JSON.parse(stdout)).toMatchObject({ path: "direct", hides: false });
  });

  it.each([
    ["doctor-consent", ["doctor", "http://127.0.0.1:1"], env],
    ["doctor-token", ["doctor", "http://127.0.0.1:1", MINE], {}],
    ["doctor-token", ["doctor", "http://127.0.0.1:1", MINE], { DIAGNOSTICS_TOKEN: "short" }],
    ["doctor-url", ["doctor", "app.example", MINE], env],
    ["doctor-url", ["doctor", "ftp://127.0.0.1", MINE], env],
    ["doctor-url", ["doctor", "http://a:b@127.0.0.1", MINE], env],
    ["doctor-url", ["doctor", "http://127.0.0.1/?a", MINE], env],
    ["doctor-url", ["doctor", "http://198.51.100.7", MINE], env],
    ["doctor-url", ["doctor", "http://[2001:db8::7]", MINE], env],
    ["doctor-no-endpoint", ["doctor", "http://127.0.0.1:1", MINE], env],
    ["command-usage", ["doctor", "http://127.0.0.1:1", MINE, "--from", "me"], env],
    ["command-usage", ["doctor", MINE], env],
  ])("refuses with %s: %j", async (code, args, variables) => {
    const { exitCode, stdout, stderr } = await runWith(args, { env: { ...variables } });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error ${code}\n`);
    expect(stderr).not.toContain(token);
  });

  it.each<[string, RequestListener, string]>([
    ["a redirect", (_req, res) => res.writeHead(302, { location: "/" }).end(), "answers 302"],
    ["no endpoint", (_req, res) => res.writeHead(404).end(), "answers 404"],
    ["another page", (_req, res) => res.end("{}"), "answers 200 with something else"],
    ["too long a page", (_req, res) => res.end("[".repeat(300_000)), "with something else"],
    ["no answer", (_req, res) => void res.destroy(), "gave no answer (ECONNRESET)"],
  ])("stops at %s", async (_what, listener, says) => {
    let count = 0;
    const { stderr } = await serving(
      (req, res) => {
        count += 1;
        listener(req, res);
      },
      (url) => runWith(["doctor", url, MINE], { env }),
    );
    expect(stderr).toContain("error doctor-no-endpoint\n");
    expect(stderr).toContain(says);
    expect(count).toBe(1);
  });
});

describe("client-ip doctor over TLS", () => {
  // Who answers in the application's place would learn the token.
  it("sends nothing to a server whose certificate no CA has signed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "client-ip-doctor-"));
    makeCertificates(folder);
    let asked = 0;
    const server = createHttpsServer(certificate(folder, "app.example"), (req, res) => {
      asked += 1;
      tell(req, res);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { stderr } = await runWith(["doctor", `https://localhost:${port}`, MINE], { env });
    server.close();
    rmSync(folder, { recursive: true });
    expect(stderr).toContain("error doctor-no-endpoint\n");
    expect(stderr).toMatch(/gave no answer \([A-Z_]*(?:CERT|SIGNATURE|ISSUER)[A-Z_]*\)/);
    expect(asked).toBe(0);
  });
});

const nowhere = () => Promise.reject(new Error("ENOTFOUND"));
const elsewhere = async () => ({ address: "203.0.113.7", family: 4 });

describe("the doctor's limits", () => {
  const limits = { request: 10_000, all: 60_000, requests: 1, bytes: 1 << 18 };

  it("are a number of requests, and a time for all", async () => {
    await serving(tell, async (url) => {
      const target = await targetOf(url);
      const ask = asking(target, token, limits);
      await expect(ask(HONEST)).resolves.toBeDefined();
      await expect(ask(HONEST)).rejects.toThrow("[doctor-limit]");
      const times = [0, 60_000];
      const late = asking(target, token, limits, () => times.shift()!);
      await expect(late(HONEST)).rejects.toThrow("[doctor-limit]");
    });
  });

  it("are a time for each request", async () => {
    await serving(
      () => {},
      async (url) => {
        const ask = asking(await targetOf(url), token, { ...limits, request: 1 });
        await expect(ask(HONEST)).rejects.toThrow("[doctor-no-endpoint]");
      },
    );
  });

  it("hold the address that the name had at the start", async () => {
    await serving(tell, async (url) => {
      const { port } = new URL(url);
      const resolved: string[] = [];
      const resolve = async (name: string) => {
        resolved.push(name);
        return { address: "127.0.0.1", family: 4 };
      };
      const target = await targetOf(`http://app.invalid:${port}`, resolve as never);
      const ask = asking(target, token, { ...limits, requests: 2 });
      await ask(HONEST);
      await ask(HONEST);
      expect(resolved).toEqual(["app.invalid"]);
    });
  });

  it("need an address", async () => {
    await expect(targetOf("https://app.invalid", nowhere as never)).rejects.toThrow("[doctor-url]");
  });

  it("allow plain HTTP to this machine alone", async () => {
    await expect(targetOf("http://localhost", elsewhere as never)).rejects.toThrow("plain HTTP");
    await expect(targetOf("https://localhost", elsewhere as never)).resolves.toMatchObject({
      address: "203.0.113.7",
      from: undefined,
    });
    await expect(targetOf("http://[::1]:3000/a")).resolves.toMatchObject({ address: "::1" });
  });
});
