import { EventEmitter, once } from "node:events";
import { constants } from "node:http2";
import { Duplex, PassThrough } from "node:stream";
import { connect } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { clientIp, diagnostics, type Hop, type Path, type SealOptions } from "../../src/index.ts";
import { createServer, type ServerResponse } from "node:http";
import { rejectionOf, rejectSocket, rejectStream } from "../../src/seal/rejection.ts";
import { bytesOf, exchange, listening, requestOf, sealedServer } from "./serving.ts";

const ENDPOINT = diagnostics({ token: "0123456789abcdef0123456789abcdef" });

type Package = typeof import("../../src/index.ts");

const seenServer = (options?: SealOptions) =>
  sealedServer((_req, res) => void res.end("seen"), options);
const ask = async (lines: readonly string[], options?: SealOptions, first?: string) =>
  await listening(seenServer(options), (port) => exchange(port, bytesOf(lines, first)));

const says = async (answer: () => unknown) =>
  (await ask([], { onUnresolved: answer as never })).slice(9, 12);

describe("unresolved-rejected: a request without a client", () => {
  it("gets 403 with a problem document that holds nothing of it", async () => {
    const received = await ask(["X-Real-IP: 6.6.6.6", "X-Secret: abc"]);
    const [head = "", body = ""] = received.split("\r\n\r\n");
    expect(head.split("\r\n").filter((line) => !line.startsWith("Date"))).toEqual([
      "HTTP/1.1 403 Forbidden",
      "content-type: application/problem+json",
      `content-length: ${body.length}`,
      "cache-control: no-store",
      "Connection: close",
    ]);
    expect(JSON.parse(body)).toEqual({
      type: "about:blank",
      title: "Forbidden",
      status: 403,
      detail: "It is not known which client sent this request.",
    });
  });

  it("keeps its connection if it has no body", async () => {
    const bytes = `GET / HTTP/1.1\r\nHost: a\r\n\r\n${bytesOf(["X-Forwarded-For: 203.0.113.7"])}`;
    const received = await listening(seenServer(), (port) => exchange(port, bytes));
    expect(received).toMatch(/403 Forbidden[^]*200 OK[^]*seen$/);
  });

  it.each([["Content-Length: 100"], ["Transfer-Encoding: chunked"]])(
    "loses its connection if a body is pending: %s",
    async (line) => {
      const bytes = `POST / HTTP/1.1\r\nHost: a\r\n${line}\r\n\r\n`;
      const received = await listening(seenServer(), (port) => exchange(port, bytes));
      expect(received).toContain("connection: close");
      expect(received).not.toContain("seen");
    },
  );

  it.each([
    ["checkContinue", "100-continue"],
    ["checkExpectation", "dance"],
  ])("is not decided about by an application that listens to %s", async (event, expectation) => {
    const server = seenServer();
    server.on(event, (_req, res: ServerResponse) => res.end("seen"));
    const bytes = bytesOf([`Expect: ${expectation}`, "Content-Length: 9"], "POST / HTTP/1.1");
    const received = await listening(server, (port) => exchange(port, bytes));
    expect(received).toMatch(/^HTTP\/1\.1 403 [^]*connection: close/);
  });

  it("gets no body to HEAD", async () => {
    expect(await ask([], undefined, "HEAD / HTTP/1.1")).toMatch(/^HTTP\/1\.1 403 [^]*\r\n\r\n$/);
  });

  it.each([
    ["upgrade", "GET / HTTP/1.1", "Connection: Upgrade\r\nUpgrade: test"],
    ["connect", "CONNECT a:1 HTTP/1.1", "X-A: b"],
  ])("is closed with 403 if it is an %s", async (event, first, lines) => {
    const server = seenServer();
    server.on(event, (_req, socket: Duplex) => socket.end("seen"));
    const received = await listening(server, (port) =>
      exchange(port, `${first}\r\nHost: a\r\n${lines}\r\n\r\n`),
    );
    const [head = "", body = ""] = received.split("\r\n\r\n");
    expect(head.split("\r\n")).toEqual([
      "HTTP/1.1 403 Forbidden",
      "Content-Type: application/problem+json",
      `Content-Length: ${body.length}`,
      "Cache-Control: no-store",
      "Connection: close",
    ]);
    expect(JSON.parse(body)).toMatchObject({ status: 403 });
  });

  it("may reset its connection without an error of the server", async () => {
    const server = seenServer();
    server.on("upgrade", () => {});
    await listening(server, async (port) => {
      const socket = connect(port, "127.0.0.1");
      socket.write(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n",
        () => {
          socket.resetAndDestroy();
        },
      );
      // The server still answers.
      expect(await exchange(port, bytesOf(["X-Forwarded-For: 203.0.113.7"]))).toContain("seen");
    });
  });

  it("passes if the function says so, and not if it throws or says something else", async () => {
    expect(await says(() => "peer")).toBe("200");
    expect(await says(() => "reject")).toBe("403");
    expect(await says(() => undefined)).toBe("403");
    expect(
      await says(() => {
        throw new Error("a mistake");
      }),
    ).toBe("403");
  });

  it("has no headers that the function could believe", async () => {
    const heard: unknown[] = [];
    await ask(["X-Real-IP: 6.6.6.6", "X-A: b"], {
      onUnresolved: ({ headers }, { status }) => {
        heard.push(Object.keys(headers), status);
        return "reject";
      },
    });
    expect(heard).toEqual([["host", "x-a", "connection"], "missing"]);
  });
});

