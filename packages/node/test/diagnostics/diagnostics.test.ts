import { type AddressInfo, Socket } from "node:net";
import { createServer, IncomingMessage, type RequestListener, type Server } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { bindResolver } from "../../src/adapter.ts";
import { clientIp, createResolver, diagnostics, sealRequests } from "../../src/index.ts";

const token = "0123456789abcdef0123456789abcdef";
const URL_PATH = "/client-ip-diagnostics";
const nginx = { name: "nginx-10.9.8.7", address: "loopback", tells: "x-forwarded-for" } as const;

async function serving<Result>(
  server: Server,
  use: (
    ask: (headers?: HeadersInit, path?: string, method?: string) => Promise<Response>,
  ) => Result,
): Promise<Awaited<Result>> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await use((headers = { "Client-IP-Token": token }, path = URL_PATH, method = "GET") =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers, method }),
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** An application behind middleware. */
function application(middleware: ReturnType<typeof clientIp>): Server {
  const listener: RequestListener = (req, res) => middleware(req, res, () => res.end("app"));
  return createServer(listener);
}

const behind = (path: Parameters<typeof clientIp>[0], more: Parameters<typeof clientIp>[1] = {}) =>
  application(clientIp(path, { diagnostics: diagnostics({ token }), ...more }));

