import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { createServer as createHttps, request as requestHttps } from "node:https";
import { createServer as createTcp, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { createServer as createTls } from "node:tls";
import { describe, expect, it, vi } from "vitest";
import {
  clientIpInfoOf,
  clientIpOf,
  createResolver,
  diagnostics,
  explainClientIp,
  originalHeaders,
  type Resolver,
  type SealOptions,
  sealRequests,
} from "../../src/index.ts";
import { party } from "../tls-files.ts";
import { bytesOf, exchange, listening, requestOf, resolver, sealedServer } from "./serving.ts";

const REJECT = { onUnresolved: "reject" } as const;
const SECOND = { ...REJECT, health: ["/a", "/c"] };
const TOKEN = "t".repeat(32);
const diagnosticsAt = (path: string) => diagnostics({ token: TOKEN, path });
const forwarded = (req: IncomingMessage): string => String(req.headers["x-forwarded-for"]);
const LINE = "X-Forwarded-For: 6.6.6.6, 203.0.113.7";

describe("sealed-requests: each request of a server", () => {
  it("is sealed by itself on a connection with several, pipelined", async () => {
    const server = sealedServer((req, res) => void res.end(`${forwarded(req)}\n`), {
      onUnresolved: "peer",
    });
    const received = await listening(server, (port) =>
      exchange(
        port,
        [
          "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.1\r\nX-Real-IP: 6.6.6.6\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          bytesOf(["X-Forwarded-For: 6.6.6.6, 203.0.113.3"]),
        ].join(""),
      ),
    );
    const bodies = received.split("\n").filter((line) => /^(?:\d+\.|undefined)/.test(line));
    expect(bodies).toEqual(["203.0.113.1", "undefined", "203.0.113.3"]);
  });

  it("is sealed over TLS", async () => {
    const server = createHttps(party("server"), (req, res) => void res.end(forwarded(req)));
    sealRequests(server, resolver, REJECT);
    const answer = await listening(server, async (port) => {
      const asked = requestHttps({
        port,
        host: "127.0.0.1",
        rejectUnauthorized: false,
        agent: false,
        headers: { "x-forwarded-for": "6.6.6.6, 203.0.113.7" },
      }).end();
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      return await text(response);
    });
    expect(answer).toBe("203.0.113.7");
  });

  it.each([
    ["upgrade", "GET / HTTP/1.1", ["Upgrade: test", "Connection: Upgrade"]],
    ["connect", "CONNECT a:1 HTTP/1.1", []],
  ])("is sealed in an %s listener", async (event, first, lines) => {
    const server = sealedServer(() => {});
    server.on(event, (req: IncomingMessage, socket: Duplex) => {
      socket.end(`HTTP/1.1 200 OK\r\n\r\n${forwarded(req)} ${clientIpOf(req)}`);
    });
    const bytes = bytesOf([LINE, ...lines], first).replace("Connection: close\r\n", "");
    const received = await listening(server, (port) => exchange(port, bytes));
    expect(received).toBe("HTTP/1.1 200 OK\r\n\r\n203.0.113.7 203.0.113.7");
  });

  it.each([
    ["checkContinue", "100-continue"],
    ["checkExpectation", "dance"],
  ])("is sealed in a %s listener", async (event, expectation) => {
    const server = sealedServer(() => {});
    server.on(event, (req: IncomingMessage, res) => res.end(forwarded(req)));
    const bytes = bytesOf([LINE, `Expect: ${expectation}`]);
    expect(await listening(server, (port) => exchange(port, bytes))).toContain("203.0.113.7");
  });

  it("still gets 100 Continue from Node, and the plain answer to an upgrade", async () => {
    const server = sealedServer((req, res) => void res.end(forwarded(req)));
    const [continued, plain] = await listening(server, async (port) => [
      await exchange(port, bytesOf([LINE, "Expect: 100-continue"])),
      await exchange(port, bytesOf([LINE, "Upgrade: test"])),
    ]);
    expect(continued).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(plain).toContain("203.0.113.7");
  });

  it("is sealed in a dropRequest listener, which logs what Node refuses", async () => {
    const server = sealedServer((_req, res) => void res.end());
    server.maxRequestsPerSocket = 1;
    const dropped: unknown[] = [];
    server.on("dropRequest", (req) => dropped.push([forwarded(req), req.headers["x-real-ip"]]));
    const first = `GET / HTTP/1.1\r\nHost: a\r\n${LINE}\r\n\r\n`;
    const received = await listening(server, (port) =>
      exchange(port, first + bytesOf([LINE, "X-Real-IP: 6.6.6.6"])),
    );
    expect(received).toContain("503 Service Unavailable");
    expect(dropped).toEqual([["203.0.113.7", undefined]]);
  });

  it("is sealed in a dropRequest listener without Node's channel, too", () => {
    const server = sealedServer(() => {});
    const heard: unknown[] = [];
    server.on("dropRequest", ({ headers }) => heard.push(headers));
    server.emit("dropRequest", requestOf(["X-Real-IP", "6.6.6.6"]), new Socket());
    expect(heard).toEqual([{}]);
  });

  it("is sealed before a listener that tracing has put before ours", async () => {
    const server = createServer((_req, res) => void res.end());
    sealRequests(server, resolver, REJECT);
    const heard: string[] = [];
    // As Sentry does it: it wraps emit when the first request comes.
    const emit = server.emit.bind(server);
    server.emit = (event: string, ...args: unknown[]): boolean => {
      if (event === "request") heard.push(forwarded(args[0] as IncomingMessage));
      return emit(event, ...args);
    };
    await listening(server, (port) => exchange(port, bytesOf([LINE])));
    expect(heard).toEqual(["203.0.113.7"]);
  });
});

it("sealed-requests: Node's channel may tell of what is no request of HTTP/1", () => {
  const double = { headers: { "x-real-ip": "6.6.6.6" } };
  channel("http.server.request.start").publish({ request: double, server: sealedServer(() => {}) });
  channel("http.server.request.start").publish({ request: double });
  channel("http.server.request.start").publish(undefined);
  expect(double.headers).toEqual({ "x-real-ip": "6.6.6.6" });
});

describe("sealed-evidence: behind a seal", () => {
  it("every question is answered from what arrived", async () => {
    const server = sealedServer((req, res) => {
      const answers = {
        own: clientIpOf(req),
        same: clientIpInfoOf(req, resolver) === clientIpInfoOf(req),
        other: clientIpInfoOf(req, createResolver({ hops: 2 })).ip,
        why: String(explainClientIp(req)),
        before: originalHeaders(req).headers["x-forwarded-for"],
      };
      res.end(JSON.stringify(answers));
    });
    const received = await listening(server, (port) => exchange(port, bytesOf([LINE])));
    expect(JSON.parse(received.slice(received.indexOf("\r\n\r\n")))).toEqual({
      own: "203.0.113.7",
      same: true,
      other: "6.6.6.6",
      why: expect.stringContaining("203.0.113.7 is the client"),
      before: "6.6.6.6, 203.0.113.7",
    });
  });

  it("the headers of a request without a seal are its own", async () => {
    const server = createServer((req, res) => {
      const { headers, rawHeaders } = originalHeaders(req);
      res.end(String(headers === req.headers && rawHeaders === req.rawHeaders));
    });
    expect(await listening(server, (port) => exchange(port, bytesOf([])))).toContain("true");
  });
});

/** What a sealed server answers to a request that another sealed one hands to it. */
async function handedOn(
  first: SealOptions,
  second: SealOptions,
  lines: readonly string[],
  inside = resolver,
): Promise<string> {
  const inner = createServer((req, res) => void res.end(`seen ${forwarded(req)}`));
  sealRequests(inner, inside, second);
  const outer = sealedServer((req, res) => void inner.emit("request", req, res), first);
  return await listening(outer, (port) => exchange(port, bytesOf(lines, "GET /a HTTP/1.1")));
}

describe("sealed-once: a second seal of a server", () => {
  it("with the same resolver and options changes nothing", async () => {
    const server = sealedServer((req, res) => void res.end(forwarded(req)), SECOND);
    sealRequests(server, resolver, { ...SECOND, health: [...SECOND.health] });
    const received = await listening(server, (port) => exchange(port, bytesOf([LINE])));
    expect(received).toContain("203.0.113.7");
  });

  it.each<[string, Resolver, Partial<SealOptions>]>([
    ["resolver", createResolver("direct"), {}],
    ["onUnresolved", resolver, { onUnresolved: "peer" }],
    ["header", resolver, { header: "x-client-ip-sealed" }],
    ["keep", resolver, { keep: ["x-forwarded-proto"] }],
    ["health", resolver, { health: ["/a", "/b"] }],
    ["health, and more", resolver, { health: ["/a", "/b", "/c"] }],
    ["unknown", resolver, { unknown: true }],
    ["diagnostics", resolver, { diagnostics: diagnosticsAt("/") }],
  ])("with another %s throws", (_what, other, more) => {
    const server = sealedServer(() => {}, SECOND);
    const seal = (): void => sealRequests(server, other, { ...SECOND, ...more });
    expect(seal).toThrow(expect.objectContaining({ code: "sealed-twice", expected: "one seal" }));
  });
});

describe("sealed-once: a request that one server hands to another", () => {
  it("is refused by another resolver, with a warning", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const direct = createResolver("direct");
    expect(await handedOn(REJECT, REJECT, [LINE], direct)).toMatch(/^HTTP\/1\.1 403 /);
    expect(emitted.mock.lastCall).toEqual([
      expect.stringContaining("(sealed-twice)"),
      expect.objectContaining({ code: "CLIENT_IP_SEAL_FAILED" }),
    ]);
    emitted.mockRestore();
  });

  it("keeps the first one's headers with the same resolver", async () => {
    expect(await handedOn(REJECT, { ...REJECT }, [LINE])).toContain("seen 203.0.113.7");
  });

  it.each<[string, SealOptions, number]>([
    ["rejected", REJECT, 403],
    ["rejected at another URL than its health checks'", { ...REJECT, health: ["/b"] }, 403],
    ["let through as a health check", { ...REJECT, health: ["/a"] }, 200],
    ["let through", { onUnresolved: () => "peer" }, 200],
    ["answered", { ...REJECT, diagnostics: diagnosticsAt("/a") }, 200],
  ])("without a client is %s as the second one says", async (_what, second, status) => {
    const lines = [`Client-IP-Token: ${TOKEN}`];
    const received = await handedOn({ onUnresolved: "peer" }, second, lines);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received.includes('"version":1')).toBe(second.diagnostics !== undefined);
  });

  it.each<[string, SealOptions, SealOptions]>([
    ["has another header", REJECT, { ...REJECT, header: "x-client-ip-sealed" }],
    ["keeps what is gone", REJECT, { ...REJECT, keep: ["x-forwarded-proto"] }],
    ["removes what was kept", { ...REJECT, keep: ["x-forwarded-proto"] }, REJECT],
    ["wants unknown clients named", REJECT, { ...REJECT, unknown: true }],
  ])("is refused by a seal that %s", async (_what, first, second) => {
    expect(await handedOn(first, second, [LINE])).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("may come from a seal that names unknown clients", async () => {
    const first = { onUnresolved: "peer", unknown: true } as const;
    expect(await handedOn(first, REJECT, [LINE])).toContain("seen 203.0.113.7");
    expect(await handedOn(first, { ...first }, [])).toContain("seen unknown");
    expect(await handedOn(first, REJECT, [])).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe("sealRequests", () => {
  it.each([
    ["a value that is no server", undefined, resolver],
    ["a value that is no server", {}, resolver],
    ["a server that emits no requests", createTcp(), resolver],
    ["a server that emits no requests", createTls(), resolver],
    ["a value that is no resolver", createServer(), "loopback"],
  ])("throws for %s", (given, server, what) => {
    const expected = what === resolver ? "a server of node:http, https or http2" : "a resolver";
    expect(() => sealRequests(server as never, what as never, REJECT)).toThrow(
      expect.objectContaining({ code: "config-type", given, expected }),
    );
  });

  it("does not seal what the server has emitted before", async () => {
    const server = createServer((req, res) => void res.end(forwarded(req)));
    const answer = await listening(server, async (port) => {
      const before = await exchange(port, bytesOf([LINE]));
      sealRequests(server, resolver, REJECT);
      return [before, await exchange(port, bytesOf([LINE]))].map((one) => one.split("\r\n").at(-1));
    });
    expect(answer).toEqual(["6.6.6.6, 203.0.113.7", "203.0.113.7"]);
  });

  it("answers an aborted request as one whose client is gone", async () => {
    const server = sealedServer((_req, res) => void res.end());
    await listening(server, async (port) => {
      const asked = request({
        port,
        host: "127.0.0.1",
        headers: { "x-forwarded-for": "203.0.113.7" },
      });
      asked.on("error", () => {}).end();
      const [req] = (await once(server, "request")) as [IncomingMessage];
      asked.destroy();
      expect(clientIpOf(req)).toBe("203.0.113.7");
    });
  });
});