describe("unresolved-rejected: a client that leaves or stays", () => {
  it("makes no error of the server when its stream or its socket fails", () => {
    const stream = Object.assign(new EventEmitter(), { destroyed: true });
    rejectStream(stream as never, requestOf([]));
    const socket = new PassThrough();
    rejectSocket(socket, requestOf([]));
    const heard = [stream, socket].map((one: EventEmitter) =>
      one.emit("error", new Error("reset")),
    );
    expect(heard).toEqual([true, true]);
  });

  it.each<[boolean, readonly number[]]>([
    [true, []],
    [false, [constants.NGHTTP2_NO_ERROR]],
  ])("need not send the rest of its body over HTTP/2: ended %s", (endAfterHeaders, expected) => {
    const codes: number[] = [];
    const close = (code: number) => codes.push(code);
    const end = () => stream.emit("finish");
    const stream = Object.assign(new EventEmitter(), {
      endAfterHeaders,
      respond: () => {},
      end,
      close,
    });
    rejectStream(stream as never, requestOf([]));
    expect(codes).toEqual(expected);
  });

  it("keeps its connection if its whole body has been read", () => {
    const req = Object.assign(requestOf(["Content-Length", "5"]), { complete: true });
    expect(rejectionOf(req).headers).not.toHaveProperty("connection");
  });

  it("cannot keep the socket of an upgrade open", async () => {
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    rejectSocket(socket, requestOf([]));
    await once(socket, "finish");
    expect(socket.destroyed).toBe(true);
  });
});

describe("health-checks-pass: a health check", () => {
  const options = { onUnresolved: "reject", health: ["/healthz"] } as const;

  it.each([
    ["GET /healthz HTTP/1.1", [], "200"],
    ["HEAD /healthz HTTP/1.1", [], "200"],
    ["GET /healthz?a=b HTTP/1.1", [], "403"],
    ["GET /healthz/ HTTP/1.1", [], "403"],
    ["GET //healthz HTTP/1.1", [], "403"],
    ["GET /HEALTHZ HTTP/1.1", [], "403"],
    ["POST /healthz HTTP/1.1", [], "403"],
    ["GET /healthz HTTP/1.1", ["X-Real-IP: 6.6.6.6"], "403"],
    ["GET /healthz HTTP/1.1", ["Via: 1.1 proxy"], "403"],
    ["GET /healthz HTTP/1.1", ["X-Forwarded-For: "], "403"],
  ])("%s with %j is answered %s", async (first, lines, status) => {
    expect((await ask(lines, options, first)).slice(9, 12)).toBe(status);
  });
});