describe("diagnostics-by-token: the diagnostic endpoint", () => {
  it("tells how a request with the token arrived, and is never stored", async () => {
    const headers = { "Client-IP-Token": token, "X-Forwarded-For": "6.6.6.6, 203.0.113.7" };
    const reply = await serving(behind(nginx), (ask) => ask(headers));
    const body = await reply.text();
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-type": "application/json",
      "content-length": String(body.length),
    });
    expect(JSON.parse(body)).toEqual({
      version: 1,
      peer: "127.0.0.1",
      encrypted: false,
      truncated: false,
      rawHeaders: ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"],
      masked: [],
      proxyProtocol: [],
      answer: {
        ip: "203.0.113.7",
        status: "resolved",
        source: "x-forwarded-for",
        proof: "address",
        warnings: [],
        hops: 1,
        steps: [
          { event: "peer", cursor: "127.0.0.1" },
          { event: "recognized", cursor: "127.0.0.1" },
          {
            event: "reported",
            header: "x-forwarded-for",
            line: 1,
            element: "203.0.113.7",
            cursor: "203.0.113.7",
          },
        ],
      },
    });
  });

  it.each([
    ["without a token", {}, URL_PATH, "GET"],
    ["with a wrong token", { "Client-IP-Token": `${token.slice(0, -1)}e` }, URL_PATH, "GET"],
    ["with a longer token", { "Client-IP-Token": `${token}0` }, URL_PATH, "GET"],
    ["at another URL", { "Client-IP-Token": token }, "/", "GET"],
    ["with another method", { "Client-IP-Token": token }, URL_PATH, "POST"],
  ])("is not there for a request %s", async (_what, headers, path, method) => {
    const body = await serving(behind(nginx), async (ask) =>
      (await ask(headers, path, method)).text(),
    );
    expect(body).toBe("app");
  });

  it.each(["/a", "/"])("has the URL that it is given, with any query: %s", async (path) => {
    const server = application(clientIp(nginx, { diagnostics: diagnostics({ token, path }) }));
    const { version } = await serving(server, async (ask) =>
      (await ask(undefined, `${path}?b=/c?d`)).json(),
    );
    expect(version).toBe(1);
  });

  it("answers what the path rejects, with the token alone", async () => {
    const server = behind(nginx, { onUnresolved: "reject" });
    const statuses = await serving(server, async (ask) => {
      const replies = await Promise.all([ask(), ask({ "Client-IP-Token": "a" }), ask({})]);
      return replies.map(({ status }) => status);
    });
    expect(statuses).toEqual([200, 403, 403]);
  });

  it.each([
    [
      "an adapter's",
      () =>
        application(
          clientIp(nginx, {
            seal: { onUnresolved: "reject", keep: [], diagnostics: diagnostics({ token }) },
          }),
        ),
    ],
    [
      "a server's",
      () => {
        const server = createServer((_req, res) => res.end("app"));
        const sealed = { onUnresolved: "reject", keep: [] } as const;
        const options = { ...sealed, diagnostics: diagnostics({ token }) };
        sealRequests(server, createResolver(nginx), options);
        return server;
      },
    ],
  ])("tells in front of %s seal what the seal removes", async (_whose, made) => {
    const headers = { "Client-IP-Token": token, "X-Real-IP": "6.6.6.6" };
    const { rawHeaders, answer } = await serving(made(), async (ask) =>
      (await ask(headers)).json(),
    );
    expect(rawHeaders.join().toLowerCase()).toBe("x-real-ip,6.6.6.6");
    expect(answer.status).toBe("missing");
  });

  it("answers in front of the seal of HTTP/2", async () => {
    const server = createHttp2Server().on("stream", (stream) => stream.end("app"));
    const sealed = { onUnresolved: "reject", keep: [] } as const;
    const options = { ...sealed, diagnostics: diagnostics({ token }) };
    sealRequests(server, createResolver(nginx), options);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ":path": URL_PATH, "client-ip-token": token });
    const body = Buffer.concat(await stream.toArray()).toString();
    session.close();
    server.close();
    expect(JSON.parse(body)).toMatchObject({ peer: "127.0.0.1", answer: { status: "missing" } });
  });

  it("also works alone, as middleware, and then knows no path", async () => {
    const endpoint = diagnostics({ token });
    const alone = await serving(createServer(endpoint), async (ask) => [
      (await (await ask()).json()).answer,
      (await ask({})).status,
      await (await ask({})).text(),
    ]);
    expect(alone).toEqual([null, 404, ""]);
    const bind = clientIp(nginx);
    const server = application((req, res, next) => bind(req, res, () => endpoint(req, res, next)));
    const [{ answer }, other] = await serving(server, async (ask) => [
      await (await ask()).json(),
      await (await ask({})).text(),
    ]);
    expect([answer.status, other]).toEqual(["missing", "app"]);
  });

  it("answers with the outermost path, where several may hold", async () => {
    const [outer, inner] = [createResolver(nginx), createResolver("direct")];
    const server = createServer((req, res) => {
      bindResolver(req, outer, "the application");
      bindResolver(req, inner, "a router", () => ({ bind() {}, current: () => [inner, outer] }));
      diagnostics({ token })(req, res);
    });
    const { answer } = await serving(server, async (ask) => (await ask()).json());
    expect(answer).toMatchObject({ status: "missing" });
  });

  it("refuses a framework that passes no response", () => {
    expect(() => diagnostics({ token })(Object({}), () => {})).toThrow(
      "[config-type] given a call without a response of Node",
    );
  });

  it("is closed if a hop says that the token came over plain HTTP from another machine", async () => {
    const path = { ...nginx, proto: "x-forwarded-proto" } as const;
    const ask = async (proto: string, client: string) =>
      await serving(behind(path), async (one) => {
        const lines = { "X-Forwarded-Proto": proto, "X-Forwarded-For": client };
        return (await one({ ...lines, "Client-IP-Token": token })).text();
      });
    for (const client of ["203.0.113.7", "198.51.127.7", "::1:0:0:7"]) {
      await expect(ask("http", client)).resolves.toBe("app");
    }
    await expect(ask("https", "203.0.113.7")).resolves.toContain('"proto":"https"');
    for (const client of ["127.0.0.1", "::1"]) {
      await expect(ask("http", client)).resolves.toContain('"proto":"http"');
    }
  });

  it.each([
    ["direct", "172.18.0.3", true],
    ["direct", "10.42.0.7", true],
    ["direct", "fd00::7", true],
    ["direct", "127.0.0.1", true],
    ["direct", "198.51.100.10", false],
    ["direct", "2001:db8::7", false],
    ["10.9.0.0/16", "172.18.0.3", true],
    ["10.9.0.0/16", "198.51.100.10", false],
    ["10.9.0.0/16", "10.9.0.1", true],
    ["heroku", "198.51.100.10", false],
  ])("is open with the path %s to a proxy at %s: %s", (path, remoteAddress, isOpen) => {
    const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
    const headers = { "client-ip-token": token, "x-forwarded-for": "203.0.113.7" };
    const rawHeaders = Object.entries(headers).flat();
    const req = { method: "GET", url: URL_PATH, headers, rawHeaders };
    const request = Object.assign(new IncomingMessage(socket), req);
    const reply = diagnostics({ token }).answerTo(request, createResolver(path));
    expect(reply?.status).toBe(isOpen ? 200 : undefined);
  });

  it.each([
    [undefined, "a wrong token"],
    [{}, "a wrong token"],
    [{ token: [token] }, "a wrong token"],
    [{ token: `é${token}` }, "a wrong token"],
    [{ token: token.slice(1) }, "a wrong token"],
    [{ token: `${token}é` }, "a wrong token"],
    [{ token: `${token} ` }, "a wrong token"],
    [{ token, path: "client-ip" }, "a wrong path"],
    [{ token, path: "a/b" }, "a wrong path"],
    [{ token, path: ["/a"] }, "a wrong path"],
    [{ token, path: "/a?b" }, "a wrong path"],
  ])("is refused at startup with %o", (options, given) => {
    const make = (): unknown => diagnostics(options as never);
    expect(make).toThrow(expect.objectContaining({ code: "diagnostics-options", given }));
    expect(make).not.toThrow(token.slice(1));
  });

  it.each([[{ onUnresolved: "reject" }], [{ diagnostics: diagnostics({ token }) }]])(
    "stands inside of the seal: %o beside it is refused",
    (beside) => {
      const seal = { onUnresolved: "reject", keep: [] };
      expect(() => clientIp(nginx, { seal, ...beside } as never)).toThrow("[seal-options]");
    },
  );
});

describe("diagnostics-without-secrets: the diagnostic endpoint", () => {
  it("shows nothing of the path, and no secret of the request", async () => {
    const path = [
      { name: "edge-172.30.0.0", address: "172.30.0.0/16", tells: "forwarded" },
      {
        address: ["loopback", "10.77.0.0/16"],
        secret: { header: "X-Origin", value: "the-secret-of-the-path" },
        tells: "forwarded",
      },
    ] as const;
    const headers = {
      "Client-IP-Token": token,
      Cookie: "session=the-cookie",
      Authorization: "Bearer the-authorization",
      "X-Origin": "the-secret-of-the-path",
      Forwarded: "for=203.0.113.7, for=172.30.0.9;secret=the-forwarded-secret",
      "X-Forwarded-Client-Cert": "Hash=the-certificate",
    };
    const text = await serving(behind([...path]), async (ask) => (await ask(headers)).text());
    expect(JSON.parse(text).masked.toSorted()).toEqual(["x-forwarded-client-cert", "x-origin"]);
    expect(text).not.toMatch(/the-|172\.30\.0\.0|10\.77|edge|0123456789abcdef/);
  });
});
