import { once } from "node:events";
import { createServer, get, type Server } from "node:https";
import { connect, createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer as createPlainServer, IncomingMessage } from "node:http";
import { type AddressInfo, connect as connectTcp, Socket } from "node:net";
import { json, text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { evidenceOf } from "../../src/adapter.ts";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { ca, party } from "../tls-files.ts";

const direct = createResolver("direct");

function made(rawHeaders: string[], more: object = {}): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
  return Object.assign(new IncomingMessage(socket), { rawHeaders, ...more });
}
const hostOf = (rawHeaders: string[], more?: object) =>
  evidenceOf(made(rawHeaders, more)).authority;

describe("one-authority: the host that a client asked for", () => {
  it.each<[string, string | undefined, string[], object?]>([
    ["is Host", "a.example", ["Host", "a.example"]],
    ["is Host in any letter case", "a.example", ["HOST", "a.example"]],
    ["is none without Host", undefined, ["Accept", "*/*", "x_host", "b"]],
    ["is none with two Host lines", undefined, ["Host", "a.example", "host", "a.example"]],
    ["is :authority", "a.example", [":authority", "a.example"]],
    ["is :authority beside the word host", "a", [":authority", "a", "x", "host", "y", "z"]],
    ["is both, if they agree", "a.example", [":authority", "a.example", "host", "a.example"]],
    ["is none, if they do not", undefined, [":authority", "a.example", "host", "b.example"]],
    ["is that of the target", "b.example", ["Host", "a"], { url: "HTTP://b.example?x" }],
    ["is that of Express's own copy", "b", ["Host", "a"], { url: "/", originalUrl: "http://b/c/" }],
    ["is the target of CONNECT", "b:443", ["Host", "a"], { method: "CONNECT", url: "b:443" }],
    ["is not in a path", "a", ["Host", "a"], { url: "/http://b/" }],
    ["is not in what is no URL", "a", ["Host", "a"], { url: "*http://b/" }],
    ["is empty as sent", "", ["Host", ""]],
    ["is empty as in the target", "", ["Host", "a"], { url: "http:///" }],
    ["is empty for CONNECT to nothing", "", ["Host", "a"], { method: "CONNECT", url: undefined }],
    ["is none with a name that has no value", undefined, ["Host"]],
  ])("%s", (_, host, rawHeaders, more) => expect(hostOf(rawHeaders, more)).toBe(host));

  it("is in the joined headers of a request without lines", () => {
    const lambda = made([], { headers: { host: "a.example" } });
    expect(evidenceOf(lambda).authority).toBe("a.example");
    expect(evidenceOf(made([], { headers: {} })).authority).toBeUndefined();
  });

  it("is not known if Node may have dropped another Host line", () => {
    const more = { httpVersionMajor: 1 };
    const lines = ["Host", "a", ...Array.from({ length: 1998 }, () => "b")];
    expect(hostOf(lines, more)).toBeUndefined();
  });

  it("is looked up when a resolver asks for it, and not before", () => {
    const lines = new Proxy(["Host", "a.example"], {
      get: (target, key) => {
        if (key === "1") reads++;
        return Reflect.get(target, key) as unknown;
      },
    });
    let reads = 0;
    const evidence = evidenceOf(made(lines));
    createResolver({ address: "198.51.100.9", tells: "proxy-protocol" }).resolve(evidence);
    expect(reads).toBe(0);
    expect(direct.resolve(evidence).host).toBe("a.example");
  });

  it("is what the client wrote, although the handler wrote another one", () => {
    const req = made(["Host", "a.example"]);
    req.headers.host = "b.example";
    expect(clientIpInfoOf(req, direct).host).toBe("a.example");
  });
});

describe("socket-states-scheme: a request", () => {
  it("over TLS is https", async () => {
    const server = createServer(party("server"), (req, res) => {
      res.end(JSON.stringify(clientIpInfoOf(req, direct)));
    });
    const port = await listening(server);
    const request = get({ port, host: "127.0.0.1", ca });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(await json(response)).toMatchObject({ proto: "https", host: `127.0.0.1:${port}` });
  });

  it("of HTTP/2 is https to its authority", async () => {
    const server = createSecureServer(party("server"), (req, res) => {
      res.end(JSON.stringify(clientIpInfoOf(req, direct)));
    });
    const port = await listening(server);
    const session = connect(`https://127.0.0.1:${port}`, { ca });
    const stream = session.request({ ":authority": "a.example:444" });
    expect(await json(stream)).toMatchObject({ proto: "https", host: "a.example:444" });
    session.close();
  });

  it("of CONNECT is http to its target", async () => {
    const server = createPlainServer().on("connect", (req, socket) => {
      socket.end(JSON.stringify(clientIpInfoOf(req, direct)));
    });
    const port = await listening(server);
    const socket = connectTcp(port, "127.0.0.1");
    socket.write("CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n");
    expect(JSON.parse(await text(socket))).toMatchObject({ proto: "http", host: "b.example:443" });
  });

  it("has no scheme if its socket is a test's double", () => {
    const double = { headers: { host: "a" }, socket: { remoteAddress: "198.51.100.9" } };
    const info = clientIpInfoOf(double as unknown as IncomingMessage, direct);
    expect(info).toMatchObject({ ip: "198.51.100.9", host: "a" });
    expect(info).not.toHaveProperty("proto");
  });
});

async function listening(
  server: Server | Http2SecureServer | ReturnType<typeof createPlainServer>,
) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
