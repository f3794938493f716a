import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { asking } from "../../src/doctor/ask.ts";
import { HONEST, type Probe } from "../../src/doctor/probes.ts";
import { type Target, targetOf } from "../../src/doctor/target.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const LIMITS = { request: 10_000, all: 60_000, requests: 9, bytes: 1 << 18 };
const FORGING: Probe = {
  what: "a test",
  rawHeaders: ["X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "7.7.7.7"],
  forged: ["6.6.6.6"],
};

const SEEN = { version: 1, peer: "192.0.2.1", rawHeaders: [], masked: [], proxyProtocol: [] };
const tell: RequestListener = (_req, res) => res.end(JSON.stringify(SEEN));

/** A server on this machine, for as long as it is used. */
async function serving(
  listener: RequestListener,
  use: (target: Target) => Promise<unknown>,
): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use(await targetOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe("asking the endpoint", () => {
  it("sends the lines as they are, with the token, past all caches", async () => {
    const requests: IncomingMessage[] = [];
    await serving(
      (req, res) => {
        requests.push(req);
        tell(req, res);
      },
      async (target) => {
        const ask = asking(target, TOKEN, LIMITS);
        expect(await ask(HONEST)).toMatchObject({ evidence: { peer: "192.0.2.1" } });
        await ask(FORGING);
        const [honest, forging] = requests.map(({ rawHeaders }) => rawHeaders);
        const own = ["User-Agent", "client-ip-doctor", "Cache-Control", "no-cache"];
        const all = [...own, "Host", target.url.host, "Client-IP-Token", TOKEN];
        expect(honest?.slice(0, 8)).toEqual(all);
        expect(forging?.slice(0, 12)).toEqual([...all, ...FORGING.rawHeaders]);
      },
    );
    const urls = requests.map(({ url }) => url);
    expect(urls.filter((url) => !/^\/a\?[\da-f-]{36}$/.test(url!))).toEqual([]);
    expect(new Set(urls).size).toBe(2);
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(2);
  });

  it.runIf(process.platform === "linux")("comes from its own loopback address", async () => {
    let from: string | undefined;
    await serving(
      (req, res) => {
        from = req.socket.remoteAddress;
        tell(req, res);
      },
      async (target) => {
        const seen = await asking(target, TOKEN, LIMITS)(HONEST);
        expect([from, seen?.from]).toEqual(["127.0.113.7", "127.0.113.7"]);
      },
    );
  });

  it.each([undefined, "127.0.0.1"])(
    "connects to the address that the name had, from %s",
    async (from) => {
      await serving(tell, async (target) => {
        const url = new URL(target.url.href.replace("127.0.0.1", "app.invalid"));
        const ask = asking({ ...target, url, host: "app.invalid", from }, TOKEN, LIMITS);
        await expect(ask(HONEST)).resolves.toMatchObject({ from: "127.0.0.1" });
      });
    },
  );

  it("closes the connection when it has read enough", async () => {
    let closed: Promise<unknown> | undefined;
    await serving(
      (_req, res) => {
        closed = once(res, "close");
        res.write("x".repeat(9));
      },
      async (target) => {
        const ask = asking(target, TOKEN, { ...LIMITS, bytes: 8 });
        await expect(ask(FORGING)).resolves.toBeUndefined();
        await closed;
      },
    );
  });

  it("speaks TLS to an https URL", async () => {
    await serving(tell, async (target) => {
      const url = new URL(target.url.href.replace("http:", "https:"));
      await expect(asking({ ...target, url }, TOKEN, LIMITS)(HONEST)).rejects.toThrow(
        /gave no answer \(E[A-Z_]+\)/,
      );
    });
  });

  it("reads no more than its limit, in however many pieces", async () => {
    const text = JSON.stringify(SEEN);
    await serving(
      async (_req, res) => {
        res.write(text.slice(0, 9));
        res.end(text.slice(9));
      },
      async (target) => {
        const ask = (bytes: number) => asking(target, TOKEN, { ...LIMITS, bytes })(HONEST);
        await expect(ask(text.length)).resolves.toBeDefined();
        await expect(ask(text.length - 1)).rejects.toThrow("answers 200 with something else");
      },
    );
  });

  it.each([
    [200, "which answers 200 with something else", "Switch the endpoint on"],
    [201, "which answers 201", "Switch the endpoint on"],
    [299, "which answers 299", "Switch the endpoint on"],
    [300, "which answers 300", "Redirects are not followed"],
    [399, "which answers 399", "Redirects are not followed"],
    [400, "which answers 400", "Switch the endpoint on"],
  ])("needs the endpoint's answer to an honest request, not %i", async (status, says, remedy) => {
    await serving(
      (_req, res) => res.writeHead(status).end("{}"),
      async (target) => {
        const ask = asking(target, TOKEN, LIMITS);
        await expect(ask(HONEST)).rejects.toThrow(
          expect.objectContaining({
            code: "doctor-no-endpoint",
            given: `${target.url.href}, ${says}`,
            remedy: expect.stringContaining(remedy),
          }),
        );
        await expect(ask(FORGING)).resolves.toBeUndefined();
      },
    );
  });

  it("names the cause where the endpoint is on, and closed", async () => {
    await serving(
      (_req, res) => res.writeHead(404).end(),
      async (target) => {
        await expect(asking(target, TOKEN, LIMITS)(HONEST)).rejects.toThrow(
          expect.objectContaining({
            remedy: expect.stringMatching(
              /over plain HTTP: .+ takes a proxy at a public address for the client\. Add .+ app\.use\(diagnostics\(\{ token \}\)\)/,
            ),
          }),
        );
      },
    );
  });

  it("takes a true answer with another status for a refusal", async () => {
    await serving(
      (_req, res) => res.writeHead(403).end(JSON.stringify(SEEN)),
      async (target) => {
        await expect(asking(target, TOKEN, LIMITS)(FORGING)).resolves.toBeUndefined();
      },
    );
  });

  it("says what it allows itself", async () => {
    await serving(tell, async (target) => {
      const ask = asking(target, TOKEN, { ...LIMITS, requests: 0 });
      await expect(ask(HONEST)).rejects.toThrow(
        expect.objectContaining({
          code: "doctor-limit",
          expected: "an end after at most 0 requests and 60 seconds",
        }),
      );
    });
  });
});