describe("health-checks-pass: a request around the outermost hop, at the URL of a health check", () => {
  const WAF = { value: "x-waf-client" };
  const LIST = { list: "x-chain" };
  const HEALTHZ = "GET /healthz HTTP/1.1";

  it.each<[string, Hop["tells"], Hop["tells"], string]>([
    ["a value", WAF, { value: "x-lb-client" }, "X-Lb-Client: 203.0.113.7"],
    ["an empty value", WAF, { value: "x-lb-client" }, "X-Lb-Client:"],
    ["the outer hop's", WAF, { value: "x-lb-client" }, "x_waf_client: 203.0.113.7"],
    ["a list", LIST, LIST, "X-Chain: 203.0.113.7"],
  ])("is rejected if it has a header that the path reads: %s", async (_, outer, inner, line) => {
    const path: Path = [
      { name: "waf", address: "192.0.2.1", tells: outer, required: true },
      { name: "lb", address: "127.0.0.1", tells: inner },
    ];
    const options = { onUnresolved: "reject", health: ["/healthz"] } as const;
    for (const given of [options, { seal: { ...options, keep: [] } }]) {
      const middleware = clientIp(path, given);
      const server = createServer((req, res) => middleware(req, res, () => res.end("seen")));
      const [outsider, check] = await listening(server, async (port) => [
        await exchange(port, bytesOf([line], HEALTHZ)),
        await exchange(port, bytesOf(["X-A: x-waf-client", "X-B: x-chain"], HEALTHZ)),
      ]);
      expect(outsider).toMatch(/^HTTP\/1\.1 403 /);
      expect(check).toMatch(/seen$/);
    }
  });
});

describe("clientIp, as a middleware of node:http", () => {
  it.each([
    ["a seal", { seal: { onUnresolved: "reject", keep: [] } }, "203.0.113.7"],
    ["a rejection", { onUnresolved: "reject" }, "6.6.6.6, 203.0.113.7"],
  ] as const)("can have %s", async (_what, options, list) => {
    const middleware = clientIp("loopback", options);
    const server = createServer((req, res) => {
      middleware(req, res, () => res.end(req.headers["x-forwarded-for"]));
    });
    const [known, unknown] = await listening(server, async (port) => [
      await exchange(port, bytesOf(["X-Forwarded-For: 6.6.6.6, 203.0.113.7"])),
      await exchange(port, bytesOf([])),
    ]);
    expect(known?.split("\r\n\r\n")[1]).toBe(list);
    expect(unknown).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    ["a seal", { seal: { onUnresolved: "reject", keep: [] } }],
    ["a rejection", { onUnresolved: "reject" }],
    ["diagnostics", { diagnostics: ENDPOINT }],
    ["diagnostics in a seal", { seal: { onUnresolved: "peer", keep: [], diagnostics: ENDPOINT } }],
  ] as const)("with %s needs the response, whoever asks", (_what, options) => {
    const middleware = clientIp("direct", options);
    const req = requestOf([], "203.0.113.7");
    const expected = expect.objectContaining({ code: "config-type" });
    expect(() => middleware(req)).toThrow(expected);
    const next = vi.fn<(error?: unknown) => void>();
    middleware(req, undefined, next);
    expect(next.mock.calls).toEqual([[expected]]);
  });

  it("with a seal that rejects none needs no response", () => {
    const req = requestOf([], "203.0.113.7");
    clientIp("direct", { seal: { onUnresolved: "peer", keep: [] } })(req);
    expect(req.headers["x-forwarded-for"]).toBe("203.0.113.7");
  });

  it("rejects an upgrade on its socket", async () => {
    const middleware = clientIp("loopback", { onUnresolved: "reject" });
    const server = createServer().on("upgrade", (req, socket: Duplex) => {
      middleware(req, socket, () => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    });
    const upgrade = ["Connection: upgrade", "Upgrade: chat"];
    const upgraded = (lines: readonly string[]) =>
      listening(server, (port) => {
        return exchange(
          port,
          ["GET / HTTP/1.1", "Host: a", ...lines, ...upgrade, "", ""].join("\r\n"),
        );
      });
    expect(await upgraded(["X-Forwarded-For: 203.0.113.7"])).toMatch(/^HTTP\/1\.1 101 /);
    expect(await upgraded([])).toMatch(/^HTTP\/1\.1 403 .*\r\nConnection: close\r\n/s);
  });
});

it("a rejection is warned of, with the status", async () => {
  vi.resetModules();
  const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const { clientIp: reject }: Package = await import("../../src/index.ts");
  const server = createServer((req, res) =>
    reject("loopback", { onUnresolved: "reject" })(req, res),
  );
  await listening(server, (port) => exchange(port, bytesOf([])));
  const warnings = emitted.mock.calls.map(([text, more]) => [Object(more).code, String(text)]);
  emitted.mockRestore();
  expect(warnings).toContainEqual(["CLIENT_IP_REJECTED", expect.stringContaining("(missing)")]);
});

it("health without onUnresolved is refused: it would do nothing", () => {
  expect(() => clientIp("loopback", { health: ["/healthz"] })).toThrow(
    expect.objectContaining({ code: "seal-options", given: "health without onUnresolved" }),
  );
});
