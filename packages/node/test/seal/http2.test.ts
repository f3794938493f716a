import { EventEmitter, once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  createServer,
  type Http2Server,
  type OutgoingHttpHeaders,
} from "node:http2";
import { request } from "node:https";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import {
  clientIp,
  clientIpOf,
  originalHeaders,
  sealRequests,
  type SealOptions,
} from "../../src/index.ts";
import { party } from "../tls-files.ts";
import { uncaughtDuring } from "../uncaught.ts";
import { listening, resolver } from "./serving.ts";

const FORGED = { "x-real-ip": "6.6.6.6", x_client_ip: "6.6.6.6", forwarded: "for=6.6.6.6" };
const FROM_NGINX = { "x-forwarded-for": "6.6.6.6, 203.0.113.7" };

/** What a client sends that resets its request at once (RFC 9113 6). */
const RESET_AT_ONCE = [
  "000000 04 00 00000000", // SETTINGS
  "000006 01 05 00000001 828684410161", // HEADERS: GET, http, / and the authority "a"
  "000004 03 00 00000001 00000000", // RST_STREAM: NO_ERROR
  "000008 06 00 00000000 0102030405060708", // PING
];
/** The answer to the PING. */
const PONG = "0000080601000000000102030405060708";

function sealed(
  server: Http2Server,
  options: SealOptions = { onUnresolved: "reject" },
): Http2Server {
  sealRequests(server, resolver, options);
  return server;
}

async function within<Result>(
  server: Http2Server,
  use: (session: ClientHttp2Session) => Promise<Result>,
): Promise<Result> {
  return await listening(server, async (port) => {
    const session = connect(`http://127.0.0.1:${port}`);
    try {
      return await use(session);
    } finally {
      session.destroy();
    }
  });
}

async function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<{ readonly status: unknown; readonly body: string }> {
  const stream = session.request(headers, { endStream: body === undefined });
  stream.on("error", () => {});
  if (body !== undefined) stream.write(body);
  let received = "";
  stream.setEncoding("utf8").on("data", (chunk) => (received += String(chunk)));
  const [answered] = (await once(stream, "response")) as [OutgoingHttpHeaders];
  // The server may close it before the request has ended.
  await once(stream, body === undefined ? "end" : "close");
  return { status: answered[":status"], body: received };
}

