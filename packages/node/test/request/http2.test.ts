import { once } from "node:events";
import { connect, constants, createSecureServer, createServer } from "node:http2";
import type {
  ClientHttp2Session,
  Http2Server,
  Http2ServerRequest,
  OutgoingHttpHeaders,
} from "node:http2";
import { get } from "node:https";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, clientIpOf, createResolver } from "../../src/index.ts";
import { evidenceOf } from "../../src/adapter.ts";
import { ca, party } from "../tls-files.ts";

const appending = createResolver({ address: "127.0.0.1", tells: "x-forwarded-for" });

describe("a request of http2's compatibility API", () => {
  it("is answered by the headers of its own stream", async () => {
    const answers = await within(createServer(answer), "http", async (session) => [
      await ask(session, { "x-forwarded-for": "198.51.100.7" }),
      await ask(session, { "x-forwarded-for": "2001:db8::8" }),
      await ask(session, {}),
    ]);
    expect(answers).toMatchObject([
      { ip: "198.51.100.7", peer: "127.0.0.1" },
      { ip: "2001:db8::8", peer: "127.0.0.1" },
      { status: "missing", peer: "127.0.0.1" },
    ]);
  });

  it("has duplicate header lines apart", async () => {
    const resolver = createResolver({ address: "127.0.0.1", tells: "forwarded" });
    const server = createServer(
      (req, res) => void res.end(JSON.stringify({ ip: clientIpOf(req, resolver) })),
    );
    const answers = await within(server, "http", (session) =>
      ask(session, { Forwarded: ['for="6.6.6.6', "for=198.51.100.7"] }),
    );
    expect(answers).toEqual({ ip: "198.51.100.7" });
  });

  it("is refused with too many header lines, which are never dropped silently", async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-${i}`, "1"]));
    await within(createServer(answer), "http", async (session) => {
      const stream = session.request(many);
      await expect(once(stream, "response")).rejects.toThrow("NGHTTP2_ENHANCE_YOUR_CALM");
    });
  });

  it("is answered with more lines than HTTP/1 keeps, if the server allows them", async () => {
    const many = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`x-${i}`, "1"]));
    const server = createServer({ maxHeaderListPairs: 2000 }, answer);
    const answers = await within(server, "http", (session) =>
      ask(session, { ...many, "x-forwarded-for": "198.51.100.7" }),
    );
    expect(answers).toMatchObject({ ip: "198.51.100.7" });
  });

  it("keeps its answer after the client has left, if it was asked for before", async () => {
    const server = createServer();
    const req = await within(server, "http", async (session) => {
      session.request({ "x-forwarded-for": "198.51.100.7" }).on("error", () => {});
      const [received] = (await once(server, "request")) as [Http2ServerRequest];
      expect(clientIpOf(received, appending)).toBe("198.51.100.7");
      const closed = new Promise((resolve) => void received.stream.once("close", resolve));
      session.destroy();
      await closed;
      return received;
    });
    expect(clientIpOf(req, appending)).toBe("198.51.100.7");
  });

  it("invoked-function: has no invoker if the client reset its stream before it was asked", async () => {
    const invoked = createResolver({ address: "invoker", tells: "x-forwarded-for" });
    const server = createServer();
    const info = await within(server, "http", async (session) => {
      const stream = session.request({ "x-forwarded-for": "6.6.6.6" }).on("error", () => {});
      const [received] = (await once(server, "request")) as [Http2ServerRequest];
      const closed = new Promise((resolve) => void received.stream.once("close", resolve));
      stream.close(constants.NGHTTP2_CANCEL);
      await closed;
      return clientIpInfoOf(received, invoked);
    });
    expect(info).toMatchObject({ ip: undefined, status: "no-peer", peer: undefined });
  });

  it("has no peer, and does not throw, if it is first asked for after the session is gone", async () => {
    const server = createServer();
    const req = await within(server, "http", async (session) => {
      session.request({ "x-forwarded-for": "6.6.6.6" }).on("error", () => {});
      const [received] = (await once(server, "request")) as [Http2ServerRequest];
      const closed = new Promise((resolve) => void received.stream.once("close", resolve));
      session.destroy();
      await closed;
      return received;
    });
    expect(clientIpInfoOf(req, appending)).toMatchObject({ ip: undefined, status: "no-peer" });
  });
});

describe("a server of http2 over TLS", () => {
  const secure = { ...party("server"), ca, requestCert: true, rejectUnauthorized: false };
  const resolver = createResolver({ identity: "spiffe://test/gateway", tells: "x-forwarded-for" });

  it("reads the client's certificate through http2's proxy of the socket", async () => {
    const server = createSecureServer(secure, (req, res) => {
      res.end(JSON.stringify({ ip: clientIpOf(req, resolver), ...evidenceOf(req), headers: {} }));
    });
    const answers = await within(server, "https", (session) =>
      ask(session, { "x-forwarded-for": "198.51.100.7" }),
    );
    expect(answers).toMatchObject({
      ip: "198.51.100.7",
      peerIdentity: ["spiffe://test/gateway"],
      truncated: false,
    });
  });

  it("answers the HTTP/1 requests that it allows", async () => {
    const server = createSecureServer({ ...secure, allowHTTP1: true }, (req, res) => {
      res.end(JSON.stringify({ ip: clientIpOf(req, resolver) }));
    });
    const answers = await within(server, "https", async (_session, port) => {
      const headers = { "X-Forwarded-For": "198.51.100.7" };
      const request = get({
        ...party("gateway"),
        ca,
        host: "127.0.0.1",
        port,
        headers,
        agent: false,
      });
      const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
      return await json(response);
    });
    expect(answers).toEqual({ ip: "198.51.100.7" });
  });
});

function answer(req: Http2ServerRequest, res: { end(text: string): unknown }): void {
  res.end(JSON.stringify(clientIpInfoOf(req, appending)));
}

/** Opens a session of the gateway with a server that listens while `use` runs. */
async function within<Result>(
  server: Http2Server,
  scheme: "http" | "https",
  use: (session: ClientHttp2Session, port: number) => Promise<Result>,
): Promise<Result> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  const session = connect(`${scheme}://127.0.0.1:${address.port}`, { ...party("gateway"), ca });
  try {
    return await use(session, address.port);
  } finally {
    session.destroy();
    server.close();
  }
}

async function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<unknown> {
  const stream = session.request({ [constants.HTTP2_HEADER_PATH]: "/", ...headers });
  return await json(stream);
}