describe("sealed-requests: HTTP/2", () => {
  it("seals each request of a session", async () => {
    const server = createServer((req, res) => {
      const names = req.rawHeaders.filter((name) => /ip|for/i.test(name));
      const list = req.headers["x-forwarded-for"];
      const before = originalHeaders(req).headers["x-real-ip"];
      res.end(JSON.stringify({ list, names, own: clientIpOf(req), before }));
    });
    const answers = await within(sealed(server), async (session) => [
      await ask(session, { ...FORGED, ...FROM_NGINX }),
      await ask(session, { "x-forwarded-for": ["6.6.6.6", "203.0.113.8"] }),
    ]);
    expect(answers.map(({ body }) => JSON.parse(body) as object)).toEqual([
      {
        list: "203.0.113.7",
        names: ["x-forwarded-for"],
        own: "203.0.113.7",
        before: "6.6.6.6",
      },
      { list: "203.0.113.8", names: ["x-forwarded-for"], own: "203.0.113.8" },
    ]);
  });

  it("seals what the listeners of a stream, and of a session, get", async () => {
    const server = createServer();
    const heard: unknown[] = [];
    server.on("session", (session) => {
      session.on("stream", (_stream, headers) => heard.push(headers["x-forwarded-for"]));
    });
    server.on("stream", (stream, headers) => {
      stream.respond({ ":status": 200 });
      stream.end([headers["x-forwarded-for"], String(headers["x-real-ip"])].join(" "));
    });
    const answer = await within(sealed(server), (session) =>
      ask(session, { ...FORGED, ...FROM_NGINX }),
    );
    expect(answer.body).toBe("203.0.113.7 undefined");
    expect(heard).toEqual(["203.0.113.7"]);
  });

  it("seals a CONNECT, and a request that expects 100-continue", async () => {
    const server = createServer();
    server.on("connect", (req, res) => res.end(String(req.headers["x-forwarded-for"])));
    server.on("checkContinue", (req, res) => res.end(String(req.headers["x-forwarded-for"])));
    server.on("request", (_req, res) => res.end("no"));
    const answers = await within(sealed(server), async (session) => [
      await ask(session, { ":method": "CONNECT", ":authority": "a:1", ...FROM_NGINX }, ""),
      await ask(session, { expect: "100-continue", ...FROM_NGINX }),
    ]);
    expect(answers.map(({ body }) => body)).toEqual(["203.0.113.7", "203.0.113.7"]);
  });

  it("is sealed by a middleware, too, which may reject", async () => {
    const middleware = clientIp("loopback", { seal: { onUnresolved: "reject", keep: [] } });
    const server = createServer((req, res) => {
      middleware(req, res, () => {
        req.stream.on("trailers", (trailers) => {
          const { "x-forwarded-for": list, "x-real-ip": real } = req.headers;
          const names = [...req.rawHeaders, ...Object.keys(trailers)];
          const found = names.filter((name) => /-ip|for/.test(name));
          res.end(JSON.stringify({ list, real, found, own: clientIpOf(Object.create(req)) }));
        });
        req.resume();
      });
    });
    const answers = await within(server, async (session) => {
      const headers = { ":method": "POST", ...FORGED, ...FROM_NGINX };
      const stream = session.request(headers, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-client-ip": "6.6.6.6", a: "b" }));
      stream.end("a");
      const seen = await text(stream);
      return [seen, (await ask(session, { ":method": "POST", ...FORGED }, "a")).status];
    });
    expect(answers).toEqual([
      JSON.stringify({ list: "203.0.113.7", found: ["x-forwarded-for"], own: "203.0.113.7" }),
      403,
    ]);
  });

  it("seals HTTP/1 on a secure server that allows it", async () => {
    const server = createSecureServer({ ...party("server"), allowHTTP1: true }, (req, res) => {
      res.end(String(req.headers["x-forwarded-for"]));
    });
    sealRequests(server, resolver, { onUnresolved: "reject" });
    const answer = await listening(server, async (port) => {
      const options = { port, host: "127.0.0.1", rejectUnauthorized: false, agent: false };
      const asked = request({ ...options, headers: FROM_NGINX }).end();
      const [response] = await once(asked, "response");
      return await text(response);
    });
    expect(answer).toBe("203.0.113.7");
  });
});

it("sealed-requests: a stream whose session is gone already is sealed, too", () => {
  const server = sealed(createServer(), { onUnresolved: "peer" });
  const heard: unknown[] = [];
  server.on("stream", (_stream, headers) => heard.push(headers));
  const stream = Object.assign(new EventEmitter(), { session: undefined, endAfterHeaders: true });
  server.emit("stream", stream as never, { ":path": "/", ...FORGED } as never, 0, []);
  expect(heard).toEqual([{ ":path": "/" }]);
});

describe("unresolved-rejected: HTTP/2", () => {
  it("answers 403, and no listener sees the request", async () => {
    const server = createServer((_req, res) => void res.end("seen"));
    const answer = await within(sealed(server), (session) => ask(session, FORGED));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 403, title: "Forbidden" });
  });

  it("closes a stream whose body is pending, and no other", async () => {
    const server = createServer((_req, res) => void res.end("seen"));
    // Node itself closes only a stream that no listener reads.
    server.on("session", (session) => session.on("stream", (stream) => stream.resume()));
    const [rejected, other] = await within(sealed(server), async (session) => [
      await ask(session, { ":method": "POST", "content-length": 1, ...FORGED }, "a"),
      await ask(session, FROM_NGINX),
    ]);
    expect(rejected?.status).toBe(403);
    expect(other?.body).toBe("seen");
  });

  it("closes it behind the whole answer of a middleware, too", async () => {
    const middleware = clientIp("loopback", { onUnresolved: "reject" });
    const server = createServer((req, res) => middleware(req, res, () => res.end("seen")));
    const { status, body } = await within(server, (session) =>
      ask(session, { ":method": "POST" }, "a".repeat(70_000)),
    );
    expect([status, JSON.parse(body)]).toMatchObject([403, { status: 403 }]);
  });

  it("leaves alone a stream that the client reset before it was emitted", async () => {
    const server = sealed(createServer());
    const seen: unknown[] = [];
    server.prependListener("session", (session) => {
      session.prependListener("stream", ({ closed, destroyed }) =>
        seen.push({ closed, destroyed }),
      );
    });
    const uncaught = await uncaughtDuring(async () => {
      const [client, connection] = duplexPair();
      server.emit("connection", connection);
      client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      client.write(RESET_AT_ONCE.join("").replaceAll(" ", ""), "hex");
      let received = "";
      for await (const chunk of client.setEncoding("hex")) {
        received += String(chunk);
        if (received.includes(PONG)) break;
      }
    });
    expect(seen).toEqual([{ closed: true, destroyed: false }]);
    expect(uncaught).toEqual([]);
  });

  it("asks a function, which sees the path", async () => {
    const server = createServer((req, res) => void res.end(String(req.headers["x-forwarded-for"])));
    const open = sealed(server, {
      onUnresolved: ({ url, method }) =>
        url === "/healthz" && method === "GET" ? "peer" : "reject",
    });
    const answers = await within(open, async (session) => [
      await ask(session, { ":path": "/healthz", ...FORGED }),
      await ask(session, { ":path": "/", ...FORGED }),
    ]);
    expect(answers).toMatchObject([{ status: 200, body: "undefined" }, { status: 403 }]);
  });
});
